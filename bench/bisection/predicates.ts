import { bisectPredicate, type PredicateOutcome } from '../../packages/culprit/src/bisect/predicate.ts'
import { randomFrom } from '../../packages/culprit/src/stats/random.ts'

/** A command that answers wrongly at these rates, before the step and from it on. */
export interface FlakyCommand {
  readonly versions: number
  readonly falseAlarms: number
  readonly misses: number
  /** The share of versions, ends excepted, that it skips. */
  readonly skipped: number
  /** Default true. */
  readonly hasStep?: boolean
}

export interface PredicateTally {
  readonly runs: number
  readonly wrong: number
  readonly outcomes: Readonly<Record<PredicateOutcome['outcome'], number>>
  readonly counts: readonly number[]
}

/** What many searches with a flaky command came to. */
export function predicateTally(command: FlakyCommand, runs: number): PredicateTally {
  const outcomes = { found: 0, 'no-step': 0, undecided: 0 }
  const counts: number[] = []
  let wrong = 0
  for (let run = 0; run < runs; run++) {
    const random = randomFrom('predicate').derive(JSON.stringify(command), run)
    const place = command.hasStep === false ? command.versions : 1 + random.integer(command.versions - 1)
    const skips = Array.from(
      { length: command.versions },
      (_, version) => version > 0 && version < command.versions - 1 && random.uniform() < command.skipped,
    )
    const steps = bisectPredicate({ weights: skips.map(() => 1), alpha: 0.02, maxRuns: 3000 })
    let next = steps.next()
    while (next.done !== true) {
      const { version } = next.value
      const isBad = random.uniform() < (version < place ? command.falseAlarms : 1 - command.misses)
      next = steps.next(skips[version] ? 'skip' : isBad ? 'bad' : 'good')
    }
    const { outcome, culprit } = next.value
    outcomes[outcome]++
    counts.push(next.value.runs)
    if (culprit !== null && !(culprit.from < place && place <= culprit.to)) wrong++
  }
  return { runs, wrong, outcomes, counts }
}
