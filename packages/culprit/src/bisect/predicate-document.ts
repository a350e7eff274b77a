import type { Bisection } from '../model/bisection.ts'
import type { LogRatio, Probability } from '../model/units.ts'
import { headOf, tailOf, type AboutRun, type VersionName } from './document.ts'
import { effectOf } from './effect.ts'
import type { RunsOutcome } from './runs.ts'

/** What was asked in the search. */
export interface AskedPredicate extends Pick<NonNullable<Bisection['predicate']>, 'kind' | 'words' | 'timeLimitNs'> {
  readonly alpha: Probability
  readonly threshold: number
  readonly seed: string
}

/** The outcome of a search by answers with the names of its versions; `valuesOf` are ln(version / good end) of the pairs of a place. */
export function predicateDocument(
  versions: readonly VersionName[],
  { kind, words, timeLimitNs, alpha, threshold, seed }: AskedPredicate,
  outcome: RunsOutcome,
  valuesOf: (place: number) => readonly LogRatio[],
  about: AboutRun,
): Bisection {
  return {
    ...headOf(versions, { ...outcome, reason: outcome.reason === 'confirmed' ? 'step-confirmed' : outcome.reason }, about),
    changes: null,
    ends: null,
    steps: [],
    sections: [],
    candidates: [],
    versions: versions.map(({ version, date, reference, failure }, place) => {
      const { good, bad } = outcome.versions[place]!
      return {
        version,
        date,
        reference: reference ?? null,
        state: stateOf(outcome, place),
        ...effectOf(place === 0 ? [] : valuesOf(place)),
        failure: failure ?? null,
        instructions: null,
        answers: { good, bad },
      }
    }),
    predicate: { kind, words: [...words], timeLimitNs, contradictions: contradictionsOf(outcome) },
    measurements: Object.values(outcome.runsBy).reduce((sum, count) => sum + count, 0),
    measurementsBy: { ...outcome.runsBy, remainder: 0 },
    ...tailOf({ threshold, alpha, seed }, about),
  }
}

function stateOf({ culprit, skipped }: RunsOutcome, place: number): Bisection['versions'][number]['state'] {
  const why = skipped.get(place)
  if (why !== undefined) return why
  return culprit === null ? 'unknown' : place <= culprit.from ? 'good' : 'bad'
}

/** How often answers were not those of their side of the culprit: how flaky the command has been. */
function contradictionsOf({ culprit, versions }: RunsOutcome): NonNullable<Bisection['predicate']>['contradictions'] {
  if (culprit === null) return null
  const count = (answer: 'good' | 'bad', places: readonly RunsOutcome['versions'][number][]) =>
    places.reduce((sum, place) => sum + place[answer], 0)
  const [before, after] = [versions.slice(0, culprit.from + 1), versions.slice(culprit.to)]
  return {
    before: { bad: count('bad', before), of: count('good', before) + count('bad', before) },
    after: { good: count('good', after), of: count('good', after) + count('bad', after) },
  }
}
