import type { LogRatio, Share } from '../model/units.ts'
import type { Gap, Suspect } from './problem.ts'

/**
 * The only step in the executed instructions of a range, and its size; null when there is none, or several, or an end was not counted.
 *
 * A step is a change of more than `threshold` from one counted version to the next. Counts are exact and cost one launch a version, so they
 * tell where to look first. They say nothing about time: only a measurement of time can confirm the place.
 */
export function countedStep(versions: readonly Suspect[], { from, to }: Gap, threshold: Share): (Gap & { logRatio: LogRatio }) | null {
  const counted = countedOf(versions, { from, to })
  if (counted === null) return null
  const steps = counted.slice(1).flatMap(({ version, instructions }, index) => {
    const before = counted[index]!
    const logRatio = Math.log(instructions / before.instructions)
    return Math.abs(logRatio) > Math.log1p(threshold) ? [{ from: before.version, to: version, logRatio }] : []
  })
  return steps.length === 1 ? steps[0]! : null
}

/** Whether both ends were counted, and no version between them executes more or fewer instructions than the first by more than `threshold`. */
export function isCountedFlat(versions: readonly Suspect[], gap: Gap, threshold: Share): boolean {
  const counted = countedOf(versions, gap)
  if (counted === null) return false
  return counted.every(({ instructions }) => Math.abs(Math.log(instructions / counted[0]!.instructions)) <= Math.log1p(threshold))
}

/** Versions that were counted, with their counts; null when an end was not. */
function countedOf(versions: readonly Suspect[], { from, to }: Gap): { version: number; instructions: number }[] | null {
  const counted = versions.flatMap(({ instructions }, version) =>
    version >= from && version <= to && instructions !== null && instructions > 0 ? [{ version, instructions }] : [],
  )
  return counted[0]?.version === from && counted.at(-1)!.version === to ? counted : null
}
