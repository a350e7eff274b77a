import * as z from 'zod'

/** Something about a machine that makes its measurements worse, and what to do about it. */
export const adviceSchema = z.object({
  /** Stable name for scripts, such as `governor`. */
  id: z.string(),
  /** What was read, with its value. */
  reading: z.string(),
  /** Why it matters for measurements; a sentence. */
  why: z.string(),
  /** What to do, as a command where there is one. */
  action: z.string(),
})
export type Advice = z.infer<typeof adviceSchema>
