import { changePercent } from '../../model/figures.ts'
import { type ArtefactTest, notApplicable } from './finding.ts'

/** Does a fresh comparison of the two versions, in random order, show the regression that was reported? Being unable to measure shows nothing. */
export const reproduction: ArtefactTest = ({ reproduction }) => {
  if (reproduction === null) return notApplicable('The two versions were not measured again.')
  if (reproduction.kind === 'failed') {
    return notApplicable(`The two versions could not be measured again (${reproduction.reason}); that says nothing about the regression.`)
  }
  const { verdict, logRatio, differences } = reproduction
  const found = { value: Math.exp(logRatio), unit: 'ratio' }
  switch (verdict) {
    case 'inconclusive':
      return notApplicable(`Measured again the difference is ${changePercent(logRatio)}, which could not be decided.`)
    case 'regression':
    case 'small-change':
      return {
        outcome: 'clear',
        statement:
          verdict === 'regression'
            ? `Measured again the regression is there (${changePercent(logRatio)}).`
            : `Measured again there is a slowdown below the threshold (${changePercent(logRatio)}).`,
        ...found,
        supports: [],
        against: ['harness', 'environment'],
      }
    case 'improvement':
    case 'no-regression': {
      const stated = `Measured again there is no regression (${changePercent(logRatio)})`
      if (differences !== null && differences.length > 0) {
        return notApplicable(`${stated}, but not as it was reported (different: ${differences.join(', ')}); that proves nothing.`)
      }
      return {
        outcome: 'hit',
        strength: differences === null ? 'soft' : 'hard',
        statement:
          differences === null
            ? `${stated}; whether the conditions were those of the report is not known.`
            : `${stated}, under the conditions of the report.`,
        ...found,
        supports: differences === null ? [] : ['harness', 'environment'],
        against: [],
      }
    }
  }
}
