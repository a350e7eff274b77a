import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readModule } from '../packages/culprit/src/wasm/index.ts'
import { corpus, corpusBytes } from '../test/corpus.ts'

const rounds = 9

/**
 * How fast modules are read, beside V8's own validation in the same run. The two take turns, so that a busy moment hits both.
 *
 * V8 spreads validation over all processors that are free; the reader has one thread. So both stand here twice: by the clock, and by the
 * processor time that all threads took together, which says more on a machine that has other work. wabt's count of operators is one call of its program, where it is installed.
 */
export async function run(print: (line: string) => void): Promise<void> {
  print(`reading modules: medians of ${rounds} rounds, MB/s; ratio = reader / validate`)
  print(
    ['module'.padEnd(12), 'MB', 'operators', 'reader', 'validate', 'ratio', 'reader/CPU', 'validate/CPU', 'ratio', 'wabt']
      .map(cell)
      .join(''),
  )
  for (const module of Object.values(corpus)) {
    const bytes = await corpusBytes(module)
    const reader: number[] = []
    const readerProcessor: number[] = []
    const validate: number[] = []
    const validateProcessor: number[] = []
    for (let round = 0; round <= rounds; round++) {
      const [readTime, readProcessor] = both(() => readModule(bytes))
      const [validateTime, processor] = both(() => WebAssembly.validate(bytes))
      // The first round is the one in which our code is compiled.
      if (round === 0) continue
      reader.push(readTime)
      validate.push(validateTime)
      readerProcessor.push(readProcessor)
      validateProcessor.push(processor)
    }
    const speed = (times: readonly number[]) => bytes.length / 1e6 / (median(times) / 1e3)
    const [read, validated] = [speed(reader), speed(validate)]
    const [readPerProcessor, perProcessor] = [speed(readerProcessor), speed(validateProcessor)]
    print(
      [
        module.name.padEnd(12),
        (bytes.length / 1e6).toFixed(1),
        String(module.operators),
        read.toFixed(0),
        validated.toFixed(0),
        (read / validated).toFixed(2),
        readPerProcessor.toFixed(0),
        perProcessor.toFixed(0),
        (readPerProcessor / perProcessor).toFixed(2),
        wabtSpeed(bytes)?.toFixed(0) ?? 'none',
      ]
        .map(cell)
        .join(''),
    )
  }
}

/** MB/s of `wasm-opcodecnt`; null where it is not installed, or does not read the module. */
function wabtSpeed(bytes: Uint8Array): number | null {
  const folder = mkdtempSync(join(tmpdir(), 'culprit-bench-'))
  try {
    const file = join(folder, 'module.wasm')
    writeFileSync(file, bytes)
    const time = milliseconds(() =>
      execFileSync('wasm-opcodecnt', ['--enable-all', file, '-o', join(folder, 'counts')], { stdio: 'ignore' }),
    )
    return bytes.length / 1e6 / (time / 1e3)
  } catch {
    return null
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function cell(text: string, column: number): string {
  return column === 0 ? text : text.padStart(14)
}

/** By the clock, and processor time of all threads. */
function both(action: () => unknown): [milliseconds: number, processor: number] {
  const before = process.cpuUsage()
  const time = milliseconds(action)
  const used = process.cpuUsage(before)
  return [time, (used.user + used.system) / 1000]
}

function milliseconds(action: () => unknown): number {
  const start = performance.now()
  action()
  return performance.now() - start
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
}
