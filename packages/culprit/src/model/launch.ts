import * as z from 'zod'

/** The sides of a block: both variants, and the control, a byte copy of the baseline at another path of the same length (the A/A' arm). */
export const armSchema = z.enum(['baseline', 'candidate', 'control'])
export type Arm = z.infer<typeof armSchema>

/**
 * Why a process was launched. Only `steady` launches are timed for the verdict; `watch`, `sample` and `count` launches observe, so they never are.
 *
 * - pilot: finds the batch, the warm-up and the number of iterations that all later launches use
 * - steady: the timed launch of the interleaved experiment
 * - cold: ends after the first run; compile and instantiate are timed inside it
 * - watch: captures what is compiled and which scripts are loaded
 * - sample: runs under the engine's own sampling profiler
 * - scale: runs at one size of the input, pilots of that size included; timed, but for how cost grows and not for the verdict
 * - count: runs with every module rewritten so that it counts what it executes
 * - mix: as watch, of a variant that is mixed from both sides
 * - swap: timed as steady, of every variant that is mixed from both sides and of the sides themselves; for the split of the effect and not for the verdict
 */
export const stageSchema = z.enum(['pilot', 'steady', 'cold', 'watch', 'sample', 'count', 'scale', 'mix', 'swap'])
export type Stage = z.infer<typeof stageSchema>

/** How busy the machine was at one moment; cumulative counters are compared before and after a launch. Unknown is null. */
export const machineLoadSchema = z.object({
  load1: z.number().nonnegative().nullable(),
  /** Percent of the last ten seconds in which some task waited for a processor. */
  cpuPressure10: z.number().nonnegative().nullable(),
  /** Time since boot that the hypervisor gave to others, over all processors. */
  stealNs: z.number().nonnegative().nullable(),
  /** Time since boot of all processors together, idle or not. */
  processorsNs: z.number().nonnegative().nullable().default(null),
  /** Periods since the start of the container in which it was throttled. */
  throttledPeriods: z.number().nonnegative().nullable(),
})
export type MachineLoad = z.infer<typeof machineLoadSchema>

/** What one process used from start to end. Unknown is null. */
export const usageSchema = z.object({
  /** From spawn to exit, start of the engine included, without the time in which it waits for its turn. */
  wallNs: z.number().nonnegative(),
  userNs: z.number().nonnegative().nullable(),
  systemNs: z.number().nonnegative().nullable(),
  peakMemoryBytes: z.number().nonnegative().nullable(),
  voluntarySwitches: z.number().nonnegative().nullable(),
  involuntarySwitches: z.number().nonnegative().nullable(),
  majorFaults: z.number().nonnegative().nullable(),
})
export type Usage = z.infer<typeof usageSchema>

/** What a launched workload reported. Times are per iteration unless they say otherwise. */
export const measuredSchema = z.object({
  kind: z.literal('measured'),
  engineVersion: z.string(),
  /** What the workload calls itself; null when it has no name. */
  workload: z.string().nullable(),
  /** The value that the first run returned, as text with its type; null when it returned nothing. */
  checksum: z.string().nullable(),
  /** True when a later run returned another value than the first. */
  checksumVaries: z.boolean(),
  /** Importing the workload and running its setup: for most packages this contains compile and instantiate. */
  setupNs: z.number().nonnegative(),
  firstRunNs: z.number().nonnegative(),
  /** Iterations per sample, so that a sample is long enough for the timer. */
  batch: z.int().positive(),
  /** Every sample in order, first run excluded, warm-up included; nanoseconds per iteration. */
  samplesNs: z.array(z.number().nonnegative()),
  /** Processor time of the process (all threads) inside each of these samples, nanoseconds per iteration; empty where it is not known. */
  cpuSamplesNs: z.array(z.number().nonnegative()).default([]),
  /** What a workload that measures itself returned, a value for each of `samplesNs`, in its own unit; null when it does not. */
  values: z
    .object({ unit: z.string().min(1).max(40), samples: z.array(z.number().nonnegative()) })
    .nullable()
    .default(null),
  /** How many of the samples are warm-up. */
  warmUp: z.int().nonnegative(),
  /** Processor time of the process (all threads) per iteration after the warm-up. */
  cpuNs: z.number().nonnegative().nullable(),
  /** Share of the time after the warm-up, pauses not counted, in which the main thread could have run and had no processor; null where the system does not tell. */
  waitShare: z.number().nonnegative().nullable().default(null),
  /** Garbage collections after the warm-up and their time in total. */
  collections: z.object({ count: z.int().nonnegative(), ns: z.number().nonnegative() }).nullable(),
  /** What one iteration allocates on the JavaScript heap and for buffers; null when not known, and in all launches but pilots. */
  allocatedBytes: z.number().nonnegative().nullable().default(null),
  /** Memory held (JavaScript heap, buffers, wasm memories) before and after some iterations, after full collections; only in pilots. */
  heldBytes: z.object({ start: z.number(), end: z.number(), iterations: z.int().positive() }).nullable(),
  /** How much longer four times the work takes: 4 when time grows with work; only in pilots that need batches. */
  growth: z.number().nonnegative().nullable(),
  /** The smallest step of the timer as measured in this process. */
  timerStepNs: z.number().positive(),
})
export type Measured = z.infer<typeof measuredSchema>

