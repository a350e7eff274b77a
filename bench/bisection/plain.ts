import { randomFrom } from '../../packages/culprit/src/stats/random.ts'
import { normalPairs } from '../statistics/worlds.ts'

/** How often plain bisection names a wrong version, and what it measures. */
export interface PlainRate {
  readonly repeats: number
  readonly measurements: number
  readonly error: number
}

/**
 * What `git bisect run` does with a script that measures: a version is bad when most of its measurements are above the middle between the ends,
 * which are taken as known for nothing. Measurements are pairs against the good end, with normal noise.
 */
export function plainBisection(versions: number, d: number, repeats: number, runs: number): PlainRate {
  let wrong = 0
  let measurements = 0
  for (let run = 0; run < runs; run++) {
    const random = randomFrom('plain').derive(`${versions} ${d} ${repeats}`, run)
    const culprit = 1 + random.integer(versions - 1)
    let good = 0
    let bad = versions - 1
    while (bad - good > 1) {
      const middle = (good + bad) >> 1
      const values = normalPairs(random, repeats, middle < culprit ? 0 : d, 1)
      measurements += repeats
      if (values.filter(value => value > d / 2).length > repeats / 2) bad = middle
      else good = middle
    }
    if (bad !== culprit) wrong++
  }
  return { repeats, measurements: measurements / runs, error: wrong / runs }
}

/** The fewest repeats (odd) with which plain bisection is wrong in at most that share of its searches. */
export function enoughRepeats(versions: number, d: number, error: number, runs: number): PlainRate {
  for (let repeats = 1; ; repeats = Math.max(repeats + 2, 2 * Math.floor(repeats * 0.55) + 1)) {
    const rate = plainBisection(versions, d, repeats, runs)
    if (rate.error <= error) return rate
  }
}
