import { answerOfRatio, endOfCommand, expectedRuns, failureOfLaunch, type RunEnd, type RunRequest } from './bisect/index.ts'
import { comparisonsInSearch } from './bisection.ts'
import { versionsText } from './range-text.ts'
import { checksumWarning } from './search-versions.ts'
import { pilot, type PilotResult } from './measure/pilot.ts'
import type { Bisection } from './model/bisection.ts'
import type { LaunchRecord, Measured } from './model/launch.ts'
import type { Condition, PredicateRun } from './model/predicate.ts'
import type { ProgressEvent, Staged } from './model/progress.ts'
import type { LogRatio, Nanoseconds, Probability } from './model/units.ts'
import type { Warning } from './model/warning.ts'
import { openVersions, type Exercise, type OpenVersions } from './stages/bisect-versions.ts'
import { measureContext } from './stages/context.ts'
import { findCommand, runPredicate } from './stages/predicate-run.ts'
import type { OpenRun } from './stages/resolve.ts'
import { resolveWorkload } from './stages/workload.ts'
import { measurePair } from './stages/version-pair.ts'
import { randomFrom } from './stats/random.ts'
import { busyReference } from './verdict/contention.ts'

/** What one question came to. */
export interface Ran {
  readonly end: RunEnd | 'over'
  readonly spentNs: Nanoseconds
  /** What a version said when it failed or skipped; null when it did not. */
  readonly said: string | null
}

export type RunOnce = (request: RunRequest) => Staged<Ran>

/** How versions are asked. */
interface Asker {
  readonly run: RunOnce
  /** ln(version / good end) of the pairs of a place. */
  readonly valuesOf: (place: number) => readonly LogRatio[]
  /** What most answers come from; null when nothing was measured. */
  readonly decidedBy: () => Bisection['decidedBy']
  readonly warnings: () => readonly Warning[]
}

interface Asking {
  readonly range: OpenVersions
  readonly asker: Asker
}

/** Asks a command, which is run in the folder of each version. */
export async function* askCommand(open: OpenRun, words: readonly string[]): Staged<Asking> {
  const { folder, signal } = open
  const { cwd, timeLimitNs } = folder.run.request
  const command = await findCommand(words, cwd)
  const exercise: Exercise = { workload: null, sha256: command.sha256, folder: cwd }
  const range = yield* openVersions(open, exercise)
  yield plan(range, 'runs of the command', folder.run.request.alpha)
  const runs = { folder, command, timeLimitNs, signal, names: range.versions().map(({ version }) => version), sideOf: range.sideOf }
  return {
    range,
    asker: {
      // oxlint-disable-next-line require-yield -- nothing is told while a command runs
      run: async function* ask(request) {
        const ran = await runPredicate(runs, request)
        if (ran === null) return { end: { kind: 'unavailable' }, spentNs: 0, said: null }
        const end = endOfCommand(ran)
        const isAnswer = end.kind === 'answered' && end.answer !== 'skip'
        return { end, spentNs: ran.wallNs, said: isAnswer ? null : howItEnded(ran, timeLimitNs) }
      },
      valuesOf: () => [],
      decidedBy: () => null,
      warnings: () => [],
    },
  }
}

function howItEnded({ end, said }: PredicateRun, timeLimitNs: Nanoseconds): string {
  const after = said === '' ? '' : `: ${said}`
  switch (end.kind) {
    case 'exited':
      return `ended with exit code ${end.code}${after}`
    case 'killed':
      return `was killed by ${end.signal}${after}`
    case 'timed-out':
      return `did not end within ${timeLimitNs / 1e9} s${after}`
    case 'not-started':
      return `the command could not be started: ${end.why}`
  }
}

/** Pairs in a row in which the good end may fail. */
const failuresOfGoodEnd = 3

