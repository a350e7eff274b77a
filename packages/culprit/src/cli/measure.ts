import { randomBytes } from 'node:crypto'
import { carryOut, createRun, isKept } from '../carry-out.ts'
import { readResult, type RunDocument } from '../read-result.ts'
import { badArguments, CulpritError, exitCodes, goOn, type ExitCode } from '../model/errors.ts'
import type { Condition } from '../model/predicate.ts'
import { usualAlpha, type Request } from '../model/run.ts'
import type { Nanoseconds } from '../model/units.ts'
import type { RunFolder } from '../store/run-folder.ts'
import { usualChoice } from '../since-when.ts'
import { Store } from '../store/store.ts'
import { commandWords } from './command-words.ts'
import type { Terminal } from './command.ts'
import {
  storePath,
  type BisectionOptions,
  type CommonOptions,
  type MeasuringOptions,
  type RunSuspectsOptions,
  type SinceWhenOptions,
} from './options.ts'
import { exitCodeOf } from './result-exit-code.ts'
import { sourceOptionsOf } from './source-options.ts'
import { progressOf } from './progress.ts'
import { showResult } from './show-result.ts'
import { flagList, workloadOf } from './workload-options.ts'

/** Starts a run and sees it to its end. */
export async function startRun(
  command: Request['command'],
  references: { baseline: string; candidate: string },
  options: CommonOptions & MeasuringOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  return begin(requestOf(command, references, options), options, terminal)
}

/** Starts an investigation, with the commits between the two sides where a repository was named, and sees it to its end. */
export async function startInvestigation(
  references: { baseline: string; candidate: string },
  options: CommonOptions & MeasuringOptions & RunSuspectsOptions & SinceWhenOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { repo: repositories, rules } = options
  if (rules !== undefined && repositories.length === 0) throw badArguments('--rules goes with --repo.')
  const suspects = repositories.length === 0 ? {} : { suspects: { repositories: [...repositories], rules: rules ?? null } }
  const bisection = options.bisect === undefined ? {} : { bisection: sinceWhenOf(options) }
  return begin({ ...requestOf('investigate', references, options), ...suspects, ...bisection }, options, terminal)
}

/** Versions are searched for what changed between them, so nothing else may differ between the sides. */
function sinceWhenOf(options: MeasuringOptions): Request['bisection'] {
  const own = (['baselineEngine', 'candidateEngine', 'baselineFlags', 'candidateFlags'] as const).find(
    option => options[option] !== undefined,
  )
  if (own !== undefined) {
    throw badArguments(
      `--bisect searches versions under one engine with the same flags, and --${own.replace(/[A-Z]/, letter => `-${letter.toLowerCase()}`)} makes the sides differ in these too.`,
    )
  }
  return usualChoice
}

/** Starts a search over the versions from a good one to a bad one, and sees it to its end. */
export async function startBisection(
  { good, bad }: { good: string; bad: string },
  options: CommonOptions & BisectionOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const request = requestOf('bisect', { baseline: good, candidate: bad }, { ...options, scale: [], counters: 'none' })
  const { maxVersions, preReleases = false, deprecated: withdrawn = false } = options
  const { badIf, ...changed } = predicateOf(options)
  return begin({ ...request, ...changed, bisection: { maxVersions, preReleases, withdrawn, badIf } }, options, terminal)
}

const usualTimeoutNs = 600e9

/** What a search by answers asks for otherwise than one by pairs. */
function predicateOf(options: BisectionOptions): Partial<Pick<Request, 'workload' | 'timeLimitNs'>> & { badIf?: Condition } {
  const { predicate, badIf, timeout } = options
  if (predicate !== undefined && badIf !== undefined) throw badArguments('--predicate and --bad-if exclude each other.')
  if (predicate !== undefined) {
    const unused = (['workload', 'invoke', 'args', 'flags'] as const).filter(option => options[option] !== undefined)
    if (unused.length > 0) {
      throw badArguments(
        `--${unused[0]} does not go with --predicate, whose command runs whatever it wants. To measure a workload, use --bad-if.`,
      )
    }
    return { workload: { kind: 'command', command: commandWords(predicate, '--predicate') }, timeLimitNs: timeout ?? usualTimeoutNs }
  }
  if (badIf !== undefined) return { badIf, timeLimitNs: timeout ?? options.timeLimit }
  if (timeout !== undefined) throw badArguments('--timeout goes with --predicate or --bad-if; a launch has --time-limit.')
  return {}
}

async function begin(request: Request, options: CommonOptions, terminal: Terminal): Promise<ExitCode> {
  const store = await Store.open(storePath(options))
  try {
    const folder = await createRun(store, request)
    return await see(store, folder, null, options, terminal)
  } finally {
    await store.close()
  }
}

/**
 * Goes on with a run: what it has measured is taken from its folder, the rest is measured now.
 *
 * A finished run is only shown again, unless its budget left something undecided and it is given a larger one.
 */
export async function resumeRun(id: string, budgetNs: Nanoseconds | null, options: CommonOptions, terminal: Terminal): Promise<ExitCode> {
  const store = await Store.open(storePath(options))
  try {
    const folder = await store.openRun(id)
    if (folder.run.state === 'finished') {
      const result = await readResult(store.runsFolder, id)
      if (!wantsMore(result) || budgetNs === null || budgetNs <= folder.run.budgetNs) {
        await folder.close()
        return await showResult(result, 'runs', folder.id, options, terminal)
      }
    }
    return await see(store, folder, budgetNs, options, terminal)
  } finally {
    await store.close()
  }
}

async function see(
  store: Store,
  folder: RunFolder,
  budgetNs: Nanoseconds | null,
  options: CommonOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const shown = progressOf(options, terminal)
  terminal.runs.add(folder.id)
  try {
    const result = await carryOut({ store, folder, signal: terminal.signal }, budgetNs, shown.show)
    shown.end()
    return await showResult(result, 'runs', folder.id, options, terminal)
  } catch (error) {
    shown.end()
    throw canGoOn(error) && isKept(folder, error) ? goOn(error, folder.id) : error
  }
}

/** Whether another try can come to something else: the network, the disk, another process. Who interrupts is told by the signal. */
function canGoOn(error: unknown): error is CulpritError {
  return error instanceof CulpritError && error.exitCode === exitCodes.undecided && error.code !== 'interrupted'
}

/** Whether a larger budget could add to a result. A step may be found, and what is left of the range not be compared. */
function wantsMore(result: RunDocument): boolean {
  return (
    exitCodeOf(result) === exitCodes.undecided ||
    (result.kind === 'bisection' && result.warnings.some(({ code }) => code === 'budget-spent'))
  )
}

export function requestOf(
  command: Request['command'],
  { baseline, candidate }: { baseline: string; candidate: string },
  options: MeasuringOptions,
): Request {
  const flags = (own: string | undefined): string[] => flagList(own ?? options.flags)
  return {
    command,
    baseline: { reference: baseline, engine: options.baselineEngine ?? options.engine, flags: flags(options.baselineFlags) },
    candidate: { reference: candidate, engine: options.candidateEngine ?? options.engine, flags: flags(options.candidateFlags) },
    workload: workloadOf(options),
    sources: sourceOptionsOf(options),
    threshold: options.threshold,
    budgetNs: options.budget,
    timeLimitNs: options.timeLimit,
    waitQuietNs: options.waitQuiet,
    scales: [...options.scale],
    counters: options.counters,
    alpha: usualAlpha,
    seed: options.seed ?? randomBytes(6).toString('hex'),
    commandLine: process.argv.slice(2),
    cwd: process.cwd(),
  }
}