/** A launch that gave no measurement, with everything that is known about why. */
export const failedSchema = z.object({
  kind: z.literal('failed'),
  cause: z.enum(['threw', 'exited', 'timed-out', 'out-of-memory', 'killed', 'bad-workload', 'bad-report']),
  /** What the process was doing: loading the workload, its setup, or a run. */
  phase: z.enum(['start', 'load', 'setup', 'run', 'report']),
  message: z.string(),
  exitCode: z.int().nullable(),
  signal: z.string().nullable(),
  /** The end of what the process printed to stderr. */
  stderr: z.string(),
})
export type Failed = z.infer<typeof failedSchema>

export const observedSchema = z.object({
  /** Hashes of the modules that were compiled, in order, each once. The bytes are in the run's `modules` folder. */
  modules: z.array(z.string()),
  /** Total time in WebAssembly compile and instantiate calls; null when there was none. */
  compileNs: z.number().nonnegative().nullable(),
  instantiateNs: z.number().nonnegative().nullable(),
  /** file: addresses of the loaded scripts. */
  scripts: z.array(z.string()),
  /** How many samples of the profiler fell into each part. */
  parts: z.object({ wasm: z.int(), javascript: z.int(), collector: z.int(), other: z.int() }).nullable(),
})
/** What a launch that watches saw. */
export type Observed = z.infer<typeof observedSchema>

/** One line of a run's `launches.jsonl`. */
export const launchRecordSchema = z.object({
  /** Identifies the launch within its run, so that a resumed run finds it: stage/block/arm/attempt, of mix and swap launches stage/block/version/attempt. */
  key: z.string(),
  stage: stageSchema,
  /** Which pair (or which round of an observing stage), from 0. */
  block: z.int().nonnegative(),
  arm: armSchema,
  /** Which version was launched, where a run has more than the two of its sides; of mix and swap launches, what is from the candidate. */
  version: z.string().optional(),
  /** Position within the block, from 0: who went first. */
  position: z.int().nonnegative(),
  /** 0, or how many times the launch had failed before. */
  attempt: z.int().nonnegative(),
  startedMs: z.number(),
  before: machineLoadSchema,
  after: machineLoadSchema,
  usage: usageSchema,
  outcome: z.discriminatedUnion('kind', [measuredSchema, failedSchema]),
  /** Other programs that used the processors meanwhile, the busiest first; of a block, for all of its launches. */
  competitors: z.array(z.object({ name: z.string(), share: z.number().nonnegative() })).default([]),
  /** What these programs used together, as a share of all processors; of a block, null elsewhere. */
  competition: z.number().nonnegative().nullable().default(null),
  /** Bytes that the workload printed. */
  printedBytes: z.int().nonnegative(),
  /** What the launch saw besides; only in cold, watch and sample launches. */
  observed: observedSchema.nullable(),
})
export type LaunchRecord = z.infer<typeof launchRecordSchema>
