import { experimentState, type ExperimentPlan, type ExperimentState } from './decide.ts'
import { pairLogRatios, type DecidingTime, type MeasuredBlock } from './pairs.ts'

/** What is fixed before the first pair: by the clock and in processor time the same, but for the smallest difference that the machine can vouch for. */
export type ExperimentPlans = Readonly<Record<DecidingTime, ExperimentPlan>>

/** Where an experiment stands, and what it is looked at by. */
export interface Standing {
  readonly time: DecidingTime
  readonly state: ExperimentState
  /** Pairs at the last look that was taken at the clock before it was given up; 0 when it was not. */
  readonly spent: number
}

/**
 * Where an experiment stands after these blocks: by the clock, or in processor time from where too many pairs had stayed contended. The change
 * depends on both sides alike and not on who was slower, and looks at processor time spend only what the looks at the clock have left of
 * alpha; so all looks together claim wrongly with probability at most alpha. What the clock has decided before stays decided.
 *
 * The answer depends on the blocks alone, so a resumed run stands where an uninterrupted one would. `isOver` as in `experimentState`.
 */
export function standingOf(blocks: readonly MeasuredBlock[], plans: ExperimentPlans, isOver = false): Standing {
  const lost = lostAt(blocks, isOver)
  const byClock = experimentState(pairLogRatios(blocks.slice(0, lost), 'wall'), plans.wall, isOver && lost > blocks.length)
  if (lost > blocks.length || byClock.kind === 'decided') return { time: 'wall', state: byClock, spent: 0 }
  const spent = byClock.latest?.pairs ?? 0
  return { time: 'cpu', state: experimentState(pairLogRatios(blocks, 'cpu'), plans.cpu, isOver, spent), spent }
}

/** The next block to measure: a contended pair once more, as long as the clock may decide, otherwise the next pair. */
export function nextAttempt(blocks: readonly MeasuredBlock[], time: DecidingTime): Pick<MeasuredBlock, 'block' | 'attempt'> {
  const last = blocks.at(-1)
  if (last === undefined) return { block: 0, attempt: 0 }
  return time === 'wall' && last.contended && last.attempt === 0 ? { block: last.block, attempt: 1 } : { block: last.block + 1, attempt: 0 }
}

/** At a share of dropped pairs above this the rest may be a selection, and the clock does not decide. */
export const mostDropped = 0.2
/** One or two contended pairs are an incident and no state of the machine. */
const fewestContended = 3

/** Whether too many pairs of so many stayed contended for the clock to decide. */
export function isClockLost(contended: number, pairs: number, fewest = fewestContended): boolean {
  return contended >= fewest && contended > mostDropped * pairs
}

/**
 * After how many blocks the clock was given up; more than there are when it was not. Without processor times it never is. When no more
 * pairs will come, there is nothing to wait for: then one contended pair in five is too many, however few there are.
 */
function lostAt(blocks: readonly MeasuredBlock[], isOver: boolean): number {
  let pairs = 0
  let contended = 0
  for (const [index, { launches, attempt, ...block }] of blocks.entries()) {
    const outcomes = [launches.baseline?.outcome, launches.candidate?.outcome]
    if (outcomes.some(outcome => outcome?.kind !== 'measured')) continue
    if (outcomes.some(outcome => outcome?.kind === 'measured' && outcome.cpuSamplesNs.length === 0)) return blocks.length + 1
    const isLast = index === blocks.length - 1
    if (block.contended && attempt === 0 && !(isOver && isLast)) continue
    pairs++
    if (block.contended) contended++
    if (isClockLost(contended, pairs, isOver && isLast ? 1 : fewestContended)) return index + 1
  }
  return blocks.length + 1
}
