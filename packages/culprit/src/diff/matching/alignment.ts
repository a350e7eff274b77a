import type { Fingerprints } from './fingerprints.ts'

/** What alignment has to know of a `Correspondence`. */
interface Known {
  readonly a: Fingerprints
  readonly b: Fingerprints
  readonly entityA: Int32Array
  readonly entityB: Int32Array
}

/**
 * Writes into `map`, for each reference in function `bodyA`, the one in `bodyB` that stands at its place, or -1; reference `first` is at the
 * beginning of `map`.
 *
 * With equal bodies, that is their order. Otherwise both lists are followed as long as they agree; where they do not, the nearest place
 * at which they agree again is looked for. What lies between is paired only when there is as much of it on both sides.
 */
export function alignSites(known: Known, bodyA: number, bodyB: number, map: Int32Array, first: number): void {
  const { a, b } = known
  // No pair of values is put in an array here and where matching goes through everything: engines make most of these arrays.
  const startA = a.siteStarts[bodyA]!
  const startB = b.siteStarts[bodyB]!
  const endA = a.siteStarts[bodyA + 1]!
  const endB = b.siteStarts[bodyB + 1]!
  if (endA - startA === endB - startB && a.shapes[bodyA] === b.shapes[bodyB]) {
    for (let site = startA; site < endA; site++) map[site - first] = site - startA + startB
    return
  }
  let i = startA
  let j = startB
  let left = mostSteps
  while (i < endA && j < endB) {
    if (agree(known, i, j)) {
      map[i++ - first] = j++
      continue
    }
    let found = false
    for (let distance = 1; distance <= farthest && !found && left > 0; distance++) {
      // Skipping as much on both sides comes last: something that was added or removed is more common.
      for (let step = 0; step <= distance * 2 && left > 0; step++, left--) {
        const skipA = step % 2 === 0 ? distance : step >> 1
        const skipB = step % 2 === 0 ? step >> 1 : distance
        const atA = i + skipA
        const atB = j + skipB
        if (atA >= endA || atB >= endB || !agree(known, atA, atB)) continue
        if (atA + 1 < endA && atB + 1 < endB && !agree(known, atA + 1, atB + 1)) continue
        for (; i < atA; i++) map[i - first] = skipA === skipB ? j++ : -1
        j = atB
        found = true
        break
      }
    }
    if (!found) break
  }
  // The ends may still agree.
  let tailA = endA
  let tailB = endB
  while (tailA > i && tailB > j && agree(known, tailA - 1, tailB - 1)) map[--tailA - first] = --tailB
  const even = tailA - i === tailB - j
  for (let site = i; site < tailA; site++) map[site - first] = even ? j + site - i : -1
}

const farthest = 12
const mostSteps = 20_000

/** The operators before are the same, and nothing is known against the two being references to the same thing. */
function agree({ a, b, entityA, entityB }: Known, siteA: number, siteB: number): boolean {
  if (a.siteContexts[siteA] !== b.siteContexts[siteB]) return false
  const targetA = a.siteTargets[siteA]!
  const targetB = b.siteTargets[siteB]!
  const expected = entityA[targetA]!
  if (expected === targetB) return true
  if (expected < 0 && entityB[targetB]! < 0) return true
  const bodyA = targetA - a.facts.imported.function
  const bodyB = targetB - b.facts.imported.function
  const defined = bodyA >= 0 && bodyA < a.count && bodyB >= 0 && bodyB < b.count
  return defined && a.bodyLow[bodyA] === b.bodyLow[bodyB]
}
