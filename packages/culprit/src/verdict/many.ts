import type { Comparison, Verdict } from '../model/comparison.ts'
import type { Compared, Comparisons } from '../model/comparisons.ts'
import { usualRate, type CorrectionMethod } from '../model/correction.ts'
import type { Probability } from '../model/units.ts'
import { corrections } from '../stats/multiple.ts'

/** What is fixed before the first comparison. */
export interface ManyPlan {
  readonly method: CorrectionMethod
  readonly rate: Probability
  readonly screeningAlpha: Probability
  readonly confirmationAlpha: Probability
}

/** The design's: screening as for a single comparison, then the correction, then fresh pairs at half the false-claim rate. */
export const defaultManyPlan: ManyPlan = { method: 'benjamini-yekutieli', rate: usualRate, screeningAlpha: 0.02, confirmationAlpha: 0.01 }

/**
 * Which changes of the screening survive the correction for their number; null where a screening claimed none. A side that failed needs no
 * correction: it is no draw of a lot.
 */
export function survivors(screened: readonly Comparison[], plan: ManyPlan): (boolean | null)[] {
  // What could not be tested at all does not count as a test that found nothing: its p-value of 1 only makes the others stricter.
  const claims = corrections[plan.method](
    screened.map(({ p }) => p ?? 1),
    plan.rate,
  )
  return screened.map((comparison, index) => (isChange(comparison.verdict) ? comparison.decidedBy === 'failure' || claims[index]! : null))
}

/** Whether a comparison has to be confirmed with fresh pairs: its change was claimed from times and survived. */
export function needsConfirmation(screened: Comparison, survives: boolean | null): boolean {
  return survives === true && screened.decidedBy !== 'failure' && screened.decidedBy !== 'instructions'
}

/** What one comparison comes to in the end. */
export function concluded(name: string, screened: Comparison, survives: boolean | null, confirmed: Comparison | null): Compared {
  const { verdict, reason } = conclusion(screened, survives, confirmed)
  return {
    name,
    run: screened.run,
    baseline: screened.baseline.reference,
    candidate: screened.candidate.reference,
    workload: screened.workload.name,
    engine:
      screened.baseline.engine === screened.candidate.engine
        ? screened.baseline.engine
        : `${screened.baseline.engine} and ${screened.candidate.engine}`,
    verdict,
    reason,
    decidedBy: (confirmed ?? screened).decidedBy,
    ratio: (confirmed ?? screened).ratio,
    screening: { verdict: screened.verdict, ratio: screened.ratio, pairs: screened.pairs, p: screened.p },
    survives,
    confirmation:
      confirmed === null ? null : { run: confirmed.run, verdict: confirmed.verdict, ratio: confirmed.ratio, pairs: confirmed.pairs },
  }
}

/** The worst of all, in one sentence. */
export function overall(compared: readonly Compared[]): Pick<Comparisons, 'verdict' | 'reason'> {
  const of = (verdict: Verdict) => compared.filter(one => one.verdict === verdict).length
  const total = compared.length
  const rank: readonly Verdict[] = ['regression', 'inconclusive', 'small-change', 'improvement', 'no-regression']
  const verdict = rank.find(one => of(one) > 0) ?? 'inconclusive'
  const words = rank.filter(one => of(one) > 0).map(one => `${of(one)} ${one}`)
  return { verdict, reason: total === 0 ? 'Nothing was compared.' : `Of ${total} comparisons: ${words.join(', ')}.` }
}

function conclusion(screened: Comparison, survives: boolean | null, confirmed: Comparison | null): Pick<Compared, 'verdict' | 'reason'> {
  if (survives === null) return { verdict: screened.verdict, reason: screened.reason }
  if (!survives) {
    return {
      verdict: 'inconclusive',
      reason: 'Among so many comparisons a change of this size is to be expected by chance; it did not survive the correction.',
    }
  }
  if (confirmed === null) return { verdict: screened.verdict, reason: screened.reason }
  if (confirmed.verdict === screened.verdict)
    return { verdict: confirmed.verdict, reason: `Confirmed with fresh pairs. ${confirmed.reason}` }
  return {
    verdict: 'inconclusive',
    reason: `The screening said ${screened.verdict}, and fresh pairs said ${confirmed.verdict}: it was not confirmed.`,
  }
}

function isChange(verdict: Verdict): boolean {
  return verdict === 'regression' || verdict === 'improvement' || verdict === 'small-change'
}
