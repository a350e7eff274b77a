import type { Arm, LaunchRecord } from '../model/launch.ts'
import type { LogRatio } from '../model/units.ts'
import { pairLogRatio } from './pair-ratio.ts'

/** One block of the experiment: both sides in turns, and in every third block the control. */
export interface MeasuredBlock {
  readonly block: number
  /** 0, or 1 when the pair was contended and is measured again. */
  readonly attempt: number
  readonly order: readonly Arm[]
  readonly launches: Readonly<Partial<Record<Arm, LaunchRecord>>>
  readonly contended: boolean
}

/** What can decide an experiment: the clock, or processor time where the clock is not usable. */
export type DecidingTime = 'wall' | 'cpu'

/** One block for each pair, in order: its last attempt, which is the only one that counts. */
export function pairsOf(blocks: readonly MeasuredBlock[]): MeasuredBlock[] {
  return blocks.filter((block, index) => blocks[index + 1]?.block !== block.block)
}

/** ln(candidate / baseline) for every pair that counts, in order. A contended pair does not count for the clock, and does for processor time. */
export function pairLogRatios(blocks: readonly MeasuredBlock[], time: DecidingTime): LogRatio[] {
  return logRatiosOf(blocks, 'candidate', time)
}

/** ln(copy / baseline) for every pair that counts and in which the baseline's copy ran. */
export function controlLogRatios(blocks: readonly MeasuredBlock[], time: DecidingTime): LogRatio[] {
  return logRatiosOf(blocks, 'control', time)
}

/** ln(candidate / baseline) for every pair that both sides have measured, contended or not: what the other time says, which does not decide. */
export function allLogRatios(blocks: readonly MeasuredBlock[], time: DecidingTime): LogRatio[] {
  return pairsOf(blocks).flatMap(({ launches }) => pairLogRatio(launches.baseline, launches.candidate, time) ?? [])
}

/** Whether a pair is one of those that decide. */
export function counts({ contended, launches }: MeasuredBlock, time: DecidingTime): boolean {
  return !(time === 'wall' && contended) && pairLogRatio(launches.baseline, launches.candidate, time) !== null
}

function logRatiosOf(blocks: readonly MeasuredBlock[], arm: Arm, time: DecidingTime): LogRatio[] {
  return pairsOf(blocks).flatMap(({ contended, launches }) =>
    time === 'wall' && contended ? [] : (pairLogRatio(launches.baseline, launches[arm], time) ?? []),
  )
}
