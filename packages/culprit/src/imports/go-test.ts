import { badResultFile } from '../model/errors.ts'
import { imported } from './benchmark.ts'
import type { Imported, Reading, ResultFile, ResultImport } from './import.ts'
import { together } from './machine.ts'
import { limits } from './json.ts'
import { parsedNumber } from './parsed.ts'
import { unitOf } from './units.ts'

const resultLine = /^(Benchmark\S*)\s+(\d+)\s+(\S.*)$/
const settingLine = /^([a-z][\w-]*):\s*(.*)$/
/** Of a unit: `Unit hits/op better=higher`. */
const unitLine = /^Unit\s+(\S+)\s.*\bbetter=(higher|lower)\b/

interface Metric {
  readonly suite: string
  readonly name: string
  readonly unit: string
  readonly written: string
  readonly processes: number[][]
  readonly iterations: number[]
}

/**
 * The text of `go test -bench`, also of several runs one after the other: each run is a process. Every unit of a line is a benchmark by
 * itself, but MB/s, which says the time once more. The package is the suite.
 */
export const goTest: ResultImport = {
  name: 'go-test',
  hasEntries: false,
  samplesBy: null,
  recognises: ({ text, json }) => json === undefined && /^Benchmark\S*\s+\d+\s+[\d.]\S* \S/m.test(text),
  read: files => together(files.map(readFile)),
}

function readFile({ text, path }: ResultFile): Reading & { file: string } {
  const metrics = new Map<string, Metric>()
  const rates = new Map<string, number>()
  const settings = new Map<string, string>()
  const better = new Map<string, 'smaller' | 'larger'>()
  let suite = ''
  let runs = 0
  let isNewRun = true
  let number = 0
  for (const line of lines(text)) {
    number++
    const [, unit, direction] = unitLine.exec(line) ?? []
    if (unit !== undefined) better.set(unit, direction === 'higher' ? 'larger' : 'smaller')
    const [, setting, value = ''] = settingLine.exec(line) ?? []
    if (setting === 'pkg') {
      suite = value.slice(0, 500)
      isNewRun = true
    } else if (setting !== undefined && settings.size < 100) settings.set(setting, value.slice(0, 500))
    const [, name, iterations, rest] = resultLine.exec(line) ?? []
    if (name === undefined || iterations === undefined || rest === undefined) continue
    if (isNewRun) runs++
    isNewRun = false
    for (const [written, value] of pairs(rest, path, number)) {
      const key = `${suite}\n${name}\n${written}`
      if (written === 'MB/s') {
        rates.set(`${suite}\n${name}`, (rates.get(`${suite}\n${name}`) ?? 0) + value)
        continue
      }
      const metric = metrics.get(key) ?? { suite, name, unit: unitOf(written).unit, written, processes: [], iterations: [] }
      metrics.set(key, metric)
      if (metrics.size > limits.benchmarks) throw badResultFile(path, `it has more than ${limits.benchmarks} benchmarks`, `line ${number}`)
      const samples = (metric.processes[runs - 1] ??= [])
      samples.push(value)
      metric.iterations.push(Number(iterations))
    }
  }
  return {
    file: path,
    producer: { name: 'go test', version: null, method: null },
    machine: Object.fromEntries(settings),
    benchmarks: Array.from(metrics.values(), metric => benchmarkOf(metric, better.get(metric.written) ?? 'smaller', path, rates)),
    warnings: [],
  }
}

function benchmarkOf(metric: Metric, better: 'smaller' | 'larger', file: string, rates: ReadonlyMap<string, number>): Imported {
  const { suite, name, unit, written, processes, iterations } = metric
  const samples = iterations.length
  const rate = unit === 'ns' ? rates.get(`${suite}\n${name}`) : undefined
  const unread = { iterations: [...iterations], ...(rate === undefined ? {} : { 'MB/s': rate / samples }) }
  const isTime = written === 'ns/op'
  // A process without this benchmark is a hole in the list.
  const ran = Array.from(processes, values => values ?? []).filter(values => values.length > 0)
  const { benchmark } = imported({ file, suite, name: isTime ? name : `${name} ${written}`, unit, better, processes: ran, unread })
  if (rate === undefined) return { file, benchmark }
  return { file, benchmark: { ...benchmark, throughput: { value: (rate / samples) * 1e6, unit: 'bytes/s' } } }
}

/** `80.5 ns/op  8 B/op`, in our units. */
function pairs(text: string, file: string, line: number): [string, number][] {
  const words = text.trim().split(/\s+/)
  if (words.length % 2 !== 0) throw badResultFile(file, 'a line of a benchmark has a value without a unit', `line ${line}`)
  return Array.from({ length: words.length / 2 }, (_, index) => {
    const written = words[index * 2 + 1]!
    return [written, parsedNumber(words[index * 2]!, unitOf(written).factor, file, `line ${line}, ${written}`)]
  })
}

function* lines(text: string): Generator<string> {
  for (let begin = 0; begin < text.length;) {
    const found = text.indexOf('\n', begin)
    const end = found < 0 ? text.length : found
    yield text.slice(begin, end).trimEnd()
    begin = end + 1
  }
}
