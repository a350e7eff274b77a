import * as z from 'zod'

/** A reservation that goes with a result: the number that triggered it, and what to do about it. */
export const warningSchema = z.object({
  /** Stable name for scripts, such as `checksums-differ`. */
  code: z.string(),
  message: z.string(),
  /** What the reader can do; a sentence. */
  action: z.string(),
})
export type Warning = z.infer<typeof warningSchema>
