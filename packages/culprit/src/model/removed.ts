import * as z from 'zod'

const count = z.int().nonnegative()

/** What `culprit clean` removed. */
export const removedSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('clean'),
  /** Those of suites, benchmarks and alarms too, and plans of several comparisons. */
  runs: count,
  /** Fetched packages and engines. */
  trees: count,
  bytes: count,
})
export type Removed = z.infer<typeof removedSchema>
