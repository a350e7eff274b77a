import * as z from 'zod'

/** When a version is bad: its time against that of the good end, as a ratio. */
export const conditionSchema = z.object({
  operator: z.enum(['>', '>=', '<', '<=']),
  ratio: z.number().positive(),
})
export type Condition = z.infer<typeof conditionSchema>

/** How a run of a command ended. */
const predicateEndSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('exited'), code: z.int() }),
  z.object({ kind: z.literal('killed'), signal: z.string() }),
  z.object({ kind: z.literal('timed-out') }),
  z.object({ kind: z.literal('not-started'), why: z.string() }),
])

/** One line of a run's `answers.jsonl`: a command was run on a version. */
export const predicateRunSchema = z.object({
  /** Identifies it within its run: place in the range/how many runs of this version were before. */
  key: z.string(),
  version: z.string(),
  purpose: z.enum(['ends', 'search', 'confirmation']),
  startedMs: z.number(),
  wallNs: z.number().nonnegative(),
  end: predicateEndSchema,
  /** The last line that it printed, shortened; empty when it printed nothing. */
  said: z.string(),
  /** Whether it printed that memory ran out. */
  saysOutOfMemory: z.boolean(),
})
export type PredicateRun = z.infer<typeof predicateRunSchema>
