import * as z from 'zod'

const count = z.int().nonnegative()

/**
 * What a profile's numbers are:
 * - count: calls of each function, exact
 * - ops: executed instructions of each function, exact
 * - tree: calls and executed instructions of each path of calls, exact; with a clock, time too
 * - time: samples of the engine's own profiler
 * - imported: read from another tool's file, whose weight is time or samples
 */
export const profileModeSchema = z.enum(['count', 'ops', 'tree', 'time', 'imported'])
export type ProfileMode = z.infer<typeof profileModeSchema>

/** What can give a picture its widths, what tells most first. `weights` are counts that only an imported file has. */
export const profileMeasureSchema = z.enum(['instructions', 'selfNs', 'weights', 'calls'])
export type ProfileMeasure = z.infer<typeof profileMeasureSchema>

/** `other` is the engine itself (its collector, its compiler, frames that lead into a module), and what an imported file does not tell. */
export const frameKindSchema = z.enum(['wasm', 'javascript', 'other'])
export type FrameKind = z.infer<typeof frameKindSchema>

export const profileFunctionSchema = z.object({
  kind: frameKindSchema,
  /** Name of the module in `modules`, or the address of a script; null where there is none. */
  module: z.string().nullable(),
  /** In the module's function index space, imports included; null for what is no wasm function. */
  index: count.nullable(),
  name: z.string().nullable(),
  /** Null, here and below, where the mode does not tell. */
  calls: count.nullable(),
  /** Executed in the function itself, without what it called. */
  instructions: count.nullable(),
  /** Executed instructions by class of operator; in the modes `ops` only. */
  classes: z.record(z.string(), count).nullable(),
  selfNs: z.number().nonnegative().nullable(),
  totalNs: z.number().nonnegative().nullable(),
})
export type ProfileFunction = z.infer<typeof profileFunctionSchema>

/**
 * Paths of calls, in columns of equal length (100 000 paths are common). Node 0 is the root, which stands for the program itself; a
 * parent comes before its children.
 */
export const profileTreeSchema = z
  .object({
    /** Of each node, the place of its parent in this list; -1 for the root. */
    parents: z.array(z.int().gte(-1)),
    /** Of each node, the place of its function in `functions`; -1 for the root. */
    functions: z.array(z.int().gte(-1)),
    calls: z.array(count).nullable(),
    /** Of the node itself, without its children; so too below. */
    instructions: z.array(count).nullable(),
    selfNs: z.array(z.number().nonnegative()).nullable(),
    /** Of an imported profile whose numbers are none of the above, in its `weightUnit`. */
    weights: z.array(z.number().nonnegative()).nullable(),
  })
  .check(({ value: tree, issues }) => {
    const wrong = brokenColumn(tree)
    if (wrong !== null) issues.push({ code: 'custom', message: wrong, input: tree })
  })
export type ProfileTree = z.infer<typeof profileTreeSchema>

export const profileModuleSchema = z.object({
  /** Unique among the profile's modules. */
  name: z.string(),
  sha256: z.string().nullable(),
  bytes: count.nullable(),
  /** How many times it was instantiated, in all threads and processes; null when not known. */
  instances: count.nullable(),
})

/** Where a program's work goes, function by function. */
export const profileSchema = z
  .object({
    formatVersion: z.literal(1),
    kind: z.literal('profile'),
    mode: profileModeSchema,
    /** The program that was watched, as its user wrote it. */
    program: z.string(),
    /** Such as `node@24.21.0`; null when not known. */
    engine: z.string().nullable(),
    /** How a program that was started ended, by its code or by a signal; null of what was not started as a program. */
    end: z.object({ code: z.int().nullable(), signal: z.string().nullable() }).nullable().default(null),
    modules: z.array(profileModuleSchema),
    functions: z.array(profileFunctionSchema),
    tree: profileTreeSchema.nullable(),
    /** Between two samples; null where nothing was sampled. */
    samplingIntervalNs: z.number().positive().nullable(),
    /** What the tree's `weights` count, such as `samples` or `bytes`; null when not known, or when there are none. */
    weightUnit: z.string().nullable(),
    /** What the numbers leave out or distort, each a sentence. */
    notes: z.array(z.string()),
  })
  .check(({ value: { tree, functions }, issues }) => {
    const place = tree?.functions.findIndex(index => index >= functions.length) ?? -1
    if (place >= 0) issues.push({ code: 'custom', message: `node ${place} names a function that is not listed`, input: tree })
  })
export type Profile = z.infer<typeof profileSchema>

/** What keeps columns from being a tree: their lengths, or an order in which a parent is not before its children. Null when nothing does. */
export function brokenColumn({
  parents,
  functions,
  ...columns
}: {
  readonly parents: readonly number[]
  readonly functions: readonly number[]
  readonly [column: string]: readonly number[] | null
}): string | null {
  const lengths = Object.entries({ functions, ...columns }).find(([, column]) => column !== null && column.length !== parents.length)
  if (lengths !== undefined) return `${lengths[0]} has ${lengths[1]?.length} values for ${parents.length} nodes`
  const place = parents.findIndex((parent, node) => (node === 0 ? parent !== -1 : parent < 0 || parent >= node))
  if (place >= 0 || parents.length === 0) return `node ${Math.max(0, place)} has no parent before it`
  const unnamed = functions.findIndex((index, node) => (node === 0 ? index !== -1 : index < 0))
  return unnamed < 0 ? null : `node ${unnamed} ${unnamed === 0 ? 'is the root and has' : 'has no'} function`
}
