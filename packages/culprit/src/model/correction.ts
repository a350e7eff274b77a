import type { Probability } from './units.ts'

/** Corrections for the number of tests; by themselves, so that naming them in a help text loads no schema. */
export const correctionMethods = ['benjamini-yekutieli', 'holm'] as const
export type CorrectionMethod = (typeof correctionMethods)[number]

/** Of all claims at most this share is expected to be false; with Holm, the probability of any false claim. */
export const usualRate: Probability = 0.05
