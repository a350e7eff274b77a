import * as z from 'zod'

/** What a query of the store gives. */
export const rowsSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('rows'),
  columns: z.array(z.string()),
  /** Each by the names of the columns: texts, numbers and null. */
  rows: z.array(z.record(z.string(), z.unknown())),
})
export type Rows = z.infer<typeof rowsSchema>
