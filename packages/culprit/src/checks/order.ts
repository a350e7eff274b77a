import { changePercent } from '../model/figures.ts'
import type { Check } from './check.ts'

/** Does it matter who runs first in a pair? */
export const order: Check = ({ comparison }) => {
  const { orderEffect, ratio } = comparison
  if (orderEffect === null || ratio === null) return []
  const large = Math.abs(orderEffect) > Math.max(Math.log1p(comparison.threshold), Math.abs(Math.log(ratio.estimate)))
  return [
    {
      statement: `Running first instead of second changes the candidate's ratio by ${changePercent(orderEffect)}; the coin balances it.`,
      value: Math.exp(orderEffect),
      unit: 'ratio',
      supports: large ? ['harness'] : [],
      against: [],
    },
  ]
}
