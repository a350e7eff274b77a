import { bounds, counted } from '../model/figures.ts'
import type { Check, HypothesisId } from './check.ts'

const layers: readonly HypothesisId[] = ['module', 'glue', 'engine', 'flags']

/** The interleaved experiment itself: order by coin and back to back, so what drifts in the machine cannot favour a side. */
export const effect: Check = ({ comparison }) => {
  const { ratio, pairs, verdict, decidedBy } = comparison
  // Counts are exact and have evidence of their own.
  if (ratio === null || decidedBy === 'instructions') return []
  const time = decidedBy === 'cpu' ? 'processor time' : 'time'
  const excludesEqual = (ratio.low !== null && ratio.low > 1) || (ratio.high !== null && ratio.high < 1)
  const meaning = excludesEqual ? 'a machine that drifts or is busy cannot favour one side this way' : 'no difference is shown'
  return [
    {
      statement: `In ${counted(pairs, 'pair')}, ordered by a coin, the candidate takes ${ratio.estimate.toFixed(3)} times the baseline's ${time} (${bounds(ratio)}): ${meaning}.`,
      value: ratio.estimate,
      unit: 'ratio',
      supports: [],
      against: excludesEqual ? ['environment'] : verdict === 'no-regression' ? layers : [],
    },
  ]
}
