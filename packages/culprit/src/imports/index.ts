import { createHash } from 'node:crypto'
import type { Bench, Benchmark } from '../model/bench.ts'
import { badArguments, mixedResultFormats, noBenchmarkInResult, resultFileTooLarge, unknownResultFormat } from '../model/errors.ts'
import type { Warning } from '../model/warning.ts'
import { asv } from './asv.ts'
import { bencher } from './bencher.ts'
import { benchmarkDotNet } from './benchmark-dotnet.ts'
import { criterion } from './criterion.ts'
import { githubActionBenchmark } from './github-action-benchmark.ts'
import { goTest } from './go-test.ts'
import { googleBenchmark } from './google-benchmark.ts'
import { hyperfine } from './hyperfine.ts'
import type { Reading, ResultFile, ResultImport } from './import.ts'
import { fileTooLarge, isRecord, jsonOf, limits } from './json.ts'
import { merged } from './merged.ts'
import { mitata } from './mitata.ts'
import { otava } from './otava.ts'
import { pytestBenchmark } from './pytest-benchmark.ts'
import { sightglass } from './sightglass.ts'
import { tachometer } from './tachometer.ts'
import { tinybench } from './tinybench.ts'
import { vitest } from './vitest.ts'

/** The formats that are read. A format is a file here and a line. */
const formats: readonly ResultImport[] = [
  criterion,
  hyperfine,
  benchmarkDotNet,
  googleBenchmark,
  tinybench,
  vitest,
  mitata,
  githubActionBenchmark,
  sightglass,
  pytestBenchmark,
  tachometer,
  otava,
  goTest,
  asv,
  bencher,
]

/** For `--format`. */
export const formatNames: readonly string[] = formats.map(({ name }) => name)
export const largestFileBytes = limits.fileBytes

export interface GivenFile {
  readonly path: string
  readonly text: string
  /** Whether the user named it; one that was found in a folder is left out when it is of no known format. */
  readonly isNamed: boolean
}

export interface ReadOptions {
  /** Of `formatNames`; null to tell by what is in the files. */
  readonly format: string | null
  /** What the suite is called; null for what the files call it, or the name of the format. */
  readonly suite: string | null
  readonly entry: string | null
}

export interface Imports {
  readonly producer: Bench['producer']
  readonly machine: Bench['machine']
  readonly benchmarks: Bench['benchmarks']
  readonly warnings: Bench['warnings']
}

/**
 * Benchmarks from the files of one tool. The same benchmark in several files has been run in several processes.
 *
 * A file that is damaged, too large, or has a number that no measurement gives, is refused with the place; so is a format that is not
 * known, files of different formats, and a result without any benchmark.
 */
export function readResults(given: readonly GivenFile[], { format: asked, suite, entry }: ReadOptions): Imports {
  const files = given.map(({ path, text, isNamed }) => {
    if (text.length > limits.fileBytes) throw fileTooLarge(path, text.length)
    const plain = text.replace(/^\uFEFF/, '')
    const sha256 = createHash('sha256').update(text).digest('hex')
    return { path, text: plain, isNamed, sha256, json: isNamed || /\.(json|js)$/i.test(path) ? jsonOf(plain, path) : undefined }
  })
  const { format, taken, left } = chosenFormat(files, asked)
  if (entry !== null && !format.hasEntries) throw badArguments(`Files of ${format.name} hold one result each, and no entry "${entry}".`)
  const reading = format.read(taken, { entry })
  if (reading.benchmarks.length === 0)
    throw noBenchmarkInResult(
      taken.map(({ path }) => path),
      null,
    )
  if (reading.benchmarks.length > limits.benchmarks) {
    throw resultFileTooLarge(taken[0]!.path, `${reading.benchmarks.length} benchmarks`, String(limits.benchmarks))
  }
  const benchmarks = merged(reading.benchmarks, suite, format.name)
  const samples = benchmarks.reduce((sum, benchmark) => sum + benchmark.samples, 0)
  if (benchmarks.some(({ processes }) => processes.length > 0) && samples > limits.samples) {
    throw resultFileTooLarge(taken[0]!.path, `${samples} samples`, String(limits.samples))
  }
  return {
    producer: {
      ...reading.producer,
      format: format.name,
      files: taken.map(({ path, sha256 }) => ({ name: path, sha256 })),
    },
    machine: { ...reading.machine },
    benchmarks,
    warnings: [...reading.warnings, ...warningsOf(benchmarks, format, reading), ...leftOut(left)],
  }
}

type File = ResultFile & { readonly isNamed: boolean; readonly sha256: string }

function chosenFormat(files: readonly File[], asked: string | null) {
  const known = asked === null ? formats : formats.filter(({ name }) => name === asked)
  const taken: File[] = []
  const left: File[] = []
  let format: ResultImport | null = null
  for (const file of files) {
    const found = known.find(each => each.recognises(file))
    if (found === undefined) {
      if (file.isNamed && isEmpty(file)) throw noBenchmarkInResult([file.path], 'it is empty')
      if (file.isNamed) throw unknownResultFormat(file.path, asked, formatNames)
      left.push(file)
    } else if (format !== null && found !== format) {
      throw mixedResultFormats(taken[0]!.path, format.name, file.path, found.name)
    } else {
      format = found
      taken.push(file)
    }
  }
  if (format === null) throw unknownResultFormat(files[0]?.path ?? '', asked, formatNames)
  return { format, taken, left }
}

/** A tool that measured nothing writes nothing, or lists without anything in them. */
function isEmpty({ text, json }: File): boolean {
  if (Array.isArray(json)) return json.length === 0
  if (isRecord(json)) return Object.values(json).every(each => Array.isArray(each) && each.length === 0)
  return text.trim() === ''
}

function warningsOf(benchmarks: readonly Benchmark[], { samplesBy }: ResultImport, { producer }: Reading): Warning[] {
  const measured = benchmarks.filter(({ state }) => state === 'measured')
  const without = measured.filter(({ processes }) => processes.length === 0).length
  const message = `${without} of ${measured.length} benchmarks have no samples, so no difference of theirs can be told from chance.`
  const versions = producer.version?.split(', ') ?? []
  return [
    ...(without === 0
      ? []
      : [{ code: 'no-samples', message, action: samplesBy ?? 'Import the files of the tool that measured, when it keeps its samples.' }]),
    ...(versions.length < 2
      ? []
      : [
          {
            code: 'versions-differ',
            message: `The files are of ${producer.name} ${producer.version}.`,
            action: 'Give only files of one version.',
          },
        ]),
  ]
}

function leftOut(files: readonly File[]): Warning[] {
  if (files.length === 0) return []
  const some = files.slice(0, 5).map(({ path }) => path)
  const message = `${files.length} files were not understood: ${some.join(', ')}${files.length > 5 ? ', …' : ''}.`
  return [{ code: 'files-left-out', message, action: 'Name a file by itself to see why it is not read.' }]
}
