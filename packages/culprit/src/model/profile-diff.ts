import * as z from 'zod'
import { brokenColumn, frameKindSchema, profileMeasureSchema, profileModeSchema, profileModuleSchema } from './profile.ts'

const amount = z.number().nonnegative()
const both = z.object({ a: amount, b: amount })

const sideSchema = z.object({
  program: z.string(),
  engine: z.string().nullable(),
  mode: profileModeSchema,
  modules: z.array(profileModuleSchema),
})

const sideFunctionSchema = z.object({
  module: z.string().nullable(),
  /** In the module's function index space. */
  index: z.int().nonnegative().nullable(),
  name: z.string().nullable(),
})

const functionDifferenceSchema = z.object({
  kind: frameKindSchema,
  /** Null where the function has no partner on this side. */
  a: sideFunctionSchema.nullable(),
  b: sideFunctionSchema.nullable(),
  /** Of the function itself; null, here and below, where a side does not tell. A function that is not there did nothing. */
  calls: both.nullable(),
  instructions: both.nullable(),
  selfNs: both.nullable(),
  weights: both.nullable(),
  /** Of the deciding measure, b minus a. */
  change: z.number(),
  /** `change` of the change of the whole, which can be above 1 where other functions did less; null when the whole is the same. */
  share: z.number().nullable(),
})
export type FunctionDifference = z.infer<typeof functionDifferenceSchema>

const columnsSchema = z.object({
  calls: z.array(amount).nullable(),
  instructions: z.array(amount).nullable(),
  selfNs: z.array(amount).nullable(),
  weights: z.array(amount).nullable(),
})

/** Paths of both sides in one tree: columns as in a profile's, for each side; functions are places in `functions` of the document. */
const differenceTreeSchema = z
  .object({ parents: z.array(z.int().gte(-1)), functions: z.array(z.int().gte(-1)), a: columnsSchema, b: columnsSchema })
  .check(({ value: tree, issues }) => {
    const { a, b, ...shape } = tree
    const wrong = brokenColumn({ ...shape, ...a }) ?? brokenColumn({ ...shape, ...b })
    if (wrong !== null) issues.push({ code: 'custom', message: wrong, input: tree })
  })

/** Which functions do more or less, between the profiles of two variants. a is the baseline. */
export const profileDiffSchema = z
  .object({
    formatVersion: z.literal(1),
    kind: z.literal('profile-diff'),
    a: sideSchema,
    b: sideSchema,
    /** What order, `change` and `share` are about: what tells most of what both sides know. Null when they know nothing in common. */
    measure: profileMeasureSchema.nullable(),
    /** Over all functions; null where a side does not tell. */
    totals: z.object({ calls: both.nullable(), instructions: both.nullable(), selfNs: both.nullable(), weights: both.nullable() }),
    weightUnit: z.string().nullable(),
    /** Half the sum over all functions of the differences of their shares: 0 is the same distribution, 1 is nothing in common. */
    totalVariation: z.number().min(0).max(1).nullable(),
    /** The total variation between two profiles of the same program, for numbers that vary; null for exact numbers, or when not measured. */
    noiseFloor: z.number().min(0).max(1).nullable(),
    /** How functions were paired, a sentence; and how many of each side that did something have no partner. */
    pairing: z.object({ how: z.string(), alone: z.object({ a: z.int().nonnegative(), b: z.int().nonnegative() }) }),
    /** The largest change first. */
    functions: z.array(functionDifferenceSchema),
    /** Null unless both sides recorded paths. */
    tree: differenceTreeSchema.nullable(),
    notes: z.array(z.string()),
  })
  .check(({ value: { tree, functions }, issues }) => {
    const place = tree?.functions.findIndex(index => index >= functions.length) ?? -1
    if (place >= 0) issues.push({ code: 'custom', message: `node ${place} names a function that is not listed`, input: tree })
  })
export type ProfileDiff = z.infer<typeof profileDiffSchema>
