import type { Probability } from '../model/units.ts'
import { medianPlace, normalised } from './posterior.ts'
import { boundedWeight, type Gap } from './problem.ts'

/** What a command said about a version. */
export type Answer = 'good' | 'bad' | 'skip'

/**
 * What an exit code means, as `git bisect run` reads it: 0 is good, 125 cannot be told, everything else up to 127 is bad.
 *
 * Null for what no command returns by itself, above 127 (ended by a signal) and below 0: the search has to stop.
 */
export function answerOfExitCode(code: number): Answer | null {
  if (!Number.isSafeInteger(code) || code < 0 || code > 127) return null
  return code === 0 ? 'good' : code === 125 ? 'skip' : 'bad'
}

/** A range of versions, oldest first, and how sure its search has to be. */
export interface PredicateProblem {
  /** How much more probable than others each version is to be the first bad one; 1 when nothing is known. Taken from 1/20 to 20. */
  readonly weights: readonly number[]
  /** The probability with which a wrong culprit may be named. */
  readonly alpha: Probability
  /** Answers after which the search ends undecided. */
  readonly maxRuns: number
}

/** Asks for a run of the command on one version; `number` is how many runs of it were asked for before. */
export interface RunRequest {
  readonly version: number
  readonly number: number
  readonly purpose: 'ends' | 'search' | 'confirmation'
}

/** `over`: the command was not run, because the budget is spent or the user stops. */
export type RunResult = Answer | 'over'

/**
 * - confirmed: fresh runs show that bad answers begin here (found)
 * - ends-alike: both ends answer alike (no-step)
 * - good-end-skipped, bad-end-skipped, not-confirmed, over (undecided)
 */
export interface PredicateOutcome {
  readonly outcome: 'found' | 'no-step' | 'undecided'
  readonly reason: 'confirmed' | 'ends-alike' | 'good-end-skipped' | 'bad-end-skipped' | 'not-confirmed' | 'over'
  /** The last good and the first bad version; only skipped ones lie between. */
  readonly culprit: Gap | null
  /** Of the culprit, or of the likeliest place; null when no place was looked for. */
  readonly probability: Probability | null
  /** The likeliest places, in order, that together hold the step with probability 1 - alpha; empty when no place was looked for. */
  readonly credible: readonly Gap[]
  readonly versions: readonly { readonly good: number; readonly bad: number; readonly isSkipped: boolean }[]
  readonly runs: number
}

type Search<Found> = Generator<RunRequest, Found, RunResult>

/**
 * How often a command is wrong is unknown: a beta prior that is worth three answers, on either side by itself. A narrower one takes a command that
 * misses every second time for one that answers alike everywhere.
 */
const wrongAnswers = 0.5
const rightAnswers = 2.5
/** Bets on the candidate's answers being worse than its neighbour's: a careful and a bold one, half of the stake each. */
const bets = [0.5, 0.95]
const candidatesTried = 4

/**
 * Finds the first bad version when a command may answer wrongly now and then.
 *
 * A generator like `bisect`: it asks for a run, wants its answer by `next`, and returns the outcome. Bad answers before the step and good ones after
 * it have unknown rates (beta-binomial). The place that is likely enough is put to fresh runs, taken in turns on both sides of it: each
 * pair whose answers differ is a bet at even odds if there is no step, so the stake reaches 1/level with probability at most `level`
 * (Ville's inequality), whenever one looks. Levels are alpha/2, alpha/4, …: a wrong culprit is named with probability at most alpha if
 * the two versions are alike and their runs are.
 */
