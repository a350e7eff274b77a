import type { Check } from './check.ts'

/** Do both sides do the same work? The first run's checksum of every launch tells. */
export const checksums: Check = ({ launches }) => {
  // Variants that are mixed from both sides are neither.
  const ofSides = launches.filter(({ stage }) => stage !== 'mix' && stage !== 'swap')
  const of = (arm: 'baseline' | 'candidate'): string[] => [
    ...new Set(ofSides.flatMap(({ arm: one, outcome }) => (one === arm && outcome.kind === 'measured' ? (outcome.checksum ?? []) : []))),
  ]
  const [a, b] = [of('baseline'), of('candidate')]
  if (a.length === 0 || b.length === 0) return []
  const equal = a.length === 1 && b.length === 1 && a[0] === b[0]
  const shown = (values: string[]): string => values.slice(0, 2).join(', ') + (values.length > 2 ? ', …' : '')
  return [
    {
      statement: equal ? `Both sides return the same checksum (${shown(a)}).` : `The checksums differ: ${shown(a)} and ${shown(b)}.`,
      value: equal,
      unit: null,
      supports: equal ? [] : ['different-work'],
      against: equal ? ['different-work'] : [],
    },
  ]
}
