import { askCommand, askPairs, type RunOnce } from './ask-versions.ts'
import {
  bisectRuns,
  defaultBisectionPlan,
  expectedRuns,
  predicateDocument,
  type PredicateProblem,
  type RunsOutcome,
} from './bisect/index.ts'
import { overWarning } from './search-versions.ts'
import type { Bisection } from './model/bisection.ts'
import type { Staged } from './model/progress.ts'
import type { Nanoseconds } from './model/units.ts'
import type { Warning } from './model/warning.ts'
import { exactCommand } from './stages/comparison-document.ts'
import type { OpenRun } from './stages/resolve.ts'
import { launchedNs } from './verdict/launch-metrics.ts'

/**
 * A search that asks about one version at a time: by a command's exit code, or by whether one pair with the good end fulfils a condition. Answers may
 * be wrong now and then.
 *
 * Every answer is kept in the run's folder before the next one is asked for. The search holds nothing but what it is told, so calling this again
 * for a run that was killed asks the same questions, and finds the answers that are there.
 */
export async function* bisectByPredicate(open: OpenRun): Staged<Bisection> {
  const { request } = open.folder.run
  const { workload } = request
  const condition = request.bisection?.badIf
  const { asker, range } = workload.kind === 'command' ? yield* askCommand(open, workload.command) : yield* askPairs(open, condition!)
  const problem = {
    weights: range.versions().map(({ weight = 1 }) => weight),
    alpha: request.alpha,
    maxRuns: defaultBisectionPlan.maxMeasurements,
  }
  const searched = yield* searchByRuns(problem, open.folder.run.budgetNs, asker.run)
  const { run } = range
  return predicateDocument(
    range.versions().map(({ version, date, reference, failure }, place) => {
      return {
        version,
        date,
        reference,
        failure: failure ?? (searched.outcome.skipped.has(place) ? (searched.said.get(place) ?? null) : null),
      }
    }),
    {
      ...(workload.kind === 'command'
        ? { kind: 'command', words: workload.command }
        : { kind: 'condition', words: [`ratio ${condition!.operator} ${condition!.ratio}`] }),
      timeLimitNs: request.timeLimitNs,
      alpha: request.alpha,
      threshold: request.threshold,
      seed: request.seed,
    },
    searched.outcome,
    asker.valuesOf,
    {
      run: run.id,
      startedMs: run.startedMs,
      source: range.source,
      decidedBy: asker.decidedBy(),
      command: ['culprit', ...exactCommand(run)],
      measuredNs: launchedNs(open.folder.launches()) + open.folder.answers().reduce((sum, { wallNs }) => sum + wallNs, 0),
      warnings: [...range.warnings, ...searched.warnings, ...asker.warnings()],
    },
  )
}

export interface SearchedRuns {
  readonly outcome: RunsOutcome
  /** What a version said when it failed or skipped, the last time. */
  readonly said: ReadonlyMap<number, string>
  readonly warnings: readonly Warning[]
}

/** Drives the search to its end. The budget counts what runs took and not the clock, as in a search by pairs. */
export async function* searchByRuns(problem: PredicateProblem, budgetNs: Nanoseconds, run: RunOnce): Staged<SearchedRuns> {
  const expected = expectedRuns(problem.weights.length, problem.alpha)
  const said = new Map<number, string>()
  let [runs, spent, isOver] = [0, 0, false]
  yield { kind: 'stage', text: 'asking' }
  const search = bisectRuns(problem)
  let step = search.next()
  while (step.done !== true) {
    if (spent + (runs === 0 ? 0 : spent / runs) > budgetNs) {
      isOver = true
      step = search.next('over')
      continue
    }
    const { version } = step.value
    const ran = yield* run(step.value)
    if (ran.said !== null) said.set(version, ran.said)
    if (ran.spentNs > 0) runs++
    spent += ran.spentNs
    const planned = Math.max(runs, expected)
    const remainingNs = Math.min((spent / Math.max(1, runs)) * (planned - runs), Math.max(0, budgetNs - spent))
    yield { kind: 'launch', stage: 'steady', arm: version === 0 ? 'baseline' : 'candidate', done: runs, planned, remainingNs }
    step = search.next(ran.end)
  }
  return { outcome: step.value, said, warnings: overWarning(isOver) }
}
