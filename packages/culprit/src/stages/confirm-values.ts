import type { IterationPlan } from '../engines/engine.ts'
import { launch, type MeasureContext } from '../measure/launch.ts'
import { failureOf, valuesOf } from '../measure/benchmark.ts'
import { orderOf } from '../measure/order.ts'
import type { LaunchRecord } from '../model/launch.ts'
import type { Staged } from '../model/progress.ts'
import type { Request, SideRequest } from '../model/run.ts'
import type { LogRatio } from '../model/units.ts'
import { watchCompetitors } from '../platform/competitors.ts'
import { parseReference } from '../sources/index.ts'
import { median } from '../stats/median.ts'
import { defaultExperimentPlan, experimentState, type Decision } from '../verdict/decide.ts'
import type { OpenBench } from './prepare-benchmarks.ts'
import { layOut, resolveSide, sourceContext } from './side.ts'
import { resolveWorkload } from './workload.ts'

export type ValuesConfirmed =
  | { readonly kind: 'decided'; readonly decision: Decision }
  /** Pairs cannot say anything of it. */
  | { readonly kind: 'unusable'; readonly why: string }

/** One value may be the odd one; three of a process give a median. */
const iterations: IterationPlan = { batch: 1, warmUp: 1, samples: 3, perTurn: 3 }

/**
 * Fresh pairs of a workload that measures itself: both sides one after the other, in the order of a coin, until a planned look decides or the
 * launches have taken the budget. No turns, for what such a workload counts (bytes, its own time limit) is not the time of its iterations.
 */
export async function* confirmValues(open: OpenBench, place: number, request: Request): Staged<ValuesConfirmed> {
  const context = await contextOf(open, place, request)
  const { alpha, threshold, budgetNs } = request
  const plan = { ...defaultExperimentPlan, alpha, threshold }
  const logRatios: LogRatio[] = []
  let spentNs = 0
  for (let block = 0; ; block++) {
    const state = experimentState(logRatios, plan, spentNs >= budgetNs)
    if (state.kind === 'decided') return { kind: 'decided', decision: state.decision }
    const values = { baseline: 0, candidate: 0 }
    for (const [position, arm] of orderOf(['baseline', 'candidate'] as const, context.seed, 'values', block).entries()) {
      const record = await launch(context, { stage: 'steady', block, arm, position, attempt: 0 }, () => ({
        kind: 'steady',
        plan: iterations,
      }))
      spentNs += record.usage.wallNs
      const value = valueOf(record)
      if (typeof value === 'string') return { kind: 'unusable', why: `the ${arm} ${value}` }
      values[arm] = value
      yield {
        kind: 'launch',
        stage: 'steady',
        arm,
        done: 2 * block + position + 1,
        planned: 2 * state.until,
        remainingNs: budgetNs - spentNs,
      }
    }
    if (values.baseline <= 0 || values.candidate <= 0) return { kind: 'unusable', why: 'a value is 0, and 0 has no ratio' }
    logRatios.push(Math.log(values.candidate / values.baseline))
  }
}

/** Its pairs are kept beside the launches of the suite. */
async function contextOf({ store, folder, signal }: OpenBench, place: number, request: Request): Promise<MeasureContext> {
  const sources = sourceContext(store, request, signal)
  const workload = await resolveWorkload(request)
  const sideOf = async (side: SideRequest, name: string) => {
    const resolved = await resolveSide(parseReference(side.reference), side, sources)
    return layOut(store, folder, `confirmed-${place}-${name}`, resolved, side, workload.folder)
  }
  const [baseline, candidate] = [await sideOf(request.baseline, 'a'), await sideOf(request.candidate, 'b')]
  return {
    journal: folder.journal(`confirmed-${place}`),
    folder: folder.path,
    sides: { baseline, candidate, control: baseline },
    workload: workload.workload,
    seed: request.seed,
    timeLimitNs: request.timeLimitNs,
    signal,
    watchCompetitors,
    quiet: null,
  }
}

function valueOf({ outcome }: LaunchRecord): number | string {
  if (outcome.kind === 'failed') return `failed: ${failureOf(outcome)}`
  return median(valuesOf(outcome))
}
