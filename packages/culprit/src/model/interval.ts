import * as z from 'zod'

/**
 * An effect with its interval: candidate / baseline, above 1 is slower.
 *
 * `low` is null when the data exclude no small value, `high` is null when they exclude no large one (too few pairs for the confidence asked).
 */
export const ratioIntervalSchema = z.object({
  estimate: z.number().positive(),
  low: z.number().nonnegative().nullable(),
  high: z.number().positive().nullable(),
  /** The probability with which the procedure that made the interval covers the truth. */
  confidence: z.number().gt(0).max(1),
})
export type RatioInterval = z.infer<typeof ratioIntervalSchema>
