import type { Arm } from '../model/launch.ts'
import { randomFrom } from '../stats/random.ts'

/** Every how many blocks the baseline's copy runs too, for the A/A' arm. */
export const controlEvery = 3

/**
 * Who runs when in a block: a fair coin of the seed for every block by itself, so that "who was slower" is exchangeable in each
 * pair whatever drifts between blocks (Abedi & Brecht 2017). Every third block has the control arm too, and then all six orders are equally likely.
 */
export function blockOrder(seed: string, stage: string, block: number, withControl: boolean, attempt = 0): Arm[] {
  return orderOf<Arm>(withControl ? ['baseline', 'candidate', 'control'] : ['baseline', 'candidate'], seed, stage, block, attempt)
}

/** The members of a block in one of all their orders, each equally likely; of the seed, the stage and the block alone, as `blockOrder`. */
export function orderOf<Member>(members: readonly Member[], seed: string, stage: string, block: number, attempt = 0): Member[] {
  const coins = randomFrom(seed).derive(stage, block)
  // A block that is measured again tosses a new coin.
  return (attempt === 0 ? coins : coins.derive('again', attempt)).permutation(members.length).map(index => members[index]!)
}
