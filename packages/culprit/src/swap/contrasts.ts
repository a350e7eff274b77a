import type { LogRatio } from '../model/units.ts'
import { has, type Mix } from './lattice.ts'

/** A weighted sum of log ratios between variants that differ in one part: the effect of a part, or an interaction of several. */
export interface Contrast {
  /** Places in the list of parts; one for a main effect. */
  readonly parts: readonly number[]
  readonly terms: readonly { readonly from: Mix; readonly to: Mix; readonly weight: number }[]
  /** In how many surroundings it is taken, and in how many it could be with every variant. */
  readonly taken: number
  readonly possible: number
}

/**
 * What some variants of `count` parts can tell, main effects first: the effects of a two-level factorial experiment (Box, Hunter & Hunter 2005,
 * chapter 5), without assuming that every variant is there.
 *
 * The effect of a part is the mean of its exchanges over the surroundings in which both variants are there. An interaction of two parts
 * is how much the effect of one changes when the other is exchanged; of three, how much the interaction of two does. What no variants tell
 * has no contrast. With two parts and all four variants both effects add up to the whole, in logarithms; with three, to the whole without
 * the interaction of all three.
 */
export function contrastsOf(count: number, mixes: ReadonlySet<Mix>): Contrast[] {
  const sets = Array.from({ length: 2 ** count - 1 }, (_, index) => index + 1).map(set => partsIn(set, count))
  return sets.toSorted((a, b) => a.length - b.length).flatMap(parts => contrastOf(parts, count, mixes) ?? [])
}

/** The value in one block, of which `ratio` gives ln(to / from); null when a term is missing there. */
export function contrastValue({ terms }: Contrast, ratio: (from: Mix, to: Mix) => LogRatio | null): LogRatio | null {
  let sum = 0
  for (const { from, to, weight } of terms) {
    const value = ratio(from, to)
    if (value === null) return null
    sum += weight * value
  }
  return sum
}

function contrastOf(parts: readonly number[], count: number, mixes: ReadonlySet<Mix>): Contrast | null {
  const set = parts.reduce((bits, part) => bits | (1 << part), 0)
  const surroundings = Array.from({ length: 2 ** count }, (_, mix) => mix).filter(mix => (mix & set) === 0)
  const taken = surroundings.filter(base => subsets(parts).every(subset => mixes.has(base | subset)))
  if (taken.length === 0) return null
  const terms = taken.flatMap(base => termsAt(parts, base)).map(term => ({ ...term, weight: term.weight / taken.length }))
  return { parts, terms, taken: taken.length, possible: surroundings.length }
}

/** How the effect of all parts but one changes with that one; the mean over which one it is, because each way is measured. */
function termsAt(parts: readonly number[], base: Mix): { from: Mix; to: Mix; weight: number }[] {
  const [only] = parts
  if (parts.length === 1) return [{ from: base, to: base | (1 << only!), weight: 1 }]
  return parts.flatMap(part => {
    const others = parts.filter(other => other !== part)
    const scaled = (at: Mix, sign: number) => termsAt(others, at).map(term => ({ ...term, weight: (sign * term.weight) / parts.length }))
    return [...scaled(base | (1 << part), 1), ...scaled(base, -1)]
  })
}

function subsets(parts: readonly number[]): Mix[] {
  return parts.reduce<Mix[]>((found, part) => [...found, ...found.map(set => set | (1 << part))], [0])
}

function partsIn(set: Mix, count: number): number[] {
  return Array.from({ length: count }, (_, part) => part).filter(part => has(set, part))
}
