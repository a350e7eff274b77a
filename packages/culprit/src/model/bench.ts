import * as z from 'zod'
import { verdictSchema } from './comparison.ts'
import { correctionMethods } from './correction.ts'
import { environmentSchema } from './environment.ts'
import { warningSchema } from './warning.ts'

/** What a benchmark's values are counted in: `ns` and `bytes` are converted to; another unit is kept as its tool wrote it. */
export const unitSchema = z.string().min(1).max(40)

export const targetSchema = z.object({
  /** As it was written, such as `< 10 ms`. */
  text: z.string(),
  /** In the benchmark's unit. */
  limit: z.number(),
  state: z.enum(['met', 'missed', 'not-measured']),
})

/** The same benchmark in a saved result, and what the two say together. */
export const besideBaselineSchema = z.object({
  /** Of the baseline. */
  name: z.string(),
  /** now / baseline; above 1 is slower (or larger), of units in which more is better too. Null when one of the two has no value. */
  ratio: z.number().positive().nullable(),
  low: z.number().nonnegative().nullable(),
  high: z.number().positive().nullable(),
  /** Two-sided, of the processes (or, where a tool kept no processes apart, of the samples); null without samples on both sides. */
  p: z.number().min(0).max(1).nullable(),
  verdict: verdictSchema,
  reason: z.string(),
  /** Whether the two differ by more than chance and the correction for many benchmarks explain, before anything was confirmed. */
  isSuspect: z.boolean(),
  /** The run of fresh interleaved pairs that the verdict is from; null when nothing was confirmed. */
  confirmation: z.string().nullable(),
})
export type BesideBaseline = z.infer<typeof besideBaselineSchema>

/** How one benchmark of a suite can be run again. Null in a result that was imported. */
export const ranSchema = z.object({
  /** Of what was measured, as the configuration has it; null when the workload brings everything itself. */
  reference: z.string().nullable(),
  version: z.string().nullable(),
  /** The content of what was measured in the store's cache, and where in it. Null for an engine by itself. */
  tree: z.object({ sha256: z.string(), folder: z.string(), file: z.string().nullable() }).nullable(),
  engine: z.string(),
  engineSha256: z.string(),
  flags: z.array(z.string()),
  workload: z.string(),
  /** Of the workload's file; null when it is an export or a WASI command. */
  workloadSha256: z.string().nullable(),
  /** Whether its values are what the workload says; otherwise they are the time of an iteration. */
  measuresItself: z.boolean(),
})

export const benchmarkSchema = z.object({
  suite: z.string(),
  name: z.string(),
  unit: unitSchema,
  /** Time and size are better when smaller; an operation rate that a tool wrote is better when larger. */
  better: z.enum(['smaller', 'larger']),
  /** `failed` has a `failure`; `not-measured` was left out, and why is its `failure` as well. */
  state: z.enum(['measured', 'failed', 'not-measured']),
  failure: z.string().nullable(),
  /** All of one value in `unit`; null when it is not known. */
  median: z.number().nullable(),
  mean: z.number().nullable(),
  /** Null of fewer than 20 values, which do not tell. */
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  /** Standard deviation of the samples. */
  deviation: z.number().nonnegative().nullable(),
  /** Interval of the median at `confidence`; null when there is none. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  confidence: z.number().gt(0).lt(1).nullable(),
  /** How many values there are; of a result without samples, how many its tool says it took, and 0 when it does not say. */
  samples: z.int().nonnegative(),
  /** The values themselves, one list per process, in order. Empty when only their summary is known. */
  processes: z.array(z.array(z.number().nonnegative())),
  /** Beyond 1.5 interquartile ranges from the quartiles (Tukey); null without samples. */
  outliers: z.object({ low: z.int().nonnegative(), high: z.int().nonnegative() }).nullable(),
  /** Work per second, when the amount of work of one iteration is known. */
  throughput: z.object({ value: z.number().nonnegative(), unit: z.string() }).nullable(),
  /** Iterations of one sample; null when not known. */
  batch: z.number().positive().nullable(),
  /** Whether it had warmed up when it was measured, and how many levels its values have; null where too few samples tell. */
  isSteady: z.boolean().nullable(),
  modes: z.int().positive().nullable(),
  /** Processor time of an iteration over its wall time, in sum; well above 1: several threads; below: it waits. Null when not known. */
  cpuShare: z.number().nonnegative().nullable(),
  /** Share of the time in which it could have run and others had the processor; null when not known. */
  waitShare: z.number().nonnegative().nullable(),
  target: targetSchema.nullable(),
  baseline: besideBaselineSchema.nullable(),
  /** What to do about a figure that should not be trusted as it is. */
  advice: z.array(z.string()),
  ran: ranSchema.nullable(),
  /** What a tool's file says besides, as it is there. */
  unread: z.record(z.string(), z.unknown()),
})
export type Benchmark = z.infer<typeof benchmarkSchema>

export const benchSettingsSchema = z.object({
  /** Values of each benchmark, over all processes. */
  sampleSize: z.int().positive(),
  /** Fresh processes of each benchmark. */
  processes: z.int().positive(),
  /** What the values of one benchmark take together. */
  measurementNs: z.number().positive(),
  /** In each process, at least. */
  warmUpNs: z.number().nonnegative(),
  threshold: z.number().positive(),
  seed: z.string(),
})
export type BenchSettings = z.infer<typeof benchSettingsSchema>

export const benchSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('bench'),
  /** The id in the store. */
  run: z.string(),
  startedMs: z.number(),
  /** What measured: culprit, or the tool whose file was imported. `format` is the name of that import, null when it was measured here. */
  producer: z.object({
    name: z.string(),
    version: z.string().nullable(),
    format: z.string().nullable(),
    /** Where results of the same tool can differ in what they measure: `overhead-subtracted`, for one. Equal or they are not compared without a warning. */
    method: z.string().nullable(),
    /** Of the imported files: name and content. */
    files: z.array(z.object({ name: z.string(), sha256: z.string() })),
  }),
  /** The machine, when culprit has read it. */
  environment: environmentSchema.nullable(),
  /** The machine as a tool's file describes it, in its words; empty when culprit has read it or nothing is said. */
  machine: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** Regression when one benchmark is, inconclusive when one is not decided or was not measured; null when there was nothing to compare with. */
  verdict: verdictSchema.nullable(),
  reason: z.string(),
  benchmarks: z.array(benchmarkSchema),
  /** The saved result that everything is compared with. */
  baseline: z
    .object({
      name: z.string(),
      run: z.string(),
      startedMs: z.number(),
      /** What is not the same in the two worlds: machine, system, engine, settings. */
      differences: z.array(z.object({ what: z.string(), baseline: z.string(), now: z.string() })),
      correction: z.object({ method: z.enum(correctionMethods), rate: z.number(), tests: z.int().nonnegative() }),
      /** Benchmarks of the baseline that are not there now. */
      missing: z.array(z.object({ suite: z.string(), name: z.string() })),
    })
    .nullable(),
  /** The name or file under which it was saved as a baseline; null when it was not. */
  savedAs: z.string().nullable().default(null),
  /** How it was measured; null in an imported result. */
  settings: benchSettingsSchema.nullable(),
  command: z.array(z.string()),
  warnings: z.array(warningSchema),
})
/** The result of `culprit bench` and of `culprit import`. */
export type Bench = z.infer<typeof benchSchema>
