import * as z from 'zod'

/** An exponent, or a difference of two, with the interval over the rounds; bounds are null below six rounds. */
export const exponentSchema = z.object({ estimate: z.number(), low: z.number().nullable(), high: z.number().nullable() })

export const sideScalingSchema = z.object({
  /** p in time = overhead + factor × scale^p; null when the time does not grow with the scale. */
  exponent: exponentSchema.nullable(),
  /** The part of the time that does not depend on the scale, by the medians of all rounds; null as the exponent. */
  overheadNs: z.number().nullable(),
  /** Median over the rounds, by scale. */
  points: z.array(z.object({ scale: z.number().positive(), medianNs: z.number().nonnegative() })),
})

/** How the cost of an iteration grows with the size of its input. */
export const scalingSchema = z.object({
  scales: z.array(z.number().positive()),
  /** Rounds in which every scale ran on both sides. */
  rounds: z.int().nonnegative(),
  baseline: sideScalingSchema,
  candidate: sideScalingSchema,
  /** Exponent of the candidate less that of the baseline, within each round; null when one of them has none. */
  difference: exponentSchema.nullable(),
  /** The probability with which the intervals cover. */
  confidence: z.number().gt(0).lt(1),
  /** Scales that were asked for and did not run, with what happened. */
  failures: z.array(z.object({ scale: z.number().positive(), arm: z.enum(['baseline', 'candidate']), why: z.string() })),
})
export type Scaling = z.infer<typeof scalingSchema>
