import { basename, relative, resolve } from 'node:path'
import { alarm } from '../alarm.ts'
import { readReferences } from '../alarm-references.ts'
import type { AlarmBenchmark, AlarmConfig } from '../model/alarm-config.ts'
import { badArguments, emptyAlarm, noAlarm, unknownBenchmark, type ExitCode } from '../model/errors.ts'
import { readConfig } from '../platform/config-file.ts'
import type { AlarmProgram } from '../stages/alarm-benchmark.ts'
import { Store } from '../store/store.ts'
import type { AlarmOptions } from './alarm.ts'
import { commandWords } from './command-words.ts'
import type { Terminal } from './command.ts'
import { storePath, type CommonOptions } from './options.ts'
import { printDocument } from './output.ts'
import { progressOf } from './progress.ts'
import { exitCodeOf } from './result-exit-code.ts'

/** Checks benchmarks against their references, or makes these anew. */
export async function runAlarm(
  action: 'check' | 'update',
  names: readonly string[],
  options: CommonOptions & AlarmOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { note } = options
  if (action === 'check' && note !== undefined) throw badArguments('--note goes with update: a check writes nothing.')
  if (action === 'update' && (note ?? '').trim() === '')
    throw badArguments('An update needs --note "why": whoever reads the change of the references will ask.')
  const found = await readConfig(options.config ?? null, process.cwd())
  if (found === null) throw noAlarm(`The folder "${process.cwd()}" has no culprit.config.ts, so it`)
  const { config, path, folder } = found
  if (config.alarm === undefined) throw noAlarm(`"${path}"`)
  const known = Object.keys(config.alarm.benchmarks)
  if (known.length === 0) throw emptyAlarm(path)
  const benchmarks = chosen(config.alarm, names, options.factor ?? null)
  const references =
    options.references === undefined ? resolve(folder, config.alarm.references ?? usualReferences) : resolve(options.references)

  const store = await Store.open(storePath(options))
  const shown = progressOf(options, terminal)
  try {
    const document = await alarm(
      store,
      {
        action: action === 'check' ? { kind: 'check' } : { kind: 'update', note: note!.trim() },
        benchmarks,
        known,
        references: await readReferences(references),
        path: references,
        calledPath: relative(process.cwd(), references) || basename(references),
        runs: options.runs,
        timeLimitNs: options.timeLimit,
        configFolder: folder,
        commandLine: process.argv.slice(2),
      },
      terminal.signal,
      shown.show,
    )
    shown.end()
    await printDocument(document, options, terminal)
    return exitCodeOf(document)
  } finally {
    shown.end()
    await store.close()
  }
}

const usualReferences = 'culprit.alarm.json'
const usualBudget = 5

function chosen({ benchmarks, budget }: AlarmConfig, names: readonly string[], factor: number | null) {
  const known = Object.keys(benchmarks)
  const unknown = names.find(name => !known.includes(name))
  if (unknown !== undefined) throw unknownBenchmark(unknown, known)
  return known
    .filter(name => names.length === 0 || names.includes(name))
    .map(name => {
      const benchmark = benchmarks[name]!
      return { name, program: programOf(name, benchmark), budget: factor ?? benchmark.budget ?? budget ?? usualBudget }
    })
}

function programOf(name: string, { command, workload, reference, engine, reads, unit }: AlarmBenchmark): AlarmProgram {
  if (command === undefined) return { kind: 'workload', path: workload!, reference: reference ?? null, engine: engine ?? 'node' }
  const words = typeof command === 'string' ? commandWords(command, `the command of ${name}`) : command
  return { kind: 'command', words, prints: reads === undefined || unit === undefined ? null : { reads, unit } }
}
