import * as z from 'zod'
import { ratioIntervalSchema } from './interval.ts'

export const swappableSchema = z.enum(['module', 'glue', 'engine', 'flags'])
/** The layers that can be taken from one side and put into the other. */
export type Swappable = z.infer<typeof swappableSchema>

export const swapDecisionSchema = z.enum(['slower', 'faster', 'negligible', 'inconclusive'])
/**
 * What a part does to the time, by its interval: slower and faster exclude 1 and reach the limit, negligible lies within the limit on
 * both sides, everything else is inconclusive.
 */
export type SwapDecision = z.infer<typeof swapDecisionSchema>

export const swappedPartSchema = z.object({
  /** One, or those that could only be moved together. */
  layers: z.array(swappableSchema).min(1),
  /** The candidate's part / the baseline's, the rest alike; null when it could not be measured. */
  effect: ratioIntervalSchema.nullable(),
  decision: swapDecisionSchema,
  /** In how many surroundings the part was exchanged, and in how many it could have been if everything fitted together. */
  exchanges: z.object({ measured: z.int().nonnegative(), possible: z.int().positive() }),
})
export type SwappedPart = z.infer<typeof swappedPartSchema>

export const swapInteractionSchema = z.object({
  /** Each with its layers. */
  parts: z.array(z.array(swappableSchema).min(1)).min(2),
  /** What these parts take together / the product of what each takes alone; 1 when they act independently. Null when it could not be measured. */
  effect: ratioIntervalSchema.nullable(),
  /** True when the interval excludes 1 and the estimate reaches the limit. */
  shown: z.boolean(),
})
export type SwapInteraction = z.infer<typeof swapInteractionSchema>

export const swapsSchema = z.object({
  parts: z.array(swappedPartSchema),
  interactions: z.array(swapInteractionSchema),
  /** Every variant of the plan, by what it has from the candidate; `why` says why it could not be measured, null when it was. */
  variants: z.array(z.object({ fromCandidate: z.array(swappableSchema), why: z.string().nullable() })),
  /** Layers that were moved together, and why they could not be taken apart. */
  together: z.array(z.object({ layers: z.array(swappableSchema).min(2), why: z.string() })),
  /** The clock or processor time; null when nothing was measured. */
  decidedBy: z.enum(['wall', 'cpu']).nullable(),
  /** Blocks that the intervals are made from, each with one launch of every variant, and those that were left out as contended or failed. */
  blocks: z.int().nonnegative(),
  droppedBlocks: z.int().nonnegative(),
  /** An effect smaller than this, as a share, is negligible: the threshold, or a fifth of the whole effect when that is larger. */
  limit: z.number().positive(),
  /** decision: every part was decided; last-look: no look was left; failures: variants kept failing. Null when nothing was measured. */
  stoppedBy: z.enum(['decision', 'last-look', 'budget', 'failures']).nullable(),
})
/** The effect of a comparison split over the parts in which the sides differ, by running the mixed variants. */
export type Swaps = z.infer<typeof swapsSchema>
