import type { Check } from './check.ts'

/** A layer carries the change when at least this share of it is there. */
const carries = 0.6

/**
 * In which part the time changed, by the engine's own sampling profiler on both sides. Time in module code stands for the module, time in
 * JavaScript for the glue; the collector and the engine's own work are caused by either, so they support none.
 */
export const sampling: Check = ({ sampling }) => {
  if (sampling === null) return []
  const total = sampling.parts.reduce((sum, part) => sum + part.changeNs.estimate, 0)
  return sampling.parts
    .filter(({ part }) => part === 'wasm' || part === 'javascript')
    .map(({ part, baselineNs, candidateNs, changeNs }) => {
      const layer = part === 'wasm' ? 'module' : 'glue'
      const proven = (changeNs.low !== null && changeNs.low > 0) || (changeNs.high !== null && changeNs.high < 0)
      const share = total === 0 ? 0 : changeNs.estimate / total
      const where = part === 'wasm' ? 'Inside wasm' : 'In JavaScript'
      const change = `${ms(baselineNs)} to ${ms(candidateNs)} per iteration`
      return {
        statement: `${where} the sampled time goes from ${change}: ${(100 * share).toFixed(0)} % of the whole change${proven ? '' : ', not proven'}.`,
        value: share,
        unit: 'share of the change',
        supports: proven && share >= carries ? [layer] : [],
        against: share < 1 - carries ? [layer] : [],
      }
    })
}

function ms(ns: number): string {
  return `${(ns / 1e6).toPrecision(3)} ms`
}
