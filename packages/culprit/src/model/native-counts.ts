import * as z from 'zod'

const sideCountSchema = z.number().positive()

/** Machine instructions that one iteration executes, or why they could not be counted. */
export const nativeCountsSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('counted'),
    /** perf: the processor's own counter. valgrind: a simulated processor, with code compiled on one thread. */
    tool: z.enum(['perf', 'valgrind']),
    /** Mean over the repetitions, of all threads in user mode. */
    baseline: sideCountSchema,
    candidate: sideCountSchema,
    /** Largest less smallest of a side's repetitions, as a share of their mean; of the side that varies more. */
    spread: z.number().nonnegative(),
    /** Launches of each side. */
    launches: z.int().positive(),
    /** Iterations that the difference of two launches spans. */
    iterations: z.int().positive(),
  }),
  z.object({ kind: z.literal('unavailable'), why: z.string() }),
])
export type NativeCounts = z.infer<typeof nativeCountsSchema>
