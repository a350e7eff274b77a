import * as z from 'zod'

const count = z.int().nonnegative()

/**
 * What an instrumented module does:
 * - count: counts the calls of each function
 * - ops: counts executed instructions too, by class
 * - tree: counts calls and executed instructions of each path of calls
 * - hooks: calls `culprit.enter` and `culprit.exit`, which the host brings
 */
export const instrumentationModeSchema = z.enum(['count', 'ops', 'tree', 'hooks'])
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
  /** Numbers that can be read: their indices are below this. */
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
  /** What the numbers leave out, each a sentence. */
  notes: z.array(z.string()),
})
export type Instrumentation = z.infer<typeof instrumentationSchema>
