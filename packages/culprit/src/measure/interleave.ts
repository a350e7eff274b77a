import type { IterationPlan } from '../engines/engine.ts'
import { bounds, counted } from '../model/figures.ts'
import type { ProgressEvent, Staged } from '../model/progress.ts'
import type { Nanoseconds, Share } from '../model/units.ts'
import { isContended } from '../verdict/contention.ts'
import { refine, refineUntil, type Decision, type ExperimentState } from '../verdict/decide.ts'
import { launchedNs } from '../verdict/launch-metrics.ts'
import { pairLogRatios, pairsOf, type DecidingTime, type MeasuredBlock } from '../verdict/pairs.ts'
import { nextAttempt, standingOf, type ExperimentPlans } from '../verdict/standing.ts'
import { blockOrder, controlEvery } from './order.ts'
import { isKnown, launchInTurns, type LaunchSlot, type MeasureContext } from './launch.ts'

export interface Interleaved {
  readonly blocks: readonly MeasuredBlock[]
  readonly stoppedBy: 'decision' | 'budget' | 'failures'
  readonly decidedBy: DecidingTime
  readonly decision: Decision
  /** Numbers of pairs at which the deciding time was looked at, and at which the clock was looked at last before it was given up (0: it was not). */
  readonly looked: readonly number[]
  readonly spent: number
}

/** What the pilots have shown. */
export interface Piloted {
  /** What `busyReference` said of them. */
  readonly busy: Share | null
  /** Their checksums differ, so that no verdict will come of the pairs. */
  readonly differentWork: boolean
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
 * keeps failing. A contended pair is measured once more, both sides, with a new coin. The budget counts what launches took, not the clock, so
 * a resumed run stops where an uninterrupted one would.
 */
export async function* interleave(
  context: MeasureContext,
  plan: IterationPlan,
  budgetNs: Nanoseconds,
  plans: ExperimentPlans,
  { busy, differentWork }: Piloted,
): Staged<Interleaved> {
  yield { kind: 'stage', text: 'measuring pairs' }
  const blocks: MeasuredBlock[] = []
  let { time, state, spent: spentLooks } = standingOf(blocks, plans)
  let spent: Nanoseconds = 0
  let done = 0
  for (;;) {
    const until = state.kind === 'continue' ? state.until : refineUntil(state.decision, plans[time])
    if (until === null) return ended('decision')
    const costOfBlock = blocks.length === 0 ? 0 : spent / blocks.length
    const deciding = state.kind === 'continue'
    if (spent + costOfBlock > (deciding ? budgetNs : refinementShare * budgetNs)) return ended(deciding ? 'budget' : 'decision')

    const { block, attempt } = nextAttempt(blocks, time)
    const order = blockOrder(context.seed, 'steady', block, block % controlEvery === 0, attempt)
    const slots = order.map((arm, position): LaunchSlot => ({ stage: 'steady', block, arm, position, attempt }))
    if (context.quiet !== null && !isKnown(context, slots)) yield* context.quiet.wait(context.signal)
    const records = await launchInTurns(context, slots, { kind: 'steady', plan })
    const launches: MeasuredBlock['launches'] = Object.fromEntries(records.map(record => [record.arm, record]))
    blocks.push({ block, attempt, order, launches, contended: isContended([launches.baseline, launches.candidate], busy) })
    spent += launchedNs(records)
    done += records.length
    yield progress(until)

    if (failures(blocks) >= failuresThatDecide) return ended('failures')
    const before = lookedAt(state)
    if (state.kind === 'continue') {
      const standing = standingOf(blocks, plans)
      if (standing.time !== time)
        yield { kind: 'look', pairs: pairsOf(blocks).length, text: 'too many pairs are contended: processor time decides from here on' }
      ;({ time, state, spent: spentLooks } = standing)
    } else {
      const logRatios = pairLogRatios(blocks, time)
      if (logRatios.length < until) continue
      const refined = refine(state.decision, logRatios, plans[time])
      if (refined === state.decision) return ended('decision')
      state = { kind: 'decided', decision: refined }
    }
    const looked = state.kind === 'decided' ? state.decision : state.latest
    if (looked !== null && looked.pairs !== before) yield { kind: 'look', pairs: looked.pairs, text: lookText(looked, differentWork) }
  }

  function ended(stoppedBy: Interleaved['stoppedBy']): Interleaved {
    const last = state.kind === 'decided' ? { time, state, spent: spentLooks } : standingOf(blocks, plans, true)
    if (last.state.kind === 'continue') throw new Error('an experiment that is over has no decision')
    const { decision } = last.state
    const planned = plans[last.time].looks.filter(look => look > last.spent && look < decision.pairs)
    return {
      blocks,
      stoppedBy,
      decidedBy: last.time,
      decision,
      looked: decision.pairs === 0 ? [] : [...planned, decision.pairs],
      spent: last.spent,
    }
  }

  /** Pairs that count for nothing have to be measured on top of those that the next look wants. */
  function progress(until: number): ProgressEvent {
    const measured = pairsOf(blocks).length
    const planned = until + measured - pairLogRatios(blocks, time).length
    const launches = Math.max(done, Math.round(planned * (2 + 1 / controlEvery)))
    const remaining = (spent / done) * (launches - done)
    return {
      kind: 'launch',
      stage: 'steady',
      arm: 'candidate',
      done: measured,
      planned,
      remainingNs: Math.max(0, Math.min(remaining, budgetNs - spent)),
    }
  }
}

function lookedAt(state: ExperimentState): number {
  return (state.kind === 'decided' ? state.decision : state.latest)?.pairs ?? 0
}

function lookText({ pairs, ratio, verdict }: Decision, differentWork: boolean): string {
  const said = differentWork ? 'of different work: the checksums differ' : verdict === 'inconclusive' ? 'not decided yet' : verdict
  return `${counted(pairs, 'pair')}: ratio ${ratio?.estimate.toFixed(3) ?? 'unknown'} (${bounds(ratio)}), ${said}`
}

function failures(blocks: readonly MeasuredBlock[]): number {
  return blocks.flatMap(({ launches }) => [launches.baseline, launches.candidate]).filter(record => record?.outcome.kind === 'failed')
    .length
}
