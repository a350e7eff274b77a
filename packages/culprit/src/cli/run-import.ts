import { formatNames, largestFileBytes, readResults } from '../imports/index.ts'
import type { Bench } from '../model/bench.ts'
import { badArguments, exitCodes, type ExitCode } from '../model/errors.ts'
import { readResultFiles } from '../platform/result-files.ts'
import { inertJson, visible } from '../report/untrusted.ts'
import { createBench } from '../store/results.ts'
import { Store } from '../store/store.ts'
import type { Terminal } from './command.ts'
import type { ImportOptions } from './import.ts'
import { storePath } from './options.ts'

/** Reads result files of another tool and keeps what they say; nothing is kept of files that are refused. */
export async function runImport(files: readonly string[], options: ImportOptions, { stdout }: Terminal): Promise<ExitCode> {
  const { format = null, name: suite = null, entry = null } = options
  if (format !== null && !formatNames.includes(format)) {
    throw badArguments(`There is no format ${JSON.stringify(format)}; the formats are ${formatNames.join(', ')}.`)
  }
  if (suite?.trim() === '') throw badArguments('--name is empty.')
  const imports = readResults(await readResultFiles(files, largestFileBytes), { format, suite, entry })
  const root = storePath(options)
  const store = await Store.open(root)
  try {
    const bench = await createBench(root, {
      formatVersion: 1,
      kind: 'bench',
      startedMs: Date.now(),
      environment: null,
      verdict: null,
      reason: `Imported from ${imports.producer.name}; there is nothing to compare it with.`,
      baseline: null,
      savedAs: null,
      settings: null,
      command: ['culprit', ...process.argv.slice(2)],
      ...imports,
    })
    stdout.write(options.json ? `${inertJson(bench, 2)}\n` : summaryOf(bench))
    return exitCodes.fine
  } finally {
    await store.close()
  }
}

function summaryOf({ run, producer, benchmarks, warnings }: Bench): string {
  const measured = benchmarks.filter(({ state }) => state === 'measured')
  const samples = measured.filter(({ processes }) => processes.length > 0).reduce((sum, benchmark) => sum + benchmark.samples, 0)
  const failed = benchmarks.length - measured.length
  const processes = Math.max(0, ...measured.map(each => each.processes.length))
  const of =
    samples === 0
      ? 'no samples'
      : `${counted(samples, 'sample')}, from ${processes === 1 ? 'one process' : `up to ${processes} processes`} each`
  const lines = [
    `${[producer.name, producer.version].filter(part => part !== null).join(' ')}: ${counted(benchmarks.length, 'benchmark')}, ${of}`,
    ...(failed === 0 ? [] : [`  ${failed} failed or were not measured`]),
    ...(producer.method === null ? [] : [`  method: ${producer.method}`]),
    ...warnings.map(({ message, action }) => `  ${message} ${action}`),
    `Kept as ${run}; see it with: culprit report ${run}`,
  ]
  return `${lines.map(visible).join('\n')}\n`
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
