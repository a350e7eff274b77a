import * as z from 'zod'

/** What `culprit init` wrote. */
export const starterSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('init'),
  /** The workload. */
  path: z.string(),
  /** The configuration; null when there was one already. */
  config: z.string().nullable(),
})
export type Starter = z.infer<typeof starterSchema>
