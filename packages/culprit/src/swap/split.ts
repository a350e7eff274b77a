import type { RatioInterval } from '../model/interval.ts'
import type { SwapDecision } from '../model/swaps.ts'
import type { LogRatio, Probability } from '../model/units.ts'
import { lookLevel, nextLook, type LookPlan } from '../stats/sequential.ts'
import { ratioInterval } from '../verdict/metrics.ts'
import type { DecidingTime } from '../verdict/pairs.ts'
import { mostDropped } from '../verdict/standing.ts'
import { contrastValue, type Contrast } from './contrasts.ts'
import type { Mix } from './lattice.ts'

/** One block: every variant has run once, in turns with the others. */
export interface SwapBlock {
  readonly contended: boolean
  /** ln(to / from); null when one of the two did not run or does not tell. */
  readonly ratio: (from: Mix, to: Mix, time: DecidingTime) => LogRatio | null
}

/** What is fixed before the first block. */
export interface SplitPlan extends LookPlan {
  /** An effect whose logarithm is smaller than this is not worth a name; above 0. */
  readonly limit: LogRatio
  /** What the comparison was decided by. Processor time stays; the clock is given up when too many blocks are contended. */
  readonly time: DecidingTime
}

export interface SplitEffect {
  readonly contrast: Contrast
  /** Null without blocks. */
  readonly effect: RatioInterval | null
  readonly decision: SwapDecision
}

export interface Split {
  readonly effects: readonly SplitEffect[]
  readonly time: DecidingTime
  /** Blocks that were looked at. */
  readonly blocks: number
}

/** Measure until `until` blocks are usable, or stop with what they came to. */
export type SplitState =
  | { readonly kind: 'continue'; readonly until: number; readonly time: DecidingTime }
  | { readonly kind: 'decided' | 'last-look'; readonly split: Split }

/**
 * Looks in blocks. Twelve is where eight variants, whose seven contrasts share the error rate, can first show anything: at .02 the look
 * spends .0012 on each, and the smallest two-sided p of n blocks is 2^(1-n): .0005 for 12.
 */
export const splitLooks = [12, 16, 20, 28] as const

/**
 * Where the split stands after these blocks, in the order in which they were measured. It stops at the first planned look at which every main effect
 * is decided.
 *
 * In a block each variant runs once, in an order that a coin draws from all orders. Exchanging a part exchanges variants for variants, so
 * under "this part does nothing" the value of its contrast is as likely positive as negative, and the signed-rank interval of the blocks is
 * exact; likewise for interactions. All contrasts share alpha, and each spends its share over the looks, so by the union bound all
 * intervals of all looks are right together with probability at least 1 - alpha.
 *
 * A contended block does not count for the clock. While more than a fifth of the blocks so far is contended, looks are at processor time; that
 * depends on all variants alike. A block in which a variant failed counts for nothing.
 *
 * `isOver` says that no more blocks will come, for a reason that has nothing to do with which variant was slower; then all of them get a last look.
 */
export function splitState(blocks: readonly SwapBlock[], contrasts: readonly Contrast[], plan: SplitPlan, isOver = false): SplitState {
  const level = { looks: plan.looks, alpha: plan.alpha / contrasts.length }
  const confidence = 1 - plan.alpha
  let looked = 0
  let latest: readonly SplitEffect[] | null = null
  for (let count = 1; count <= blocks.length; count++) {
    const until = nextLook(level, looked)!
    const time = timeOf(blocks.slice(0, count), contrasts, plan.time)
    const values = usable(blocks.slice(0, count), contrasts, time)
    if (values.length < until) continue
    latest = effectsAt(values.slice(0, until), contrasts, lookLevel(level, until, looked), confidence, plan.limit)
    looked = until
    const mains = latest.filter(({ contrast }) => contrast.parts.length === 1)
    const split = { effects: latest, time, blocks: until }
    if (mains.every(({ decision }) => decision !== 'inconclusive')) return { kind: 'decided', split }
    if (nextLook(level, looked) === null) return { kind: 'last-look', split }
  }
  const time = timeOf(blocks, contrasts, plan.time)
  if (!isOver) return { kind: 'continue', until: nextLook(level, looked)!, time }
  const values = usable(blocks, contrasts, time)
  const last = effectsAt(values, contrasts, lookLevel(level, values.length, looked), confidence, plan.limit)
  // The intervals of all looks are right together, so the narrower one of an effect stands.
  const effects = last.map((effect, index) => (latest !== null && width(latest[index]!) < width(effect) ? latest[index]! : effect))
  return { kind: 'last-look', split: { effects, time, blocks: values.length } }
}

/** One or two contended blocks are an incident and no state of the machine. */
const fewestContended = 3

/** By what these blocks are looked at. Where processor time is not known, the clock is never given up. */
function timeOf(blocks: readonly SwapBlock[], contrasts: readonly Contrast[], time: DecidingTime): DecidingTime {
  const contended = blocks.filter(block => block.contended).length
  const isLost = time === 'wall' && contended >= fewestContended && contended > mostDropped * blocks.length
  return isLost && usable(blocks, contrasts, 'cpu').length > 0 ? 'cpu' : time
}

/** The values of all contrasts in each block that has all of them. */
function usable(blocks: readonly SwapBlock[], contrasts: readonly Contrast[], time: DecidingTime): LogRatio[][] {
  return blocks.flatMap(({ contended, ratio }) => {
    if (time === 'wall' && contended) return []
    const values = contrasts.map(contrast => contrastValue(contrast, (from, to) => ratio(from, to, time)))
    return values.every(value => value !== null) ? [values] : []
  })
}

function effectsAt(
  values: readonly (readonly LogRatio[])[],
  contrasts: readonly Contrast[],
  level: Probability,
  confidence: Probability,
  limit: LogRatio,
): SplitEffect[] {
  return contrasts.map((contrast, place) => {
    const effect = ratioInterval(
      values.map(block => block[place]!),
      { level, confidence },
    )
    return { contrast, effect, decision: decide(effect, limit) }
  })
}

function decide(effect: RatioInterval | null, limit: LogRatio): SwapDecision {
  if (effect === null || effect.low === null || effect.high === null) return 'inconclusive'
  const [estimate, low, high] = [Math.log(effect.estimate), Math.log(effect.low), Math.log(effect.high)]
  if (low > 0 && estimate >= limit) return 'slower'
  if (high < 0 && estimate <= -limit) return 'faster'
  return low > -limit && high < limit ? 'negligible' : 'inconclusive'
}

function width({ effect }: SplitEffect): number {
  return effect === null || effect.low === null || effect.high === null ? Infinity : Math.log(effect.high / effect.low)
}
