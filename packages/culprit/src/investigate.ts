import { collectEvidence } from './checks/index.ts'
import type { Comparison } from './model/comparison.ts'
import type { Investigation } from './model/investigation.ts'
import type { Staged } from './model/progress.ts'
import { attribute } from './stages/attribute.ts'
import { compareSides } from './stages/compare.ts'
import { explain } from './stages/explain.ts'
import { identify } from './stages/identify.ts'
import { resolve, type OpenRun } from './stages/resolve.ts'
import { judge } from './verdict/judge.ts'

/** Only the interleaved experiment and its verdict. */
export async function* compare(open: OpenRun): Staged<Comparison> {
  const prepared = yield* resolve(open)
  const { comparison } = yield* compareSides(prepared)
  return comparison
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
  const { comparison, plan } = yield* compareSides(prepared)

  const changed = comparison.verdict === 'regression' || comparison.verdict === 'improvement'
  const sampling = changed && plan !== null ? yield* attribute(prepared, plan, comparison) : null
  const modules = explain(identified.modules)

  const { layers, scripts } = identified
  const evidence = collectEvidence({ comparison, layers, sampling, modules, launches: prepared.folder.launches() })
  const { range } = prepared.run.resolved
  const judgement = judge({ comparison, evidence, layers, range, sampled: sampling !== null })
  return {
    formatVersion: 1,
    kind: 'investigation',
    run: prepared.run.id,
    ...judgement,
    comparison,
    evidence,
    residualRegressions: [],
    suspects: [],
    functions: [],
    layers: [...layers],
    sampling,
    modules,
    scripts: [...scripts],
    range,
    warnings: comparison.warnings,
  }
}
