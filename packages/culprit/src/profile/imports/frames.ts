import type { Frame } from './builder.ts'

const unnamed = /^wasm-function\[(\d{1,9})\]$/
const scripts = /^(?:file|https?|node|webpack|ext|evalmachine):|\.[cm]?[jt]sx?(?:[?#].*)?$/
const modules = /^wasm:|\.wasm$/

/** What a frame is, as far as its name and its file tell. An empty name or file is none. */
export function frameOf(name: string, file: string): Frame {
  const index = unnamed.exec(name)?.[1]
  if (index !== undefined) return { kind: 'wasm', module: file || null, index: Number(index), name: null }
  const kind = modules.test(file) ? 'wasm' : scripts.test(file) ? 'javascript' : 'other'
  return { kind, module: file || null, index: null, name: name || null }
}
