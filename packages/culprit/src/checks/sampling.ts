import { duration, wholePercent } from '../model/figures.ts'
import type { Check } from './check.ts'

/** A layer carries the change when at least this share of it is there. */
const carries = 0.6

/**
 * In which part the time changed, by the engine's own sampling profiler on both sides. Time in module code stands for the module, time in
 * JavaScript for the glue; the collector and the engine's own work are caused by either, so they support none.
 *
 * That tells between module and glue where both differ. Where only one of them does, the time says how it acts and not who is to
 * blame: identical module code that takes longer is called more often by other glue.
 */
export const sampling: Check = ({ sampling, layers }) => {
  if (sampling === null) return []
  const possible = layers.filter(({ differs }) => differs !== false).map(({ layer }) => layer)
  // Another engine, or other flags, make both parts run differently.
  const tells = possible.length === 2 && possible.includes('module') && possible.includes('glue')
  const total = sampling.parts.reduce((sum, part) => sum + part.changeNs.estimate, 0)
  return sampling.parts
    .filter(({ part }) => part === 'wasm' || part === 'javascript')
    .map(({ part, baselineNs, candidateNs, changeNs }) => {
      const layer = part === 'wasm' ? 'module' : 'glue'
      const proven = (changeNs.low !== null && changeNs.low > 0) || (changeNs.high !== null && changeNs.high < 0)
      const share = total === 0 ? 0 : changeNs.estimate / total
      const where = part === 'wasm' ? 'Inside wasm' : 'In JavaScript'
      const change = `${duration(baselineNs)} to ${duration(candidateNs)} per iteration`
      return {
        statement: `${where} the sampled time goes from ${change}: ${wholePercent(share)} of the whole change${proven ? '' : ', not proven'}.`,
        value: share,
        unit: 'share of the change',
        supports: tells && proven && share >= carries ? [layer] : [],
        against: tells && share < 1 - carries ? [layer] : [],
      }
    })
}
