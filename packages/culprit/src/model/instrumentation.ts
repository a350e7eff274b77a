import * as z from 'zod'
import { instrumentationModes } from './instrumentation-modes.ts'

const count = z.int().nonnegative()

const instrumentationModeSchema = z.enum(instrumentationModes)
export type InstrumentationMode = z.infer<typeof instrumentationModeSchema>

/**
 * What the numbers mean that an instrumented module counts. `read` names the one export that was added: a function from the index of a
 * number (i32) to the number (i64, unsigned).
 */
export const instrumentationSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('instrumentation'),
  mode: instrumentationModeSchema,
  /** Null where nothing was added. */
  read: z.string().nullable(),
  /** `count` and `ops`: how many numbers there are; their indices are below this. */
  numbers: count,
  /** The functions that were instrumented, in columns of equal length. */
  functions: z.object({
    /** In the original module's index space, imports included. */
    index: z.array(count),
    name: z.array(z.string().nullable()),
    /** `count` and `ops`: the index of the first number of each function, which is its calls. Empty in the other modes. */
    first: z.array(count),
  }),
  /**
   * `ops`: what one count of each number stands for, as instructions of the function that it belongs to. The costs of number `i` are
   * `packed[starts[i]]` up to `packed[starts[i + 1]]`. Each is 32 x instructions + the place of their class in `classes`; instructions
   * can be negative, because counts follow from one another (what comes out of a block is what went in).
   */
  costs: z.object({ classes: z.array(z.string()), starts: z.array(count), packed: z.array(z.int()) }).nullable(),
  /**
   * `tree`: the number -1 is how many lines there are; reading it also ends what a trap may have left open. Then come the lines, each of
   * `nodeBytes` / 8 numbers. Line 0 is the node of the outside, line 1 that of all paths for which there was no node left.
   * - in the lower half 0 where a node begins, otherwise the line is room of the node before it; in the upper half the function (its place
   *   in `functions` + 1)
   * - in the upper half the parent (`firstNode` + `nodeBytes` x its line)
   * - calls
   * - executed instructions, without `entryCosts` for each call (which line 1 has already)
   * - where there is a clock: nanoseconds in the node itself, of line 0 nothing that means something; what follows means nothing
   */
  tree: z
    .object({
      nodeBytes: count,
      firstNode: count,
      /** Instructions that each call of a function adds, by place in `functions`; can be negative. */
      entryCosts: z.array(z.int()),
      /** Small functions that have no nodes: what they execute is part of the node of their caller. */
      leftOut: z.array(count),
      /** The exported table whose function 0, () -> i64, the host replaces by one that gives nanoseconds; null without a clock. */
      clock: z.string().nullable(),
      /** The exported table that the host fills, in this order, with functions that the helper module (of so many nodes) exports; null without one. */
      link: z.object({ table: z.string(), functions: z.array(z.string()), nodes: count }).nullable(),
    })
    .nullable(),
  /** What the numbers leave out, each a sentence. */
  notes: z.array(z.string()),
})
type InstrumentationDocument = z.infer<typeof instrumentationSchema>
type Costs = NonNullable<InstrumentationDocument['costs']>

/** As in the document; what there may be millions of can be in an `IntegerList`. */
export type Instrumentation = Omit<InstrumentationDocument, 'costs'> & {
  costs: (Omit<Costs, 'starts' | 'packed'> & { starts: readonly number[] | Int32Array; packed: readonly number[] | Int32Array }) | null
}
