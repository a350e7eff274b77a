import type { IterationPlan } from '../engines/engine.ts'
import { checksumsDiffer } from '../checks/reservations.ts'
import { interleave, type Interleaved } from '../measure/interleave.ts'
import { nativeCounts } from '../measure/native-counts.ts'
import { cold } from '../measure/observe.ts'
import { pilot } from '../measure/pilot.ts'
import type { Comparison } from '../model/comparison.ts'
import type { Staged } from '../model/progress.ts'
import { median } from '../stats/median.ts'
import { busyReference } from '../verdict/contention.ts'
import { defaultExperimentPlan, type ExperimentPlan } from '../verdict/decide.ts'
import { pairLogRatios, type DecidingTime } from '../verdict/pairs.ts'
import { brokenComparison, comparisonOf, thresholdOf } from './comparison-document.ts'
import { measureContext } from './context.ts'
import type { Prepared } from './resolve.ts'
import { scaleSides } from './scale.ts'

export interface Compared {
  readonly comparison: Comparison
  /** Null when a side does not run at all. */
  readonly plan: IterationPlan | null
}

/** The interleaved experiment: pilots, pairs until a look decides, the cold start, and the verdict from the numbers. */
export async function* compareSides(prepared: Prepared): Staged<Compared> {
  const context = measureContext(prepared)
  const { budgetNs, alpha } = prepared.run.request
  const piloted = yield* pilot(context, budgetNs)
  if (piloted.kind === 'broken') return { comparison: brokenComparison(prepared, piloted.failures), plan: null }

  const differentWork = checksumsDiffer(piloted.pilots)
  const looks = looksOf(prepared, differentWork)
  const plan = (time: DecidingTime): ExperimentPlan => ({ ...defaultExperimentPlan, alpha, threshold: thresholdOf(prepared, time), looks })
  const busy = busyReference([piloted.pilots.baseline, piloted.pilots.candidate])
  const plans = { wall: plan('wall'), cpu: plan('cpu') }
  const measured = yield* interleave(context, piloted.plan, prepared.run.budgetNs, plans, { busy, differentWork })
  await rememberLook(prepared, measured)
  const coldRecords = measured.decision.pairs === 0 ? [] : yield* cold(context, budgetNs)
  const comparison = comparisonOf(prepared, piloted, measured, coldRecords)
  const { scales, counters } = prepared.run.request
  const scaling = scales.length === 0 ? null : yield* scaleSides(context, scales, budgetNs)
  const iterationNs = Math.max(...[piloted.pilots.baseline, piloted.pilots.candidate].map(({ samplesNs }) => median(samplesNs)))
  const native =
    counters === 'none' || counters === 'wasm'
      ? null
      : yield* nativeCounts(context, { iterationNs, withValgrind: counters === 'valgrind', budgetNs })
  return { comparison: { ...comparison, scaling, nativeCounts: native }, plan: piloted.plan }
}

/** The planned looks, and those that the ends of earlier budgets have forced on this run. */
function looksOf({ run }: Prepared, differentWork: boolean): number[] {
  const planned = defaultExperimentPlan.looks
  // Times of different work get no verdict, so they get no more than the pairs of one look.
  return differentWork ? planned.slice(0, 1) : [...new Set([...planned, ...run.looks])].sort((a, b) => a - b)
}

/** A run that goes on with a larger budget must not spend its error rate twice, so the look at a budget's end becomes one of its looks. */
async function rememberLook({ folder }: Prepared, { stoppedBy, blocks, decidedBy }: Interleaved): Promise<void> {
  const pairs = pairLogRatios(blocks, decidedBy).length
  const { run } = folder
  if (stoppedBy !== 'budget' || pairs === 0 || defaultExperimentPlan.looks.includes(pairs) || run.looks.includes(pairs)) return
  await folder.writeRun({ ...run, looks: [...run.looks, pairs] })
}