export function* bisectPredicate(problem: PredicateProblem): Search<PredicateOutcome> {
  const { weights, alpha, maxRuns } = problem
  if (weights.length < 2) throw new RangeError(`a range to bisect has at least two versions, got ${weights.length}`)
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha must be between 0 and 1, got ${alpha}`)
  const last = weights.length - 1
  const prior = Float64Array.from(weights, (weight, version) => (version === 0 ? 0 : boundedWeight(weight)))
  const versions = weights.map(() => ({ good: 0, bad: 0, isSkipped: false }))
  const asked = weights.map(() => 0)
  let runs = 0
  let isOver = false

  for (let pair = 0; noStep(versions) > alpha; pair++) {
    if (noStep(versions) >= 1 - alpha) return ended('no-step', 'ends-alike')
    yield* ask(0, 'ends')
    if (versions[0]!.isSkipped) return ended('undecided', 'good-end-skipped')
    yield* ask(last, 'ends')
    if (versions[last]!.isSkipped) return ended('undecided', 'bad-end-skipped')
    if (isOver) return ended('undecided', 'over')
  }

  for (let tried = 1; ; tried++) {
    const candidate = yield* locate()
    if (candidate === null) return ended('undecided', 'over')
    const level = alpha / 2 ** tried
    if (yield* confirm(candidate, level)) return ended('found', 'confirmed', candidate, 1 - level)
    if (isOver || tried === candidatesTried) return ended('undecided', isOver ? 'over' : 'not-confirmed')
  }

  function* ask(version: number, purpose: RunRequest['purpose']): Search<Answer | null> {
    if (runs >= maxRuns) isOver = true
    if (isOver) return null
    const answer = yield { version, number: asked[version]!++, purpose }
    if (answer === 'over') {
      isOver = true
      return null
    }
    runs++
    if (answer === 'skip') versions[version]!.isSkipped = true
    else versions[version]![answer]++
    return answer
  }

  function* locate(): Search<Gap | null> {
    for (;;) {
      const posterior = places()
      const best = likeliest(posterior)
      if (best.probability >= 1 - alpha / 2) return best.gap
      const place = medianPlace(posterior)
      const { from, to } = gapAround(place)
      const count = (version: number) => versions[version]!.good + versions[version]!.bad
      yield* ask(count(from) < count(to) ? from : to, 'search')
      if (isOver) return null
    }
  }

  /** Fresh runs of both sides in turns, until they show the step or make another place the likelier one. */
  function* confirm({ from, to }: Gap, level: Probability): Search<boolean> {
    const stakes = bets.map(() => 1 / bets.length)
    for (;;) {
      const before = yield* ask(from, 'confirmation')
      const after = yield* ask(to, 'confirmation')
      if (before === null || after === null || before === 'skip' || after === 'skip') return false
      if (before !== after) for (const [index, bet] of bets.entries()) stakes[index]! *= after === 'bad' ? 1 + bet : 1 - bet
      if (stakes.reduce((sum, stake) => sum + stake, 0) >= 1 / level) return true
      const { gap } = likeliest(places())
      if (gap.from !== from || gap.to !== to) return false
    }
  }

  function places(): Float64Array {
    const inAll = sum(versions)
    const before = { good: 0, bad: 0 }
    const logs = prior.map((weight, place) => {
      if (place === 0) return -Infinity
      before.good += versions[place - 1]!.good
      before.bad += versions[place - 1]!.bad
      return Math.log(weight) + logEvidence(before) + logEvidence({ good: inAll.bad - before.bad, bad: inAll.good - before.good })
    })
    return normalised(logs)
  }

  function gapAround(place: number): Gap {
    let from = place - 1
    while (versions[from]!.isSkipped) from--
    let to = place
    while (versions[to]!.isSkipped) to++
    return { from, to }
  }

  /** The places between versions that are not skipped, in order. */
  function gapsOf(posterior: Float64Array): ProbableGap[] {
    const gaps = new Map<number, ProbableGap>()
    for (let place = 1; place <= last; place++) {
      const gap = gapAround(place)
      gaps.set(gap.from, { gap, probability: Math.min(1, (gaps.get(gap.from)?.probability ?? 0) + posterior[place]!) })
    }
    return [...gaps.values()]
  }

  function likeliest(posterior: Float64Array): ProbableGap {
    return gapsOf(posterior).reduce((best, one) => (one.probability > best.probability ? one : best))
  }

  /** `promised` is what a confirmation promises: no more is claimed. */
  function ended(
    outcome: PredicateOutcome['outcome'],
    reason: PredicateOutcome['reason'],
    culprit: Gap | null = null,
    promised: Probability = 1,
  ): PredicateOutcome {
    const isLocated = reason === 'confirmed' || reason === 'not-confirmed' || (reason === 'over' && noStep(versions) <= alpha)
    const gaps = isLocated ? gapsOf(places()) : []
    const probability = isLocated ? Math.min(promised, Math.max(...gaps.map(gap => gap.probability))) : null
    const credible = culprit === null ? fewestWith(gaps, 1 - alpha) : [culprit]
    return { outcome, reason, culprit, probability, credible, versions: versions.map(version => ({ ...version })), runs }
  }
}

interface ProbableGap {
  readonly gap: Gap
  readonly probability: Probability
}

/** The fewest gaps that hold this much of the probability, in order. */
function fewestWith(gaps: readonly ProbableGap[], mass: Probability): Gap[] {
  let held = 0
  const kept = gaps
    .toSorted((a, b) => b.probability - a.probability)
    .filter(({ probability }) => {
      const isNeeded = held < mass
      held += probability
      return isNeeded
    })
  return kept.map(({ gap }) => gap).toSorted((a, b) => a.from - b.from)
}

/** The probability that all versions answer alike, at whatever rate, against one step between the ends; even before the first answer. */
function noStep(versions: readonly Answers[]): Probability {
  const [first, last] = [versions[0]!, versions.at(-1)!]
  const step = logEvidence(first) + logEvidence({ good: last.bad, bad: last.good })
  const alike = logBeta(first.good + last.good + 1, first.bad + last.bad + 1)
  return 1 / (1 + Math.exp(step - alike))
}

interface Answers {
  readonly good: number
  readonly bad: number
}

/** ln of the probability of these answers, in their order, from versions that ought to answer `good`. */
function logEvidence({ good, bad }: Answers): number {
  return logBeta(rightAnswers + good, wrongAnswers + bad) - logBeta(rightAnswers, wrongAnswers)
}

function logBeta(a: number, b: number): number {
  return logGamma(a) + logGamma(b) - logGamma(a + b)
}

/** ln of the gamma function above 0, by Stirling's series from 8 on; absolute error below 1e-10. */
function logGamma(x: number): number {
  let shift = 0
  let y = x
  for (; y < 8; y++) shift += Math.log(y)
  const inverse = 1 / y ** 2
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / y
  return (y - 0.5) * Math.log(y) - y + Math.log(2 * Math.PI) / 2 + series - shift
}

function sum(versions: readonly Answers[]): Answers {
  return versions.reduce((total, { good, bad }) => ({ good: total.good + good, bad: total.bad + bad }), { good: 0, bad: 0 })
}
