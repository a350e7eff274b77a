import * as z from 'zod'
import { adviceSchema } from './advice.ts'
import { floorsSchema } from './floors.ts'

/** What a result depends on and a reader cannot see in it: the machine, its system, and how busy it was. Unknown is null. */
export const environmentSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('environment'),
  culprit: z.string(),
  node: z.string(),
  v8: z.string(),
  platform: z.string(),
  arch: z.string(),
  kernel: z.string(),
  distribution: z.string().nullable(),
  cpu: z.object({
    model: z.string().nullable(),
    logical: z.int().positive(),
    /** Cores that a container limit leaves, when there is one. */
    limit: z.number().positive().nullable(),
    governor: z.string().nullable(),
    turbo: z.boolean().nullable(),
    smt: z.boolean().nullable(),
  }),
  memoryBytes: z.int().positive(),
  virtualisation: z.string().nullable(),
  container: z.boolean().nullable(),
  load: z.object({
    one: z.number().nonnegative().nullable(),
    five: z.number().nonnegative().nullable(),
    /** Percent of the last ten seconds in which some task waited for a processor (/proc/pressure/cpu). */
    cpuPressure10: z.number().nonnegative().nullable(),
  }),
  /** The noise floors that were measured on this machine, where a command was asked for them. */
  floors: z.array(floorsSchema.extend({ workload: z.string(), engine: z.string() })).default([]),
  /** What makes measurements on this machine worse, most harmful first, where a command was asked for it. */
  advice: z.array(adviceSchema).default([]),
  /** SHA-256 over what has to be equal for two results to be compared: CPU, memory, kernel, system. Load is not part of it. */
  fingerprint: z.string(),
})
export type Environment = z.infer<typeof environmentSchema>
