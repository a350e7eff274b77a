import type { Check } from './check.ts'

/** What changed in the modules themselves: size, operators, SIMD. */
export const binary: Check = ({ modules }) =>
  modules.flatMap(({ baseline, candidate }) => {
    if (baseline === null || candidate === null || baseline.sha256 === candidate.sha256) return []
    const percent = (a: number, b: number): string => `${b >= a ? '+' : ''}${((100 * (b - a)) / Math.max(1, a)).toFixed(1)} %`
    const simd = [baseline, candidate].map(({ operators }) => operators.simd + operators.relaxedSimd) as [number, number]
    const lostSimd = simd[0] > 0 && simd[1] < simd[0] / 2
    return [
      {
        statement:
          `The module goes from ${baseline.bytes} to ${candidate.bytes} bytes (${percent(baseline.bytes, candidate.bytes)}) ` +
          `and from ${baseline.operators.total} to ${candidate.operators.total} operators (${percent(baseline.operators.total, candidate.operators.total)}), SIMD from ${simd[0]} to ${simd[1]}.`,
        value: candidate.operators.total - baseline.operators.total,
        unit: 'operators',
        supports: lostSimd ? (['module'] as const) : [],
        against: [],
      },
    ]
  })
