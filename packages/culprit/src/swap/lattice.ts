import type { LayerDifference } from '../model/investigation.ts'
import { swappableSchema, type Swappable } from '../model/swaps.ts'

/** Layers that are exchanged as one. */
export interface Part {
  readonly layers: readonly Swappable[]
}

/**
 * A variant by what it has from the candidate: bit i stands for part i. 0 is the baseline, all bits the candidate, and everything between
 * is mixed.
 */
export type Mix = number

/** Three parts make eight variants; each further part would double the launches of a block. */
const mostParts = 3

/**
 * What differs, or may differ, as parts that can be exchanged. `filesApart` says that module and glue can be taken apart; otherwise they
 * are one part. Where all four layers differ, engine and flags are one part: flags are of their engine, and often no other knows them.
 */
export function partsOf(layers: readonly LayerDifference[], filesApart: boolean): Part[] {
  const differing = swappableSchema.options.filter(layer => layers.some(one => one.layer === layer && one.differs !== false))
  const files = differing.filter(layer => layer === 'module' || layer === 'glue')
  const settings = differing.filter(layer => layer === 'engine' || layer === 'flags')
  const ofFiles = partition(files, filesApart)
  return [...ofFiles, ...partition(settings, ofFiles.length + settings.length <= mostParts)]
}

function partition(layers: readonly Swappable[], apart: boolean): Part[] {
  if (layers.length === 0) return []
  return apart ? layers.map(layer => ({ layers: [layer] })) : [{ layers }]
}

/** All variants of some parts, the baseline first and the candidate last. */
export function mixesOf(parts: readonly Part[]): Mix[] {
  return Array.from({ length: 2 ** parts.length }, (_, mix) => mix)
}

/** The layers that a variant has from the candidate. */
export function fromCandidate(parts: readonly Part[], mix: Mix): Swappable[] {
  return parts.flatMap(({ layers }, part) => (has(mix, part) ? layers : []))
}

/** `module+engine`: what the variant has from the candidate; `nothing` for the baseline. */
export function mixName(parts: readonly Part[], mix: Mix): string {
  return fromCandidate(parts, mix).join('+') || 'nothing'
}

export function has(mix: Mix, part: number): boolean {
  return ((mix >> part) & 1) === 1
}
