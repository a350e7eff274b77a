import { bisect, bisectionDocument, defaultBisectionPlan, expectedMeasurements } from './bisect/index.ts'
import type { BisectionOutcome, BisectionProblem, PairRequest } from './bisect/index.ts'
import { pilot } from './measure/pilot.ts'
import type { Bisection } from './model/bisection.ts'
import type { LaunchRecord } from './model/launch.ts'
import type { ProgressEvent, Staged } from './model/progress.ts'
import type { VersionOfRange } from './model/run.ts'
import type { LogRatio, Nanoseconds } from './model/units.ts'
import type { Warning } from './model/warning.ts'
import { shortVersion } from './report/format.ts'
import { openVersions } from './stages/bisect-versions.ts'
import { exactCommand } from './stages/comparison-document.ts'
import { measureContext } from './stages/context.ts'
import { resolveWorkload, type OpenRun } from './stages/resolve.ts'
import { measurePair, type MeasuredPair } from './stages/version-pair.ts'
import { mean, standardDeviation } from './stats/deviation.ts'
import { busyReference } from './verdict/contention.ts'

/** A search takes about as long as so many comparisons; each of its launches gets as much time as one in a comparison would. */
export const comparisonsInSearch = 6

/**
 * The whole search: which versions lie between the two, what are the launches like, which of them brought the step.
 *
 * Every launch is kept in the run's folder as it comes. The search holds nothing but what it is told, so calling this again for a run that was
 * killed asks for the same pairs, finds those that are there, and goes on with the next one.
 */
export async function* bisectVersions(open: OpenRun): Staged<Bisection> {
  const exercise = await resolveWorkload(open.folder.run.request)
  const range = yield* openVersions(open, exercise)
  const { run } = range
  const { request } = run
  const problem = problemOf(range.versions(), request)
  yield { kind: 'plan', text: planText(range.source, range.versions(), problem) }

  const context = measureContext({ run, folder: open.folder, sides: range.ends, workload: exercise.workload, signal: open.signal })
  const piloted = yield* pilot(context, request.budgetNs / comparisonsInSearch)
  const pairs = {
    runId: run.id,
    context,
    names: range.versions().map(({ version }) => version),
    sideOf: range.sideOf,
  }
  const searched =
    piloted.kind === 'broken'
      ? yield* search(problem, Infinity, brokenEnd(piloted.failures[0]!.arm === 'baseline' ? 0 : problem.versions.length - 1))
      : yield* search(problem, open.folder.run.budgetNs, (block, pair) =>
          measurePair(
            { ...pairs, plan: piloted.plan, busy: busyReference([piloted.pilots.baseline, piloted.pilots.candidate]) },
            block,
            pair,
          ),
        )
  const failures = piloted.kind === 'broken' ? piloted.failures : []
  const why = (place: number): string | null => {
    const failure = failures.find(({ arm }) => place === (arm === 'baseline' ? 0 : problem.versions.length - 1))
    return failure?.message ?? range.versions()[place]!.failure ?? searched.failures.get(place) ?? null
  }
  return bisectionDocument(
    range.versions().map(({ version, date, reference }, place) => ({ version, date, reference, failure: why(place) })),
    problem,
    searched.outcome,
    {
      run: run.id,
      startedMs: run.startedMs,
      source: range.source,
      command: ['culprit', ...exactCommand(run)],
      measuredNs: open.folder.launches().reduce((sum, { usage }) => sum + usage.wallNs, 0),
      warnings: [...range.warnings, ...searched.warnings],
    },
  )
}

export interface Searched {
  readonly outcome: BisectionOutcome
  /** What a version said when it failed, the last time. */
  readonly failures: ReadonlyMap<number, string>
  readonly warnings: readonly Warning[]
}

/** How one pair is measured; `block` counts the pairs of the search. */
export type MeasurePair = (block: number, pair: PairRequest) => Staged<MeasuredPair>

/**
 * Drives the search to its end. The budget counts what launches took and not the clock, so a resumed search stops where an uninterrupted
 * one would.
 */
