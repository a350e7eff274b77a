import { collectEvidence } from './checks/index.ts'
import type { Comparison } from './model/comparison.ts'
import type { Investigation } from './model/investigation.ts'
import type { Staged } from './model/progress.ts'
import { attribute } from './stages/attribute.ts'
import { compareSides } from './stages/compare.ts'
import { count } from './stages/count.ts'
import { explain } from './stages/explain.ts'
import { identify } from './stages/identify.ts'
import { resolve, type OpenRun } from './stages/resolve.ts'
import { suspectsOfRun } from './stages/suspects-of-run.ts'
import { swapParts } from './stages/swap.ts'
import { isSearched } from './since-when.ts'
import { judge } from './verdict/judge.ts'
import { countsMayDecide, withWork } from './verdict/work.ts'

/** Only the interleaved experiment and its verdict. */
export async function* compare(open: OpenRun): Staged<Comparison> {
  const prepared = yield* resolve(open)
  const { comparison } = yield* compareSides(prepared)
  const wanted = prepared.run.request.counters !== 'none' || countsMayDecide(comparison)
  const { counting } = wanted && comparison.pairs > 0 ? yield* count(prepared) : notCounted
  return withWork(comparison, { counting, native: comparison.nativeCounts })
}

/**
 * The whole pipeline: what are the two sides, is the difference real, which layer carries it, what changed in it.
 *
 * Every launch is kept in the run's folder as it comes, and a stage that finds its launches there does not repeat them,
 * so calling this again for a run that was killed goes on where it ended.
 */
export async function* investigate(open: OpenRun): Staged<Investigation> {
  const prepared = yield* resolve(open)
  const identified = yield* identify(prepared)
  const { comparison: timed, plan } = yield* compareSides(prepared)

  const changed = timed.verdict === 'regression' || timed.verdict === 'improvement'
  const sampling = changed && plan !== null ? yield* attribute(prepared, plan, timed) : null
  const swaps = changed && plan !== null ? yield* swapParts(prepared, identified, plan, timed) : null
  const executes = timed.failures.length === 0 && identified.modules.baseline.length + identified.modules.candidate.length > 0
  const counted = executes ? yield* count(prepared) : notCounted
  const modules = explain(identified.modules)

  const { layers, scripts } = identified
  const { counting, functions } = counted
  const comparison = withWork(timed, { counting, native: timed.nativeCounts })
  const evidence = collectEvidence({
    comparison,
    layers,
    sampling,
    swaps,
    counting,
    functions,
    modules,
    launches: prepared.folder.launches(),
  })
  const suspected = changed ? yield* suspectsOfRun(open, prepared, functions) : noSuspects
  const { range } = prepared.run.resolved
  const judgement = judge({
    comparison,
    evidence,
    layers,
    range,
    sampled: sampling !== null,
    swaps,
    notCounted: counted.why,
    commits: suspected.areRead,
    searched: isSearched(open.folder.run.request, { range, comparison }),
  })
  return {
    formatVersion: 1,
    kind: 'investigation',
    run: prepared.run.id,
    ...judgement,
    comparison,
    evidence,
    residualRegressions: [],
    suspects: [...suspected.suspects],
    functions: [...functions],
    layers: [...layers],
    sampling,
    counting,
    swaps,
    modules,
    scripts: [...scripts],
    range,
    warnings: [...comparison.warnings, ...suspected.warnings],
  }
}

const noSuspects = { suspects: [], areRead: false, warnings: [] }
const notCounted = { counting: null, functions: [], why: 'nothing was executed on both sides that could be counted' }
