import type { IterationPlan } from '../engines/engine.ts'
import type { Arm, LaunchRecord } from '../model/launch.ts'
import type { ProgressEvent, Staged } from '../model/progress.ts'
import type { Nanoseconds, LogRatio } from '../model/units.ts'
import { experimentState, refine, refineUntil, type Decision, type ExperimentPlan, type ExperimentState } from '../verdict/decide.ts'
import { blockOrder, controlEvery } from './order.ts'
import { launchInTurns, type LaunchSlot, type MeasureContext } from './launch.ts'
import { pairLogRatio } from '../verdict/pair-ratio.ts'

/** One block of the experiment: both sides back to back, and in every third block the control. */
export interface MeasuredBlock {
  readonly block: number
  readonly order: readonly Arm[]
  readonly launches: Readonly<Partial<Record<Arm, LaunchRecord>>>
}

export interface Interleaved {
  readonly blocks: readonly MeasuredBlock[]
  readonly stoppedBy: 'decision' | 'budget' | 'failures'
  readonly decision: Decision
}

/**
 * Launches that may fail before the experiment ends. Seven on one side and none on the other have probability 2/128 where
 * failing does not depend on the side, which is under the false-claim rate of 2 %.
 */
export const failuresThatDecide = 7

/** A change that is decided is measured on until its size is known, for this share of the budget at most. */
const refinementShare = 0.2

/**
 * The interleaved experiment: blocks in the order of their recorded coins until a look decides, the budget is spent, or one side
 * keeps failing. The budget counts what launches took, not the clock, so a resumed run stops where an uninterrupted one would.
 */
export async function* interleave(
  context: MeasureContext,
  plan: IterationPlan,
  budgetNs: Nanoseconds,
  experiment: ExperimentPlan,
): Staged<Interleaved> {
  yield { kind: 'stage', text: 'measuring pairs' }
  const blocks: MeasuredBlock[] = []
  let state = experimentState([], experiment)
  let spent: Nanoseconds = 0
  let done = 0
  for (;;) {
    const until = state.kind === 'continue' ? state.until : refineUntil(state.decision, experiment)
    if (until === null) return ended('decision')
    const costOfBlock = blocks.length === 0 ? 0 : spent / blocks.length
    const deciding = state.kind === 'continue'
    if (spent + costOfBlock > (deciding ? budgetNs : refinementShare * budgetNs)) return ended(deciding ? 'budget' : 'decision')

    const block = blocks.length
    const order = blockOrder(context.seed, 'steady', block, block % controlEvery === 0)
    const slots = order.map((arm, position): LaunchSlot => ({ stage: 'steady', block, arm, position, attempt: 0 }))
    const records = await launchInTurns(context, slots, { kind: 'steady', plan })
    blocks.push({ block, order, launches: Object.fromEntries(records.map(record => [record.arm, record])) })
    spent += records.reduce((sum, { usage }) => sum + usage.wallNs, 0)
    done += records.length
    yield progress(until)

    if (failures(blocks) >= failuresThatDecide) return ended('failures')
    const logRatios = pairLogRatios(blocks)
    if (logRatios.length < until || logRatios.length === lookedAt(state)) continue
    if (state.kind === 'continue') state = experimentState(logRatios, experiment)
    else {
      const refined = refine(state.decision, logRatios, experiment)
      if (refined === state.decision) return ended('decision')
      state = { kind: 'decided', decision: refined }
    }
    const looked = state.kind === 'decided' ? state.decision : state.latest
    if (looked !== null) yield { kind: 'look', pairs: looked.pairs, text: lookText(looked) }
  }

  function ended(stoppedBy: Interleaved['stoppedBy']): Interleaved {
    const last = state.kind === 'decided' ? state : experimentState(pairLogRatios(blocks), experiment, true)
    if (last.kind === 'continue') throw new Error('an experiment that is over has no decision')
    return { blocks, stoppedBy, decision: last.decision }
  }

  function progress(until: number): ProgressEvent {
    const planned = Math.max(done, Math.round(until * (2 + 1 / controlEvery)))
    const remaining = (spent / done) * (planned - done)
    const pairs = pairLogRatios(blocks).length
    return {
      kind: 'launch',
      stage: 'steady',
      arm: 'candidate',
      done: pairs,
      planned: until,
      remainingNs: Math.max(0, Math.min(remaining, budgetNs - spent)),
    }
  }
}

function lookedAt(state: ExperimentState): number {
  return (state.kind === 'decided' ? state.decision : state.latest)?.pairs ?? 0
}

function lookText({ pairs, ratio, verdict }: Decision): string {
  const bounds = `${ratio?.low?.toFixed(3) ?? 'unbounded'} to ${ratio?.high?.toFixed(3) ?? 'unbounded'}`
  return `${pairs} pairs: ratio ${ratio?.estimate.toFixed(3) ?? 'unknown'} (${bounds}), ${verdict === 'inconclusive' ? 'not decided yet' : verdict}`
}

/** ln(candidate / baseline) of the wall time for every complete pair, in order. */
export function pairLogRatios(blocks: readonly MeasuredBlock[]): LogRatio[] {
  return logRatiosOf(blocks, 'candidate')
}

/** ln(copy / baseline) of the wall time for every block in which the baseline's copy ran. */
export function controlLogRatios(blocks: readonly MeasuredBlock[]): LogRatio[] {
  return logRatiosOf(blocks, 'control')
}

function logRatiosOf(blocks: readonly MeasuredBlock[], arm: Arm): LogRatio[] {
  return blocks.flatMap(({ launches }) => pairLogRatio(launches.baseline, launches[arm]) ?? [])
}

function failures(blocks: readonly MeasuredBlock[]): number {
  return blocks.flatMap(({ launches }) => [launches.baseline, launches.candidate]).filter(record => record?.outcome.kind === 'failed')
    .length
}
