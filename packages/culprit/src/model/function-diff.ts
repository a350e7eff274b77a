import * as z from 'zod'
import { pairedBySchema } from './module-diff.ts'

const count = z.int().nonnegative()

const functionSchema = z.object({
  index: count,
  name: z.string().nullable(),
  /** Of the body; null of an imported function, which has none. */
  bytes: count.nullable(),
  operators: count.nullable(),
})

/** A line of the text format. */
const lineSchema = z.object({
  /** Absolute in the module, of the operator. */
  offset: count,
  /** How many blocks are around it. */
  indent: count,
  text: z.string(),
})
export type FunctionDiffLine = z.infer<typeof lineSchema>

const rowSchema = z.object({
  /**
   * - same: the same line, though indices in it may have moved
   * - changed: the same operator with other immediates
   * - removed, added: only `a`, only `b` has it
   * - folded: stands for `lines` lines that are the same
   */
  state: z.enum(['same', 'changed', 'removed', 'added', 'folded']),
  /** 1, unless folded. */
  lines: count,
  a: lineSchema.nullable(),
  b: lineSchema.nullable(),
})
export type FunctionDiffRow = z.infer<typeof rowSchema>

/** The bodies of two functions side by side. */
export const functionDiffSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('function-diff'),
  /** Every line is the same, apart from indices that may have moved. */
  identical: z.boolean(),
  a: functionSchema,
  b: functionSchema,
  /** Why the two are taken for the same function; null when both were named. */
  how: pairedBySchema.nullable(),
  confidence: z.number().min(0).max(1).nullable(),
  /** Lines; of those that are the same or changed, one on each side. */
  lines: z.object({ same: count, changed: count, removed: count, added: count }),
  /** How many locals have another index on the other side. */
  renumberedLocals: count,
  /** How many same lines stand around the others. */
  context: count,
  /** In order, up to `rowsLimit`. */
  rows: z.array(rowSchema),
  rowsTotal: count,
  rowsLimit: count,
})
export type FunctionDiff = z.infer<typeof functionDiffSchema>
