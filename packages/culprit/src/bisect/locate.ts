import type { LogRatio, Probability } from '../model/units.ts'
import { robustDeviation } from '../stats/deviation.ts'
import { hodgesLehmann } from '../stats/hodges-lehmann.ts'
import { expectedSearch } from './expected-measurements.ts'
import { massBetween, medianPlace, stepPosterior, type StepPrior, type VersionData } from './posterior.ts'
import type { Gap } from './problem.ts'
import { evenly, type Range } from './range.ts'
import type { Search, Session } from './session.ts'

/** Where the step of a range probably is. */
export interface Located {
  /** The gap with the most probability, between versions that run; null when no place is left. */
  readonly gap: Gap | null
  readonly probability: Probability
  /** False when the search ended before the probability was reached. */
  readonly isSure: boolean
  /** Of each place for the step, by its later version. */
  readonly posterior: Float64Array
}

/** Every how many measurements the bad end gets one: its level is half of what each version is judged by. */
const endEvery = 8
/** The probability from which the versions inside a gap of a long range are worth taking. */
const openFrom = 0.8
/** A search may take this many times what it is expected to, and this many more; in a range without the step that its ends seemed to show it has no end. */
const patience = { times: 6, more: 60 }
/** Values are clipped this many deviations beyond the two levels; heavy tails would cost four times the measurements. */
const clipDeviations = 3

/** Finds the step in one range that was shown to differ at its ends. Keeps its data, so that it can be asked again without a candidate. */
export class Locator {
  readonly #session: Session
  readonly #low: number
  readonly #high: number
  readonly #clip: (value: LogRatio) => LogRatio
  readonly #spread: LogRatio
  readonly #data: VersionData
  readonly #weights: Float64Array
  readonly #versions: readonly number[]
  readonly #values = new Map<number, LogRatio[]>()
  #taken: number[]
  #asked = 0

  /** `ends` are the values of `high` against `low`. */
  constructor(session: Session, range: Range, { from: low, to: high }: Gap, ends: readonly LogRatio[]) {
    this.#session = session
    this.#low = low
    this.#high = high
    const step = hodgesLehmann(ends)
    // The deviation is 0 when most values are equal (a coarse timer, a command that sleeps); then a small part of the step stands for it.
    this.#spread = Math.max(robustDeviation(ends), Math.abs(step) / 1000)
    const reach = Math.abs(step) / 2 + clipDeviations * this.#spread
    this.#clip = value => Math.min(Math.max(value, step / 2 - reach), step / 2 + reach)
    const count = range.weights.length
    this.#data = { counts: new Float64Array(count), sums: new Float64Array(count), total: 0, squares: 0 }
    for (const value of ends) this.#add(high, value)
    this.#weights = range.weights.map((weight, place) => (place > low && place <= high ? weight : 0))
    const inside = range.measuredAs.filter((version, place) => version === place && place > low && place < high)
    this.#versions = [low, ...inside, high]
    this.#taken = evenly(this.#versions, Math.max(2, session.problem.plan.maxVersions))
  }

  /** Multiplies the weight of the places in a gap; 0 rules them out. */
  weigh({ from, to }: Gap, factor: number): void {
    for (let place = from + 1; place <= to; place++) this.#weights[place]! *= factor
  }

