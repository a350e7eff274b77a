import { bisectionDocument, defaultBisectionPlan, type BisectionProblem } from './bisect/index.ts'
import { pilot } from './measure/pilot.ts'
import type { Bisection } from './model/bisection.ts'
import type { Staged } from './model/progress.ts'
import type { VersionOfRange } from './model/run.ts'
import { shortVersion } from './report/format.ts'
import { expectedPairs, search, type MeasurePair } from './search-versions.ts'
import { openVersions } from './stages/bisect-versions.ts'
import { exactCommand } from './stages/comparison-document.ts'
import { measureContext } from './stages/context.ts'
import { resolveWorkload, type OpenRun } from './stages/resolve.ts'
import { measurePair } from './stages/version-pair.ts'
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
      decidedBy: searched.decidedBy,
      measuredNs: open.folder.launches().reduce((sum, { usage }) => sum + usage.wallNs, 0),
      warnings: [...range.warnings, ...searched.warnings],
    },
  )
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
