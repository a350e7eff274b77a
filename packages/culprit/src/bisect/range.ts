import { boundedWeight, type Gap, type Suspect } from './problem.ts'

/** How the versions of a range hang together before anything is measured. */
export interface Range {
  /** The version that is measured for each: itself, or one with the same bytes. */
  readonly measuredAs: readonly number[]
  /** The first and the last version of the stretch that begins and ends with the same bytes as this one. */
  readonly firstOf: readonly number[]
  readonly lastOf: readonly number[]
  /** Entry c is the weight of a step between c - 1 and c; 0 inside a stretch, and for c = 0. */
  readonly weights: Float64Array
}

/**
 * The range with versions of the same bytes put together.
 *
 * Where two versions have the same bytes, one step cannot lie between them, whatever was released in between: the whole stretch is one
 * version to the search and measured once. The ends are always measured themselves: equal bytes excuse nobody from measuring.
 * RangeError below two versions, and when `sameAs` is not the place of an earlier version.
 */
export function rangeOf(versions: readonly Suspect[]): Range {
  const count = versions.length
  if (count < 2) throw new RangeError(`a range to bisect has at least two versions, got ${count}`)
  const firstOf = versions.map((_, version) => version)
  versions.forEach(({ sameAs }, version) => {
    if (sameAs === null) return
    if (!Number.isSafeInteger(sameAs) || sameAs < 0 || sameAs >= version) {
      throw new RangeError(`version ${version} cannot be the same as version ${sameAs}; only an earlier one`)
    }
    const first = firstOf[sameAs]!
    // Stretches that overlap are one: neither can hold the only step.
    for (let inside = first; inside <= version; inside++) firstOf[inside] = Math.min(first, firstOf[inside]!)
  })
  const lastOf = firstOf.map(first => firstOf.lastIndexOf(first))
  return {
    measuredAs: firstOf.map((first, version) =>
      first > 0 && lastOf[version] === count - 1 ? count - 1 : version === count - 1 ? version : first,
    ),
    firstOf,
    lastOf,
    weights: Float64Array.from(versions, ({ weight }, version) =>
      version === firstOf[version] && version > 0 ? boundedWeight(weight) : 0,
    ),
  }
}

/** The gap between two versions that were measured, in the names that lie closest: the end of one stretch, and the beginning of the next. */
export function nearestNames(range: Range, { from, to }: Gap): Gap {
  return { from: range.lastOf[from]!, to: range.firstOf[to]! }
}

/** `count` of the values, evenly spread and with both ends; all of them when there are no more. */
export function evenly(values: readonly number[], count: number): number[] {
  if (values.length <= count) return [...values]
  return Array.from({ length: count }, (_, index) => values[Math.round((index * (values.length - 1)) / (count - 1))]!)
}
