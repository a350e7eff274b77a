import type { LogRatio, Share } from '../model/units.ts'
import { studentQuantile } from './student.ts'

/** Fewer campaigns tell no floor: their own scatter would be the answer. */
export const fewestCampaigns = 5
/** False claims with a floor: those of the pairs, and as many again for what a whole campaign has in common. */
const promisedRate = 0.04

/**
 * The smallest difference that a machine can vouch for, from campaigns of a variant against itself: the bound that the estimate of the next
 * such campaign stays within with probability .96, as a share. Null for fewer than five.
 *
 * The true value is known to be 0, so n campaigns give n degrees of freedom, and the estimate of the next one divided by the root mean square
 * of these follows Student's t (Geisser 1993, prediction of a normal value with known mean). However large the offset of a
 * campaign is, its estimate then goes beyond the floor, and can be claimed, with at most the rate that is promised with a floor. All 0 gives 0. RangeError when a value is not finite.
 */
export function noiseFloor(estimates: readonly LogRatio[]): Share | null {
  const wrong = estimates.find(estimate => !Number.isFinite(estimate))
  if (wrong !== undefined) throw new RangeError(`the estimate of a campaign is ${wrong}`)
  const { length } = estimates
  if (length < fewestCampaigns) return null
  const rootMeanSquare = Math.sqrt(estimates.reduce((sum, estimate) => sum + estimate * estimate, 0) / length)
  return Math.expm1(studentQuantile(1 - promisedRate / 2, length) * rootMeanSquare)
}
