import * as z from 'zod'
import { benchSettingsSchema } from './bench.ts'
import { correctionMethods } from './correction.ts'
import { resolvedSideSchema, workloadRequestSchema } from './run.ts'

const plannedBenchmarkSchema = z.object({
  suite: z.string(),
  name: z.string(),
  /** Null when the workload stands beside what it measures and that is used in place; the engine's own name when the engine is what is measured. */
  reference: z.string().nullable(),
  engine: z.string(),
  flags: z.array(z.string()),
  workload: workloadRequestSchema,
  /** As the user wrote it. */
  target: z.string().nullable(),
  /** What one iteration works through; null when nobody said. */
  work: z.object({ amount: z.number().positive(), unit: z.enum(['bytes', 'elements']) }).nullable(),
  /** How many times an iteration does what the benchmark is called after: values are divided by it. */
  parts: z.number().positive(),
  threshold: z.number().positive(),
})
/** One benchmark of a suite, as it is going to be measured. */
export type PlannedBenchmark = z.infer<typeof plannedBenchmarkSchema>

export const benchRequestSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('bench-request'),
  id: z.string(),
  startedMs: z.number(),
  benchmarks: z.array(plannedBenchmarkSchema).min(1),
  settings: benchSettingsSchema,
  /** Go on when a benchmark fails. */
  keepsGoing: z.boolean(),
  timeLimitNs: z.number().positive(),
  /** What the result is saved as, and whether a result of that name may be replaced. */
  save: z.object({ name: z.string(), force: z.boolean() }).nullable(),
  baseline: z.string().nullable(),
  /** Suspects are run again in fresh interleaved pairs, each for at most so long; null: they are not. */
  confirm: z.object({ budgetNs: z.number().positive() }).nullable(),
  correction: z.enum(correctionMethods),
  commandLine: z.array(z.string()),
  cwd: z.string(),
  /** The machine it was begun on. */
  fingerprint: z.string(),
  /** What each benchmark's reference and engine turned out to be; null until they are resolved. A resumed one measures exactly these again. */
  resolved: z.array(z.object({ side: resolvedSideSchema, workloadSha256: z.string().nullable() })).nullable(),
  /** The runs that confirm, by the place of their benchmark. */
  confirmations: z.record(z.string(), z.string()),
})
/** `benches/<id>/bench.json`: everything that was asked for. */
export type BenchRequest = z.infer<typeof benchRequestSchema>
