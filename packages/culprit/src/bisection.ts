import { bisectionDocument, defaultBisectionPlan, type BisectionProblem } from './bisect/index.ts'
import { pilot } from './measure/pilot.ts'
import type { Bisection } from './model/bisection.ts'
import type { Staged } from './model/progress.ts'
import type { VersionOfRange } from './model/run.ts'
import { observedText, planText } from './range-text.ts'
import { search, type MeasurePair } from './search-versions.ts'
import { openVersions } from './stages/bisect-versions.ts'
import { exactCommand } from './stages/comparison-document.ts'
import { measureContext } from './stages/context.ts'
import { observeVersions, type ObservedVersion } from './stages/observe-versions.ts'
import type { OpenRun } from './stages/resolve.ts'
import { resolveWorkload } from './stages/workload.ts'
import { stepChanges } from './stages/step-changes.ts'
import { measurePair } from './stages/version-pair.ts'
import { busyReference } from './verdict/contention.ts'
import { launchedNs } from './verdict/launch-metrics.ts'

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
  yield { kind: 'plan', text: planText(range.source, range.versions(), problemOf(range.versions(), request, new Map())) }

  const context = measureContext({ run, folder: open.folder, sides: range.ends, workload: exercise.workload, signal: open.signal })
  const piloted = yield* pilot(context, request.budgetNs / comparisonsInSearch)
  const pairs = {
    runId: run.id,
    context,
    names: range.versions().map(({ version }) => version),
    sideOf: range.sideOf,
  }
  const places = piloted.kind === 'broken' ? [] : placesToObserve(range.versions())
  const observed = yield* observeVersions({ ...pairs, folder: open.folder }, places)
  const problem = problemOf(range.versions(), request, observed)
  if (places.length > 0) yield { kind: 'plan', text: observedText(problem, places) }
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
  const { culprit } = searched.outcome
  const changes =
    culprit === null
      ? null
      : yield* stepChanges({ ...pairs, folder: open.folder, treeOf: place => range.versions()[place]!.side!.tree }, culprit)
  return bisectionDocument(
    range.versions().map(({ version, date, reference }, place) => {
      return { version, date, reference, failure: why(place), instructions: problem.versions[place]!.instructions }
    }),
    problem,
    searched.outcome,
    {
      run: run.id,
      startedMs: run.startedMs,
      source: range.source,
      command: ['culprit', ...exactCommand(run)],
      decidedBy: searched.decidedBy,
      changes,
      measuredNs: launchedNs(open.folder.launches()),
      warnings: [...range.warnings, ...searched.warnings],
    },
  )
}

function problemOf(
  versions: readonly VersionOfRange[],
  { threshold, alpha, seed, bisection }: OpenRun['folder']['run']['request'],
  observed: ReadonlyMap<number, ObservedVersion>,
): BisectionProblem {
  return {
    versions: versions.map(({ sameAs, weight = 1 }, place) => ({
      weight,
      sameAs: sameAs ?? observed.get(place)?.sameAs ?? null,
      instructions: observed.get(place)?.instructions ?? null,
    })),
    plan: { ...defaultBisectionPlan, threshold, alpha, maxVersions: bisection?.maxVersions ?? defaultBisectionPlan.maxVersions },
    seed,
  }
}

/** Versions that are there already and have files of their own; none where only the engine changes, which neither hashes nor counts show. */
function placesToObserve(versions: readonly VersionOfRange[]): number[] {
  const places = versions.flatMap(({ side, sameAs, failure }, place) =>
    side !== null && sameAs === null && failure === null ? [place] : [],
  )
  const wanted = versions.filter(({ sameAs, failure }) => sameAs === null && failure === null)
  const trees = new Set(places.map(place => versions[place]!.side!.tree))
  return trees.size > 1 && places.length === wanted.length ? places : []
}

/** A search whose end does not run ends at once; it says so in its own words. */
function brokenEnd(version: number): MeasurePair {
  // oxlint-disable-next-line require-yield -- nothing happens on the way
  return async function* broken() {
    return { result: { kind: 'broken', version }, records: [], spentNs: 0, contended: false }
  }
}
