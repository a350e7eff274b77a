import type { LaunchRecord, Measured } from '../model/launch.ts'
import type { LogRatio } from '../model/units.ts'
import { median } from '../stats/median.ts'

/**
 * ln(b / a) of the steady time of two launches of one block, by the clock or in processor time; null when one of them failed or does not tell.
 *
 * The launches took turns, so the n-th samples of both ran within milliseconds of each other, and what slowed the machine then slowed
 * both. The median of their ratios is not moved by that, while each launch's own median may fall into a slow spell or beside it. Swapping the
 * launches changes the sign and nothing else, which is what the sign-flip test needs.
 */
export function pairLogRatio(a: LaunchRecord | undefined, b: LaunchRecord | undefined, time: 'wall' | 'cpu'): LogRatio | null {
  if (a?.outcome.kind !== 'measured' || b?.outcome.kind !== 'measured') return null
  const [left, right] = [steadySamples(a.outcome, time), steadySamples(b.outcome, time)]
  const ratios = left.flatMap((ns, index) => (ns > 0 && (right[index] ?? 0) > 0 ? [Math.log(right[index]! / ns)] : []))
  return ratios.length === 0 ? null : median(ratios)
}

function steadySamples({ samplesNs, cpuSamplesNs, warmUp }: Measured, time: 'wall' | 'cpu'): number[] {
  return (time === 'wall' ? samplesNs : cpuSamplesNs).slice(warmUp)
}
