import type { ModulePair } from '../model/investigation.ts'
import type { Check } from './check.ts'

/** What changed in the modules themselves: size, operators, SIMD. */
export const binary: Check = ({ modules }) =>
  modules.flatMap(({ baseline, candidate }) => {
    if (baseline === null || candidate === null || baseline.sha256 === candidate.sha256) return []
    const [simd, simdNow] = [simdOf(baseline), simdOf(candidate)]
    const lostSimd = simd > 0 && simdNow < simd / 2
    return [
      {
        statement:
          `The module goes from ${baseline.bytes} to ${candidate.bytes} bytes (${growth(baseline.bytes, candidate.bytes)}) ` +
          `and from ${baseline.operators.total} to ${candidate.operators.total} operators (${growth(baseline.operators.total, candidate.operators.total)}), SIMD from ${simd} to ${simdNow}.`,
        value: candidate.operators.total - baseline.operators.total,
        unit: 'operators',
        supports: lostSimd ? (['module'] as const) : [],
        against: [],
      },
    ]
  })

function simdOf({ operators }: NonNullable<ModulePair['baseline']>): number {
  return operators.simd + operators.relaxedSimd
}

/** By how much the second is more than the first. */
function growth(a: number, b: number): string {
  return `${b >= a ? '+' : ''}${((100 * (b - a)) / Math.max(1, a)).toFixed(1)} %`
}
