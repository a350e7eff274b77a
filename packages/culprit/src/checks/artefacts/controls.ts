import { changePercent } from '../../model/figures.ts'
import { type ControlState, copyState, untouchedState } from './control-state.ts'
import { type ArtefactTest, notApplicable } from './finding.ts'

/** Did something move that cannot have changed: the baseline's own copy, or benchmarks that the change does not reach? */
export const controls: ArtefactTest = facts => {
  const kinds = [
    { name: `the baseline's own copy`, state: copyState(facts) },
    { name: 'the untouched controls', state: untouchedState(facts) },
  ].flatMap(({ name, state }) => (state.kind === 'unknown' ? [] : [{ name, ...state }]))
  if (kinds.length === 0) {
    return notApplicable('There are too few controls to tell: no eight pairs of the baseline with its copy, and no untouched benchmarks.')
  }
  const moved = kinds.filter(({ kind }) => kind === 'moved')
  const largest = (moved.length > 0 ? moved : kinds).reduce((a, b) => (Math.abs(b.centre) > Math.abs(a.centre) ? b : a))
  const found = { value: Math.exp(largest.centre), unit: 'ratio' }
  if (moved.length === 0) {
    const shown = kinds.map(({ name, ...state }) => `${name} by ${changePercent(state.centre)}`).join(', ')
    return {
      outcome: 'clear',
      statement: `What cannot have changed did not move: ${shown}.`,
      ...found,
      supports: [],
      against: ['environment'],
    }
  }
  const shown = moved.map(({ name, ...state }) => `${name} by ${changePercent(state.centre)} (${beyond(state)})`).join(', ')
  return {
    outcome: 'hit',
    // Without a floor nobody knows whether the machine always does that.
    strength: largest.floor === null ? 'soft' : 'hard',
    statement: `What cannot have changed moved as well: ${shown}. The campaign is contaminated.`,
    ...found,
    supports: ['harness', 'environment'],
    against: [],
  }
}

function beyond({ count, floor }: Exclude<ControlState, { kind: 'unknown' }>): string {
  return floor === null ? `${count} values, noise floor not known` : `${count} values, noise floor ${changePercent(floor)}`
}
