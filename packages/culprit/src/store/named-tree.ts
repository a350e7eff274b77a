import * as z from 'zod'
import { warningSchema } from '../model/warning.ts'

/** What is remembered of a tree that was fetched under a name. */
export const namedTreeSchema = z.object({
  sha256: z.string(),
  published: z.string().nullable(),
  /** What holds for it whenever it is used, such as that it was taken back. */
  warnings: z.array(warningSchema).default([]),
})
export type NamedTree = z.infer<typeof namedTreeSchema>
export type NewNamedTree = z.input<typeof namedTreeSchema>
