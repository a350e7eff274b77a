import type { Share } from '../model/units.ts'

interface NamedShare {
  readonly name: string
  readonly share: Share
}

/** The mean of each name's share over all readings, of which one without the name counts as 0: the `most` largest, the largest first. */
export function meanShares(readings: readonly (readonly NamedShare[])[], most: number): { name: string; share: Share }[] {
  const sums = new Map<string, Share>()
  for (const { name, share } of readings.flat()) sums.set(name, (sums.get(name) ?? 0) + share)
  return [...sums]
    .map(([name, sum]) => ({ name, share: sum / readings.length }))
    .sort((a, b) => b.share - a.share)
    .slice(0, most)
}
