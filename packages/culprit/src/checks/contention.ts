import type { Check } from './check.ts'

/**
 * What was in the way while pairs were measured. Pairs that were not contended were not disturbed, and a contended machine slows both sides of
 * a pair alike; so it explains a wide interval, and a ratio only for what was not measured in pairs.
 */
export const contention: Check = ({ comparison }) => {
  const { contention, pairs, decidedBy } = comparison
  if (contention === null || pairs === 0) return []
  const { contendedPairs, waitShare, competitors } = contention
  const quiet = contendedPairs === 0
  const waited =
    waitShare === null
      ? ''
      : ` (its main thread waited for a processor in ${(waitShare * 100).toFixed(1)} % of the time, median over the launches)`
  const beside =
    competitors.length === 0
      ? ''
      : `; beside it ran ${competitors.map(({ name, share }) => `${name} with ${Math.round(share * 100)} % of a processor`).join(', ')}`
  const decides = decidedBy === 'cpu' ? '; processor time decides, because the clock is not usable' : ''
  return [
    {
      statement: quiet
        ? `No pair was contended${waited}.`
        : `${contendedPairs === 1 ? '1 pair was' : `${contendedPairs} pairs were`} contended${waited}${beside}${decides}.`,
      value: contendedPairs,
      unit: 'pairs',
      supports: [],
      against: quiet ? ['environment'] : [],
    },
  ]
}
