import { counted } from '../model/figures.ts'
import type { Check } from './check.ts'

/**
 * The A/A' arm: the baseline against its own byte copy, in the same blocks. Where the copy differs as much as the candidate does,
 * the method found the difference and not the candidate.
 */
export const control: Check = ({ comparison }) => {
  const { aa, ratio } = comparison
  if (aa === null || ratio === null) return []
  const [ofCopy, ofCandidate] = [Math.abs(Math.log(aa.estimate)), Math.abs(Math.log(ratio.estimate))]
  const proven = (aa.low !== null && aa.low > 1) || (aa.high !== null && aa.high < 1)
  const contaminated = ofCopy > comparison.threshold / 2 && ofCopy > ofCandidate / 2
  return [
    {
      statement: `The baseline against its own copy, measured in the same blocks: ${aa.estimate.toFixed(3)} (${counted(aa.pairs, 'pair')}).`,
      value: aa.estimate,
      unit: 'ratio',
      supports: contaminated && proven ? ['harness'] : [],
      against: contaminated ? [] : ['harness'],
    },
  ]
}
