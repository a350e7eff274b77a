import type { LogRatio, Probability } from '../model/units.ts'
import { randomFrom } from '../stats/random.ts'
import type { BisectionProblem, PairPurpose, PairRequest, PairResult } from './problem.ts'

/** A part of a search: asks for pairs, is given what came of them, and returns what it found out. */
export type Search<Found> = Generator<PairRequest, Found, PairResult>

/** Failures in a row after which a version counts as broken: as often as a comparison tries its pilots. */
export const failuresThatBreak = { crashed: 3, hung: 2 } as const

/** One value of a pair that was measured. */
interface Measured {
  readonly baseline: number
  readonly candidate: number
  readonly logRatio: LogRatio
}

/** What the parts of one search share: what was measured, what is broken, and what was spent. */
export class Session {
  readonly problem: BisectionProblem
  readonly measured: Measured[] = []
  /** Why a version cannot be measured. */
  readonly broken = new Map<number, 'broken' | 'crashed' | 'hung'>()
  /** Pairs that were asked for, failed ones included, by what they were for. */
  readonly asked: Record<PairPurpose, number> = { ends: 0, search: 0, confirmation: 0, remainder: 0 }
  /** True when no more pairs will come. */
  isOver = false
  readonly #pairs = new Map<string, number>()
  readonly #failures = new Map<string, number>()
  /** Tests so far that could have named a step. */
  claims = 0

  constructor(problem: BisectionProblem) {
    this.problem = problem
  }

  /**
   * The level of the next test that may name a step: alpha/2, alpha/4, … So all of them together name one where there is none with probability
   * at most alpha, however many there are.
   */
  nextLevel(): Probability {
    this.claims++
    return this.problem.plan.alpha / 2 ** this.claims
  }

  /** Pairs that were asked for so far, failed ones included. */
  get spent(): number {
    return this.asked.ends + this.asked.search + this.asked.confirmation + this.asked.remainder
  }

  /** Runs one pair; null when it gave no number. */
  *measure(baseline: number, candidate: number, purpose: PairPurpose): Search<LogRatio | null> {
    if (this.spent >= this.problem.plan.maxMeasurements) this.isOver = true
    if (this.isOver) return null
    const name = `${baseline} ${candidate}`
    const number = this.#pairs.get(name) ?? 0
    this.#pairs.set(name, number + 1)
    const candidateFirst = randomFrom(this.problem.seed).derive(`bisect ${name}`, number).coin()
    const result = yield { baseline, candidate, number, candidateFirst, purpose }
    if (result.kind === 'over') {
      this.isOver = true
      return null
    }
    this.asked[purpose]++
    if (result.kind !== 'measured') {
      this.#failed(result, [baseline, candidate])
      return null
    }
    if (!Number.isFinite(result.logRatio)) throw new RangeError(`the pair ${name} gave ${result.logRatio}, which is no log ratio`)
    for (const version of [baseline, candidate]) for (const how of ['crashed', 'hung']) this.#failures.delete(`${how} ${version}`)
    this.measured.push({ baseline, candidate, logRatio: result.logRatio })
    return result.logRatio
  }

  /** The values of a version against a baseline, in the order they were measured. */
  valuesOf(baseline: number, candidate: number): LogRatio[] {
    return this.measured.filter(one => one.baseline === baseline && one.candidate === candidate).map(({ logRatio }) => logRatio)
  }

  #failed({ kind, version }: Extract<PairResult, { version: number }>, pair: readonly number[]): void {
    if (!pair.includes(version)) throw new RangeError(`version ${version} is said to fail, and the pair was of ${pair.join(' and ')}`)
    const failures = (this.#failures.get(`${kind} ${version}`) ?? 0) + 1
    this.#failures.set(`${kind} ${version}`, failures)
    if (kind === 'broken' || failures >= failuresThatBreak[kind]) this.broken.set(version, kind)
  }
}
