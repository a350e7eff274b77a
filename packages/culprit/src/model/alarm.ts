import * as z from 'zod'
import { environmentSchema } from './environment.ts'
import { warningSchema } from './warning.ts'

/** What the time of a benchmark is: of the whole command, as the command printed it, of an iteration of a workload, or as the workload returned it. */
export const alarmMeasureSchema = z.enum(['wall', 'printed', 'iteration', 'returned'])
export type AlarmMeasure = z.infer<typeof alarmMeasureSchema>

/** Nanoseconds; null when not known. */
const besideSchema = z.object({ reference: z.number().nonnegative().nullable(), measured: z.number().nonnegative().nullable() })

export const alarmEntrySchema = z.object({
  name: z.string(),
  measures: alarmMeasureSchema,
  /**
   * - within: it keeps to its budget
   * - crossed: it does not, and was measured again before that was believed
   * - undecided: its time is over the budget, and others had the processors
   * - no-reference: there is nothing to compare with, which is no pass
   * - failed: it did not run, or did not say its time
   * - updated, removed: of an update, what became of its reference
   */
  state: z.enum(['within', 'crossed', 'undecided', 'no-reference', 'failed', 'updated', 'removed']),
  /** Nanoseconds: the reference, and the minimum of all runs. Of an update, the reference before and after. Null when there is none. */
  reference: z.number().positive().nullable(),
  measured: z.number().positive().nullable(),
  /** measured / reference; above 1 is slower. */
  factor: z.number().positive().nullable(),
  /** The factor that it may reach; null of one that was removed. */
  budget: z.number().positive().nullable(),
  /** Null when it could not be judged. */
  crossed: z.boolean().nullable(),
  /** What the state rests on: the clock, or processor time where others were in the way. Null when nothing was judged. */
  decidedBy: z.enum(['clock', 'processor']).nullable(),
  /** Why the state is what it is. */
  reason: z.string(),
  /** The minimum of the time on the clock, of the whole command or an iteration, and of processor time, which is `user` and `system` together. */
  wall: besideSchema,
  processor: besideSchema,
  user: besideSchema,
  system: besideSchema,
  /** What each run took, in order, in nanoseconds. */
  values: z.array(z.number().positive()),
  /** How many of the runs had others in their way. */
  contendedRuns: z.int().nonnegative(),
  /** 1, and one for each time that it was measured again. */
  rounds: z.int().nonnegative(),
  /** When and where the reference was made, and why; null without one. */
  made: z
    .object({
      date: z.string(),
      culprit: z.string(),
      note: z.string(),
      runs: z.int().positive(),
      model: z.string().nullable(),
      /** Whether that was on a machine like this one. */
      isThisMachine: z.boolean(),
    })
    .nullable(),
})
export type AlarmEntry = z.infer<typeof alarmEntrySchema>

export const alarmSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('alarm'),
  /** The id in the store; `culprit report` takes it. */
  run: z.string(),
  startedMs: z.number(),
  action: z.enum(['check', 'update']),
  /** `alarm` when a benchmark crossed, `undecided` when one could not be judged, `updated` when the references were written. */
  outcome: z.enum(['alarm', 'no-alarm', 'undecided', 'updated']),
  reason: z.string(),
  entries: z.array(alarmEntrySchema),
  /** How many of the benchmarks that could be judged crossed together, and what that points to. */
  together: z.object({ crossed: z.int().nonnegative(), judged: z.int().nonnegative(), statement: z.string() }),
  /** Of an update, why; of a check, why the newest of its references is what it is. */
  note: z.string().nullable(),
  /** The reference file, as it was named. */
  references: z.string(),
  settings: z.object({ runs: z.int().positive(), timeLimitNs: z.number().positive() }),
  /** Other programs that used the processors meanwhile, the busiest first; `share` of one processor, as the mean over all runs. */
  competitors: z.array(z.object({ name: z.string(), share: z.number().nonnegative() })),
  environment: environmentSchema,
  command: z.array(z.string()),
  warnings: z.array(warningSchema),
})
/** The result of `culprit alarm`. */
export type Alarm = z.infer<typeof alarmSchema>