/** Asks whether one pair of a version and the good end fulfils a condition. */
export async function* askPairs(open: OpenRun, condition: Condition): Staged<Asking> {
  const { folder, signal } = open
  const { request } = folder.run
  const exercise = await resolveWorkload(request)
  const range = yield* openVersions(open, exercise)
  yield plan(range, 'pairs with the good end', request.alpha)
  const context = measureContext({ run: range.run, folder, sides: range.ends, workload: exercise.workload, signal })
  const piloted = yield* pilot(context, request.budgetNs / comparisonsInSearch)
  const goodFails = piloted.kind === 'broken' ? piloted.failures.find(({ arm }) => arm === 'baseline') : undefined
  const launches = launchesAfter(piloted)
  const values = new Map<number, LogRatio[]>()
  const checksums = new Set<string>()
  let [block, contended, inProcessorTime] = [0, 0, 0]
  return {
    range,
    asker: {
      // Without a good end nothing can be compared, and the search ends.
      run: goodFails === undefined && launches !== null ? ask : unavailable(goodFails?.message ?? null),
      valuesOf: place => values.get(place) ?? [],
      decidedBy: () => (inProcessorTime > answered() / 2 ? 'cpu' : 'wall'),
      warnings: () => [...contendedWarning(contended, inProcessorTime, answered()), ...checksumWarning(checksums.size)],
    },
  }

  /**
   * A pair in which the good end fails says nothing about the version that was asked about, so it is measured again. So is one that is contended, once;
   * then its processor time answers, where there is one.
   */
  async function* ask({ version: place, number }: RunRequest): Staged<Ran> {
    const pairs = {
      runId: folder.id,
      context,
      plan: launches!.plan,
      busy: busyReference(launches!.pilots),
      names: range.versions().map(({ version }) => version),
      sideOf: range.sideOf,
    }
    let [failed, spentNs, isRepeated] = [0, 0, false]
    for (let attempt = 0; failed < failuresOfGoodEnd; attempt++) {
      const candidateFirst = randomFrom(request.seed).derive(`bad-if ${place}/${attempt}`, number).coin()
      const measured = yield* measurePair(pairs, block++, { baseline: 0, candidate: place, candidateFirst })
      const { result, records } = measured
      spentNs += measured.spentNs
      note(records)
      if (result.kind === 'measured') {
        if (measured.contended && !isRepeated) {
          isRepeated = true
          continue
        }
        const { wall, cpu } = result.logRatios
        if (measured.contended) contended++
        if (measured.contended && cpu !== null) inProcessorTime++
        const logRatio = measured.contended ? (cpu ?? wall) : wall
        values.set(place, [...(values.get(place) ?? []), logRatio])
        return { end: { kind: 'answered', answer: answerOfRatio(condition, Math.exp(logRatio)) }, spentNs, said: null }
      }
      if (result.kind === 'broken') return { end: { kind: 'unavailable' }, spentNs, said: null }
      const said = records.flatMap(({ arm, outcome }) => (arm === 'candidate' && outcome.kind === 'failed' ? [outcome] : []))[0]
      if (said !== undefined) return { end: { kind: 'failed', how: failureOfLaunch(said) }, spentNs, said: said.message }
      if (result.version === place) return { end: { kind: 'failed', how: 'crashed' }, spentNs, said: unmeasurable }
      failed++
    }
    return { end: 'over', spentNs, said: null }
  }

  function answered(): number {
    return [...values.values()].reduce((sum, ofPlace) => sum + ofPlace.length, 0)
  }

  function note(records: readonly LaunchRecord[]): void {
    for (const { outcome } of records) {
      if (outcome.kind === 'measured' && outcome.checksum !== null && !outcome.checksumVaries) checksums.add(outcome.checksum)
    }
  }
}

const unmeasurable = 'no sample took as long as a step of the clock'

function contendedWarning(contended: number, inProcessorTime: number, answers: number): Warning[] {
  if (contended === 0) return []
  return [
    {
      code: 'contended',
      message: `Something else used the processor in ${contended} of ${answers} pairs, also when they were measured once more; processor time answered in ${inProcessorTime} of them.`,
      action: 'On a quiet machine the clock answers. --wait-quiet waits for one.',
    },
  ]
}

type Launches = { readonly plan: Extract<PilotResult, { kind: 'ready' }>['plan']; readonly pilots: readonly Measured[] }

/** What launches do: as both ends need it, or as the one does that runs. */
function launchesAfter(piloted: PilotResult): Launches | null {
  if (piloted.kind === 'ready') return { plan: piloted.plan, pilots: Object.values(piloted.pilots) }
  return piloted.alone === null ? null : { plan: piloted.alone.plan, pilots: [piloted.alone.pilot] }
}

function unavailable(said: string | null): RunOnce {
  // oxlint-disable-next-line require-yield -- nothing happens on the way
  return async function* none() {
    return { end: { kind: 'unavailable' }, spentNs: 0, said }
  }
}

function plan(range: OpenVersions, what: string, alpha: Probability): ProgressEvent {
  const versions = range.versions()
  return {
    kind: 'plan',
    text: `${versionsText(range.source, versions)}; about ${expectedRuns(versions.length, alpha)} ${what} if none of them is wrong`,
  }
}
