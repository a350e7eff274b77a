import * as z from 'zod'
import type { InstrumentationMode } from './instrumentation.ts'
import type { Nanoseconds } from './units.ts'

/** Records are written by the profiler and read by the analysis; nobody changes them. */
type ReadonlyDeep<T> = T extends object ? { readonly [Key in keyof T]: ReadonlyDeep<T[Key]> } : T

const count = z.int()
const column = z.array(count)

/** What one instance of an instrumented module had counted at one moment. */
const countsSchema = z.object({
  functions: z.array(
    z.object({
      index: count.nonnegative(),
      name: z.string().nullable(),
      calls: count,
      instructions: count.nullable(),
      classes: z.record(z.string(), count).nullable(),
    }),
  ),
  tree: z
    .object({
      parents: column,
      functions: column,
      calls: column,
      instructions: column,
      selfNs: z.array(z.number()).nullable(),
    })
    .nullable(),
  notes: z.array(z.string()),
})
export type Counts = ReadonlyDeep<z.infer<typeof countsSchema>>

/** A module that a watched thread compiled, and what its instances did. */
const recordedModuleSchema = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: count.nonnegative(),
  name: z.string().nullable(),
  notes: z.array(z.string()),
  instances: z.array(
    z.object({
      /** When the measured part began; null when that is the whole life of the instance. */
      before: countsSchema.nullable(),
      after: countsSchema,
    }),
  ),
})

/** What the profiler inside one thread of a watched program wrote when the thread ended. The program can write anything there: it is read as untrusted. */
export const profileRecordSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('profile-record'),
  /** Such as `node@24.21.0`. */
  engine: z.string(),
  pid: count.nonnegative(),
  thread: count.nonnegative(),
  modules: z.array(recordedModuleSchema),
  notes: z.array(z.string()),
})
export type ProfileRecord = ReadonlyDeep<z.infer<typeof profileRecordSchema>>

/** What the profiler inside a program is asked to do, in the environment variable `CULPRIT_PROFILE`. */
export interface ProfileRequest {
  /** Where records, modules and layouts go. */
  readonly folder: string
  readonly mode: Exclude<InstrumentationMode, 'hooks'> | 'time'
  /** Regular expressions on function names; an index is a name of digits. */
  readonly only: string | null
  readonly skip: string | null
  readonly clock: boolean
  /** `time`: between two samples. */
  readonly intervalNs: Nanoseconds
  /** Whether only the part between two calls of the harness counts. */
  readonly part: boolean
}
