import { bounds, percent } from '../model/figures.ts'
import type { Layer } from '../model/investigation.ts'
import type { SwapInteraction, SwappedPart, Swaps } from '../model/swaps.ts'
import type { Check, Finding } from './check.ts'

/**
 * What each part does when it alone is exchanged, all else alike: an experiment on the question itself. A part that moves the time as the
 * verdict says supports its layer; one that is shown not to, or to move it the other way, speaks against it. Layers that could only be
 * moved together are not told apart, so together they support none.
 */
export const swaps: Check = ({ swaps, comparison }) => {
  if (swaps === null) return []
  const wanted = comparison.verdict === 'regression' ? 'slower' : 'faster'
  return [
    ...swaps.parts.flatMap(part => partFinding(part, swaps, wanted)),
    ...swaps.interactions.filter(({ shown }) => shown).map(interactionFinding),
  ]
}

/** The layers about which the swaps decide, for or against. */
export function decidedBySwaps(swaps: Swaps | null): ReadonlySet<string> {
  const decided = (swaps?.parts ?? []).filter(
    ({ layers, decision }) => decision !== 'inconclusive' && (layers.length === 1 || decision === 'negligible'),
  )
  return new Set(decided.flatMap(({ layers }) => layers))
}

function partFinding({ layers, effect, decision, exchanges }: SwappedPart, { blocks, limit, decidedBy }: Swaps, wanted: string): Finding[] {
  if (effect === null) return []
  const part = layers.join(' and ')
  const where = exchanges.measured < exchanges.possible ? `, in ${exchanges.measured} of ${exchanges.possible} surroundings` : ''
  const time = decidedBy === 'cpu' ? 'processor time' : 'time'
  const blame: readonly Layer[] = layers
  return [
    {
      statement:
        `With the candidate's ${part} in place of the baseline's and the rest alike, a run takes ${effect.estimate.toFixed(3)} times the ${time} ` +
        `(${bounds(effect)}; ${blocks} blocks${where}): ${meanings[decision]}${decision === 'negligible' ? ` of ${percent(limit, 3)}` : ''}.`,
      value: effect.estimate,
      unit: 'ratio',
      supports: decision === wanted && layers.length === 1 ? blame : [],
      against: decision === 'inconclusive' || decision === wanted ? [] : blame,
    },
  ]
}

const meanings: Readonly<Record<SwappedPart['decision'], string>> = {
  slower: 'it makes a run slower',
  faster: 'it makes a run faster',
  negligible: 'less than the limit',
  inconclusive: 'not decided',
}

function interactionFinding({ parts, effect }: SwapInteraction): Finding {
  const names = parts.map(layers => layers.join('+')).join(' and ')
  return {
    statement: `The effects of ${names} depend on each other: together they take ${effect?.estimate.toFixed(3)} times what they would take independently (${bounds(effect)}).`,
    value: effect?.estimate ?? null,
    unit: 'ratio',
    supports: [],
    against: [],
  }
}
