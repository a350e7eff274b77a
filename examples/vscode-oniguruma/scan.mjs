// vscode-oniguruma: the regular expressions that editors highlight with, as WebAssembly. Scans a generated source with the patterns of a small grammar.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

export const name = 'scan 300 lines with eight patterns'

const patterns = [
  '//.*$',
  '"(?:[^"\\\\]|\\\\.)*"',
  '\\b(?:const|let|return|if|else|for|while|function|export|import)\\b',
  '\\b[A-Z][A-Za-z0-9]*\\b',
  '\\b[a-z_][A-Za-z0-9_]*(?=\\()',
  '\\b\\d+(?:\\.\\d+)?\\b',
  '[{}()\\[\\];,]',
  '(?<=\\.)[a-z]\\w*',
]

export async function setup({ dir }) {
  const { loadWASM, OnigScanner, OnigString } = createRequire(import.meta.url)(dir)
  await loadWASM(Uint8Array.from(readFileSync(join(dir, 'release/onig.wasm'))).buffer)
  const lines = Array.from(
    { length: 300 },
    (_, line) =>
      `export const value${line} = compute(${line}, { text: "line ${line}", size: Widget${line % 7}.length / ${line}.5 }) // of ${line}`,
  )
  return { scanner: new OnigScanner(patterns), lines: lines.map(line => new OnigString(line)) }
}

export function run({ scanner, lines }) {
  let sum = 0
  for (const line of lines) {
    for (let at = 0; ;) {
      const match = scanner.findNextMatchSync(line, at)
      if (match === null) break
      const [{ end }] = match.captureIndices
      sum = (sum * 31 + match.index * 1000 + end) % 1_000_003
      at = Math.max(end, at + 1)
    }
  }
  return sum
}
