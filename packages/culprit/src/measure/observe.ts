import type { IterationPlan } from '../engines/engine.ts'
import type { LaunchRecord } from '../model/launch.ts'
import type { Staged } from '../model/progress.ts'
import type { Nanoseconds } from '../model/units.ts'
import { launch, type LaunchSlot, type MeasureContext } from './launch.ts'
import { blockOrder } from './order.ts'

/** One launch of each side that writes down which modules are compiled and which scripts are loaded; a side that fails gives a failed record. */
export async function* watch(context: MeasureContext): Staged<Record<'baseline' | 'candidate', LaunchRecord>> {
  yield { kind: 'stage', text: 'looking at what each side loads' }
  const one = (arm: 'baseline' | 'candidate'): Promise<LaunchRecord> =>
    watchOnce(context, { stage: 'watch', block: 0, arm, position: 0, attempt: 0 })
  const baseline = await one('baseline')
  yield { kind: 'launch', stage: 'watch', arm: 'baseline', done: 1, planned: 2, remainingNs: null }
  const candidate = await one('candidate')
  yield { kind: 'launch', stage: 'watch', arm: 'candidate', done: 2, planned: 2, remainingNs: null }
  return { baseline, candidate }
}

/** One launch that writes down which modules are compiled and which scripts are loaded. */
export function watchOnce(context: MeasureContext, slot: LaunchSlot & { readonly stage: 'watch' }): Promise<LaunchRecord> {
  return launch(context, slot, folder => ({ kind: 'watch', folder }))
}

/** Six pairs are the fewest whose exact interval reaches 95 %. */
const observedPairs = 6

/** Interleaved launches that end after the first run, with compile and instantiate timed. */
export function cold(context: MeasureContext, budgetNs: Nanoseconds): Staged<LaunchRecord[]> {
  return rounds(context, 'cold', budgetNs / 10, folder => ({ kind: 'cold', folder }))
}

export const sampleIntervalNs: Nanoseconds = 200e3

/** Interleaved launches under the engine's sampling profiler. */
export function sample(context: MeasureContext, plan: IterationPlan, budgetNs: Nanoseconds): Staged<LaunchRecord[]> {
  // A profile needs samples and not iterations: at 200 µs half of the iterations give some thousand of them.
  const half = { ...plan, samples: Math.ceil(plan.samples / 2) }
  return rounds(context, 'sample', budgetNs / 3, folder => ({ kind: 'sample', plan: half, folder, intervalNs: sampleIntervalNs }))
}

/** Two launches of a side show whether what it executes is the same each time. */
const countedLaunches = 2

/** Launches of each side in which modules count the instructions that one run executes after the first; their records are in `countsFolder`. */
export async function* countInstructions(context: MeasureContext): Staged<LaunchRecord[]> {
  yield { kind: 'stage', text: 'counting executed instructions' }
  const records: LaunchRecord[] = []
  for (let block = 0; block < countedLaunches; block++) {
    for (const arm of ['baseline', 'candidate'] as const) {
      const record = await countOnce(context, { stage: 'count', block, arm, position: records.length % 2, attempt: 0 })
      records.push(record)
      yield { kind: 'launch', stage: 'count', arm, done: records.length, planned: 2 * countedLaunches, remainingNs: null }
      if (record.outcome.kind === 'failed') return records
    }
  }
  return records
}

/** One launch in which modules count the instructions that one run executes after the first. */
export function countOnce(context: MeasureContext, slot: LaunchSlot & { readonly stage: 'count' }): Promise<LaunchRecord> {
  const request = (folder: string) =>
    ({ folder, mode: 'ops', only: null, skip: null, clock: false, intervalNs: sampleIntervalNs, part: true }) as const
  return launch(context, slot, folder => ({ kind: 'profile', request: request(folder), iterations: 1 }))
}

const titles = { cold: 'timing the cold start', sample: 'sampling where the time goes' } as const

/** As many rounds as are wanted, or as its share of the comparison's budget allows; at least one. */
async function* rounds(
  context: MeasureContext,
  stage: 'cold' | 'sample',
  budgetNs: Nanoseconds,
  mode: Parameters<typeof launch>[2],
): Staged<LaunchRecord[]> {
  yield { kind: 'stage', text: titles[stage] }
  const records: LaunchRecord[] = []
  let spent: Nanoseconds = 0
  for (let block = 0; block < observedPairs && spent <= budgetNs; block++) {
    for (const [position, arm] of blockOrder(context.seed, stage, block, false).entries()) {
      const record = await launch(context, { stage, block, arm, position, attempt: 0 }, mode)
      records.push(record)
      spent += record.usage.wallNs
      const planned = observedPairs * 2
      yield {
        kind: 'launch',
        stage,
        arm,
        done: records.length,
        planned,
        remainingNs: (spent / records.length) * (planned - records.length),
      }
    }
  }
  return records
}
