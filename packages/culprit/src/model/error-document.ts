import * as z from 'zod'

/** An error as a document, so that a script that asked for JSON always gets JSON. */
export const errorDocumentSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('error'),
  /** Stable name for scripts, such as `unknown-run`. */
  code: z.string(),
  message: z.string(),
  /** What to do; null where nothing helps. */
  hint: z.string().nullable(),
  exitCode: z.int(),
  /** The run that can be gone on with, or that it is about; null when there is none. */
  run: z.string().nullable(),
})
export type ErrorDocument = z.infer<typeof errorDocumentSchema>