  /** How far the values of a version are from a level, in standard errors and as it is; null when it has none. */
  distance(version: number, level: LogRatio): { errors: number; logRatio: LogRatio } | null {
    const count = this.#data.counts[version]!
    if (count === 0) return null
    const logRatio = this.#data.sums[version]! / count - level
    return { errors: Math.abs(logRatio) / (this.#prior().spread / Math.sqrt(count)), logRatio }
  }

  /** Where the step probably is by what was measured so far. */
  guess(): Located {
    for (const version of this.#session.broken.keys()) this.#drop(version)
    const posterior = stepPosterior(this.#data, this.#weights, this.#prior())
    const best = this.#best(posterior)
    return { gap: best?.gap ?? null, probability: best?.probability ?? 0, isSure: false, posterior }
  }

  /** Measures until one gap holds the step with that probability, or there are so many pairs in all. */
  *run(until: Probability, pairs = Infinity): Search<Located> {
    for (;;) {
      const guess = this.guess()
      const isSure = guess.gap !== null && guess.probability >= until && this.#untaken(guess.gap).length === 0
      if (isSure || guess.gap === null || this.#isAtEnd(pairs)) return { ...guess, isSure }
      const version = this.#next(guess.posterior)
      const value = yield* this.#session.measure(this.#low, version, 'search')
      if (value !== null) this.#add(version, value)
      if ([this.#low, this.#high].some(end => this.#session.broken.has(end))) return { ...guess, isSure: false }
    }
  }

  /**
   * Step and spread as they are known by now. Those of the ends alone are too large and too small where the comparison stopped early, and
   * a search that went on believing them would not end.
   */
  #prior(): StepPrior {
    const { counts, sums, total, squares } = this.#data
    let within = squares
    let versions = 0
    for (const [version, count] of counts.entries()) {
      if (count === 0) continue
      within -= sums[version]! ** 2 / count
      versions++
    }
    const variance = (Math.max(0, within) + this.#spread ** 2) / (total - versions + 1)
    return { spread: Math.sqrt(variance), step: sums[this.#high]! / counts[this.#high]! }
  }

  #isAtEnd(pairs: number): boolean {
    return this.#session.isOver || this.#session.spent >= pairs || this.#asked >= this.#limit()
  }

  /** For a step of the size that is known by now, or of the threshold when it seems smaller: smaller ones are not looked for. */
  #limit(): number {
    const { alpha, threshold } = this.#session.problem.plan
    const { spread, step } = this.#prior()
    const d = Math.max(Math.abs(step), Math.log1p(threshold)) / spread
    return patience.times * expectedSearch(this.#versions.length, d, alpha) + patience.more
  }

  /** The version to measure: next to the median of the step's place, on the side that was measured less. */
  #next(posterior: Float64Array): number {
    if (++this.#asked % endEvery === 0) return this.#high
    const place = medianPlace(posterior)
    let gap = this.#gapAround(place)
    const untaken = this.#untaken(gap)
    if (untaken.length > 0 && massBetween(posterior, gap.from, gap.to) >= openFrom) {
      this.#taken = [...this.#taken, ...evenly(untaken, Math.max(2, this.#session.problem.plan.maxVersions))].sort((a, b) => a - b)
      gap = this.#gapAround(place)
    }
    const { counts } = this.#data
    return gap.from === this.#low || counts[gap.to]! < counts[gap.from]! ? gap.to : gap.from
  }

  /** The two taken versions that run and lie closest around a step at that place. */
  #gapAround(place: number): Gap {
    const running = this.#taken.filter(version => !this.#session.broken.has(version))
    const after = running.findIndex(version => version >= place)
    return { from: running[after - 1]!, to: running[after]! }
  }

  /** The versions inside a gap that were not taken and may run. */
  #untaken({ from, to }: Gap): number[] {
    return this.#versions.filter(version => version > from && version < to && !this.#session.broken.has(version))
  }

  #best(posterior: Float64Array): { gap: Gap; probability: Probability } | null {
    const running = this.#taken.filter(version => !this.#session.broken.has(version))
    let best: { gap: Gap; probability: Probability } | null = null
    for (let index = 1; index < running.length; index++) {
      const gap = { from: running[index - 1]!, to: running[index]! }
      const probability = massBetween(posterior, gap.from, gap.to)
      if (probability > (best?.probability ?? 0)) best = { gap, probability }
    }
    return best
  }

  #add(version: number, value: LogRatio): void {
    const clipped = this.#clip(value)
    this.#values.set(version, [...(this.#values.get(version) ?? []), clipped])
    this.#data.counts[version]!++
    this.#data.sums[version]! += clipped
    this.#data.total++
    this.#data.squares += clipped ** 2
  }

  /** A version that broke tells nothing any more: what it gave before may come from how it breaks. */
  #drop(version: number): void {
    const values = this.#values.get(version) ?? []
    this.#values.delete(version)
    this.#data.counts[version] = 0
    this.#data.sums[version] = 0
    this.#data.total -= values.length
    this.#data.squares -= values.reduce((sum, value) => sum + value ** 2, 0)
  }
}
