import * as z from 'zod'
import { pairedBy } from './paired-by.ts'
import { exportSchema, importSchema, operatorCountsSchema } from './module.ts'

const count = z.int().nonnegative()
const both = z.object({ a: count, b: count })
const functionReferenceSchema = z.object({ index: count, name: z.string().nullable() })

export const pairedBySchema = z.enum(pairedBy)

export const functionPairSchema = z.object({
  a: functionReferenceSchema,
  b: functionReferenceSchema,
  how: pairedBySchema,
  /** How probable it is that both are the same function of the source, between 0 and 1. */
  confidence: z.number().min(0).max(1),
  state: z.enum(['identical', 'moved', 'changed']),
  /** Of the body. */
  bytes: both,
  operators: both,
  /** The fewest operators that must have been added or removed: how many one side has more of, summed over mnemonics. */
  differingOperators: count,
  /** Operators of the body that call, use vectors (relaxed ones included), begin a loop, load and store; classes as in `operators` of a module. */
  calls: both,
  simd: both,
  loops: both,
  loads: both,
  stores: both,
})
export type FunctionPair = z.infer<typeof functionPairSchema>

const unpairedFunctionSchema = functionReferenceSchema.extend({ bytes: count, operators: count })
export type UnpairedFunction = z.infer<typeof unpairedFunctionSchema>

/** What differs between two binaries. */
export const moduleDiffSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('module-diff'),
  /** The same bytes. */
  identical: z.boolean(),
  bytes: both,
  /** Sections in the order of `a`, then those that only `b` has; bytes are null where a side has no such section. */
  sections: z.array(z.object({ id: count, name: z.string(), a: count.nullable(), b: count.nullable(), identical: z.boolean() })),
  operators: z.object({ a: operatorCountsSchema, b: operatorCountsSchema }),
  features: z.object({ added: z.array(z.string()), removed: z.array(z.string()) }),
  imports: z.object({ added: z.array(importSchema), removed: z.array(importSchema) }),
  /** An export whose kind or type changed is both removed and added; one that only has another index is neither. */
  exports: z.object({ added: z.array(exportSchema), removed: z.array(exportSchema) }),
  /** Data segments are compared in their order; `segments` are the first of them, up to 100, with null where a side has no such segment. */
  dataSegments: z.object({
    a: z.object({ count, bytes: count }),
    b: z.object({ count, bytes: count }),
    identical: z.boolean(),
    segments: z.array(z.object({ a: count.nullable(), b: count.nullable(), identical: z.boolean() })),
  }),
  /**
   * What the pairing used. `structure`: names, bodies, what functions call, what calls them, and their order. `bodies-and-names`: equal
   * bodies and equal names only (not given any more). `none`: functions were not compared (one side is a component).
   */
  matching: z.enum(['structure', 'bodies-and-names', 'none']),
  functions: z.object({
    /** Same body, calling the same functions, at the same index. */
    identical: count,
    /** The same, at another index. */
    moved: count,
    /** Paired, but the body or a function that it calls differs. */
    changed: count,
    /** Without a partner that is at least as probable as not. Null when functions were not compared. */
    added: count.nullable(),
    removed: count.nullable(),
    /** Defined functions without a partner: with `structure`, those that were added (`b`) and removed (`a`). */
    unpaired: both,
  }),
  /** Changed ones first, the largest change first; then moved, then identical ones, up to `pairsLimit`. */
  pairs: z.array(functionPairSchema),
  pairsTotal: count,
  pairsLimit: count,
  /** The largest functions without a partner, up to `pairsLimit` on each side. */
  unpaired: z.object({ a: z.array(unpairedFunctionSchema), b: z.array(unpairedFunctionSchema) }),
})
export type ModuleDiff = z.infer<typeof moduleDiffSchema>
