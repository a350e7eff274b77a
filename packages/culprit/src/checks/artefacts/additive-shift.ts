import { type CommonShift, commonShift } from '../../stats/common-shift.ts'
import type { ArtefactFacts, SuiteBenchmark } from './facts.ts'
import { type ArtefactTest, notApplicable } from './finding.ts'

/**
 * Did every benchmark gain (or lose) the same nanoseconds? That is the price of one call, which a harness can add or cease to subtract.
 *
 * It can be the program's own price, too: when untouched controls do not pay it, or harness and timer are known to be the same. Then it is a hit
 * to know about, and not a reason to doubt the numbers.
 */
export const additiveShift: ArtefactTest = facts => {
  const shift = suiteShift(facts)
  if (shift === null)
    return notApplicable('There are fewer than five benchmarks with a known baseline; it takes five to see a common shift.')
  const found = { value: shift.addedNs, unit: 'ns' }
  if (shift.kind === 'either') {
    return notApplicable('The benchmarks share a shift, but their baselines are too much alike to tell added time from a factor.')
  }
  if (shift.kind !== 'additive') {
    const statement =
      shift.kind === 'none'
        ? 'The benchmarks share no shift, neither added time nor a factor.'
        : `What the benchmarks share is a factor (${Math.exp(shift.logRatio).toFixed(3)}), not added time.`
    return { outcome: 'clear', statement, ...found, supports: [], against: [] }
  }
  const paidByControls = controlsFollow(facts, shift)
  const isOwn = paidByControls === false || (paidByControls === null && sameHarness(facts))
  const [verb, ns] = shift.addedNs > 0 ? ['gained', shift.addedNs] : ['lost', -shift.addedNs]
  const shared = `All benchmarks ${verb} about ${ns.toFixed(ns < 10 ? 1 : 0)} ns, whatever they take`
  if (isOwn) {
    const why = paidByControls === false ? 'the untouched controls did not' : 'harness and timer are the same'
    return {
      outcome: 'hit',
      strength: 'soft',
      statement: `${shared}; ${why}, so it is the price of a call in what changed.`,
      ...found,
      supports: [],
      against: paidByControls === false ? ['harness'] : [],
    }
  }
  return {
    outcome: 'hit',
    strength: 'hard',
    statement: paidByControls
      ? `${shared}, the untouched controls too: the price of a call changed in the way it is measured.`
      : `${shared}: the price of a call changed, as when a harness adds an overhead or ceases to subtract it.`,
    ...found,
    supports: ['harness'],
    against: [],
  }
}

/** What all benchmarks share that the change can reach and whose baseline is known; null when there are fewer than five. */
export function suiteShift({ suite }: ArtefactFacts): CommonShift | null {
  return commonShift(treated(suite ?? []))
}

/** The benchmarks that the shift is fitted to, in its order. */
export function treated(suite: readonly SuiteBenchmark[]): (SuiteBenchmark & { readonly baselineNs: number })[] {
  return suite.flatMap(one => (one.isControl || one.baselineNs === null ? [] : [{ ...one, baselineNs: one.baselineNs }]))
}

/** Whether the controls that are short enough to show the shift are nearer to it than to none, most of them; null when none is short enough. */
function controlsFollow({ suite }: ArtefactFacts, { addedNs, deviation }: CommonShift): boolean | null {
  const showing = (suite ?? []).flatMap(({ isControl, baselineNs, logRatio }) => {
    if (!isControl || baselineNs === null) return []
    const shift = addedNs > -baselineNs ? Math.log1p(addedNs / baselineNs) : -Infinity
    return Math.abs(shift) > 4 * deviation ? [Math.abs(logRatio - shift) < Math.abs(logRatio)] : []
  })
  return showing.length === 0 ? null : showing.filter(Boolean).length > showing.length / 2
}

function sameHarness({ fingerprints }: ArtefactFacts): boolean {
  if (fingerprints === null) return false
  const { baseline, candidate } = fingerprints
  return (['harness', 'timer'] as const).every(field => baseline[field] !== null && baseline[field] === candidate[field])
}