export async function* search(problem: BisectionProblem, budgetNs: Nanoseconds, measure: MeasurePair): Staged<Searched> {
  const ends: LogRatio[] = []
  const failures = new Map<number, string>()
  const checksums = new Set<string>()
  let [block, contended, spent] = [0, 0, 0]
  let [isPlanned, isOver] = [false, false]
  yield { kind: 'stage', text: 'measuring pairs' }
  const steps = bisect(problem)
  let step = steps.next()
  while (step.done !== true) {
    const pair = step.value
    if (pair.purpose !== 'ends' && !isPlanned) {
      isPlanned = true
      yield { kind: 'plan', text: remainingText() }
    }
    if (spent + (block === 0 ? 0 : spent / block) > budgetNs) {
      isOver = true
      step = steps.next({ kind: 'over' })
      continue
    }
    const measured = yield* measure(block++, pair)
    const { result, records } = measured
    spent += measured.spentNs
    if (measured.contended) contended++
    if (pair.purpose === 'ends' && result.kind === 'measured') ends.push(result.logRatio)
    note(pair, records)
    yield progress()
    step = steps.next(result)
  }
  const warnings = [...overWarning(isOver), ...contendedWarning(contended, block), ...checksumWarning(checksums.size)]
  return { outcome: step.value, failures, warnings }

  function note({ baseline, candidate }: PairRequest, records: readonly LaunchRecord[]): void {
    for (const { arm, outcome } of records) {
      if (outcome.kind === 'failed') failures.set(arm === 'baseline' ? baseline : candidate, outcome.message)
      else if (outcome.checksum !== null && !outcome.checksumVaries) checksums.add(outcome.checksum)
    }
  }

  function expected(): number {
    return Math.max(block, expectedPairs(problem, ends))
  }

  function remainingNs(): Nanoseconds {
    return Math.min((spent / Math.max(1, block)) * (expected() - block), Math.max(0, budgetNs - spent))
  }

  function progress(): ProgressEvent {
    return { kind: 'launch', stage: 'steady', arm: 'candidate', done: block, planned: expected(), remainingNs: remainingNs() }
  }

  function remainingText(): string {
    const minutes = Math.max(1, Math.round(remainingNs() / 60e9))
    return `the ends differ: about ${Math.max(0, expected() - block)} more pairs find where, in about ${minutes} min`
  }
}

function problemOf(
  versions: readonly VersionOfRange[],
  { threshold, alpha, seed, bisection }: OpenRun['folder']['run']['request'],
): BisectionProblem {
  return {
    versions: versions.map(({ sameAs }) => ({ weight: 1, sameAs, instructions: null })),
    plan: { ...defaultBisectionPlan, threshold, alpha, maxVersions: bisection?.maxVersions ?? defaultBisectionPlan.maxVersions },
    seed,
  }
}

/** A search whose end does not run ends at once; it says so in its own words. */
function brokenEnd(version: number): MeasurePair {
  // oxlint-disable-next-line require-yield -- nothing happens on the way
  return async function* broken() {
    return { result: { kind: 'broken', version }, records: [], spentNs: 0, contended: false }
  }
}

/** Deviations of a pair: what is assumed of a step before anything is known, and how small or large a measured one may count. */
const assumed = { d: 2, margin: 1 }
const [smallest, largest] = [0.3, 5]
const fewestForSpread = 10

/** About how many pairs the whole search takes, by what the ends have shown so far. */
function expectedPairs({ versions, plan }: BisectionProblem, ends: readonly LogRatio[]): number {
  const different = Math.max(2, versions.filter(({ sameAs }) => sameAs === null).length)
  const spread = ends.length < fewestForSpread ? 0 : standardDeviation(ends)
  const inSpreads = (size: number, otherwise: number): number =>
    spread > 0 ? Math.min(largest, Math.max(smallest, size / spread)) : otherwise
  const [d, margin] = [inSpreads(Math.abs(mean(ends)), assumed.d), inSpreads(Math.log1p(plan.threshold), assumed.margin)]
  return expectedMeasurements(different, d, margin, plan.alpha).total
}

function planText(source: string, versions: readonly VersionOfRange[], problem: BisectionProblem): string {
  const alike = versions.filter(({ sameAs }) => sameAs !== null).length
  const broken = versions.filter(({ failure }) => failure !== null).length
  const notes = [
    ...(alike === 0 ? [] : [`${alike} with the same bytes as an earlier one`]),
    ...(broken === 0 ? [] : [`${broken} that cannot be had`]),
    `about ${expectedPairs(problem, [])} pairs if the step is twice the noise of a pair`,
  ]
  return `${versionsText(source, versions)}; ${notes.join('; ')}`
}

/** Which versions there are, for plans. */
export function versionsText(source: string, versions: readonly VersionOfRange[]): string {
  const names = versions.map(({ version }) => shortVersion(version))
  const shown = names.length <= 12 ? names : [...names.slice(0, 5), '…', ...names.slice(-5)]
  return `${versions.length} versions of ${source}: ${shown.join(', ')}`
}

/** Of a search that its budget ended. */
export function overWarning(isOver: boolean): Warning[] {
  if (!isOver) return []
  return [
    {
      code: 'budget-spent',
      message: 'The budget was spent before the search was over, so there may be more to find than is said here.',
      action: 'Go on with `culprit resume` and a larger --budget; what is measured stays.',
    },
  ]
}

function contendedWarning(contended: number, pairs: number): Warning[] {
  if (contended === 0) return []
  return [
    {
      code: 'contended',
      message: `Something else used the processor in ${contended} of ${pairs} pairs; the clock decided in all of them.`,
      action: 'Both launches of a pair were disturbed alike; on a quiet machine fewer pairs are needed. --wait-quiet waits for one.',
    },
  ]
}

/** Of a search whose launches returned that many different values. */
export function checksumWarning(different: number): Warning[] {
  if (different < 2) return []
  return [
    {
      code: 'checksums-differ',
      message: `The versions returned ${different} different values, so they do not all do the same work.`,
      action: 'Look whether the step is between two versions that return the same; `culprit compare` of the two says so.',
    },
  ]
}
