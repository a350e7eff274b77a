import { changePercent } from '../../model/figures.ts'
import { binomialAtLeast } from '../../stats/binomial.ts'
import { untouchedState } from './control-state.ts'
import { type ArtefactTest, notApplicable } from './finding.ts'

/** So few of a thousand suites would be as one-sided if each benchmark were free to go either way. */
const level = 0.001

/**
 * Do so many benchmarks go the same way that they must have a cause in common? If what the change cannot reach goes along, that cause is the
 * host; if it stays, the cause is in what changed, such as the start-up of a runtime.
 */
export const oneSidedness: ArtefactTest = facts => {
  const decided = (facts.suite ?? []).filter(({ isControl, effect }) => !isControl && (effect === 'slower' || effect === 'faster'))
  // Ten is the fewest of which all can be one-sided enough.
  if (decided.length < 10) {
    return notApplicable(
      `${decided.length} benchmarks of the suite changed decidedly; it takes ten to tell a common direction from chance.`,
    )
  }
  const slower = decided.filter(({ effect }) => effect === 'slower').length
  const mostly = slower >= decided.length - slower ? 'slower' : 'faster'
  const count = mostly === 'slower' ? slower : decided.length - slower
  const chance = binomialAtLeast(count, decided.length, 0.5)
  const found = { value: chance, unit: 'probability' }
  const counted = `${count} of ${decided.length} benchmarks that changed became ${mostly} (by chance: ${chance < level ? chance.toExponential(1) : chance.toFixed(3)})`
  if (chance >= level) {
    return { outcome: 'clear', statement: `${counted}: no common direction.`, ...found, supports: [], against: [] }
  }
  const state = untouchedState(facts)
  if (state.kind === 'unknown') {
    return {
      outcome: 'hit',
      strength: 'soft',
      statement: `${counted}: they have a cause in common. Without untouched controls it can be the host or the code.`,
      ...found,
      supports: [],
      against: [],
    }
  }
  const follows = state.kind === 'moved' && state.centre > 0 === (mostly === 'slower')
  return {
    outcome: 'hit',
    strength: follows ? 'hard' : 'soft',
    statement: follows
      ? `${counted}, and the ${state.count} untouched controls went along (${changePercent(state.centre)}): the host changed.`
      : `${counted}, and the ${state.count} untouched controls did not go along (${changePercent(state.centre)}): a common cause in what changed.`,
    ...found,
    supports: follows ? ['environment'] : [],
    against: follows ? [] : ['environment'],
  }
}
