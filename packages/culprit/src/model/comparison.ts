import * as z from 'zod'
import { environmentSchema } from './environment.ts'
import { ratioIntervalSchema } from './interval.ts'
import { armSchema } from './launch.ts'
import { nativeCountsSchema } from './native-counts.ts'
import { scalingSchema } from './scaling.ts'
import { warningSchema } from './warning.ts'

export const verdictSchema = z.enum(['regression', 'improvement', 'no-regression', 'small-change', 'inconclusive'])
/** What the numbers of one comparison say. */
export type Verdict = z.infer<typeof verdictSchema>

/** What launches yield, as times and sizes. */
export const launchMetricNames = [
  'wall',
  'cpu',
  'setup',
  'compile',
  'instantiate',
  'first-run',
  'peak-memory',
  'collector',
  'allocated',
] as const
export type LaunchMetricName = (typeof launchMetricNames)[number]

export const metricNameSchema = z.enum([...launchMetricNames, 'instructions', 'machine-instructions'])
/**
 * - wall, cpu: clock and processor time of one steady iteration
 * - setup, first-run: importing the workload with its setup, and its first iteration, in the timed launches
 * - compile, instantiate: in cold launches, which are not the timed ones
 * - peak-memory: of the whole process
 * - collector: time in garbage collections per iteration after the warm-up
 * - allocated: what one iteration allocates, in the pilots
 * - instructions, machine-instructions: per iteration, what the modules execute in wasm and what the processor executes; counted in launches of their own
 */
export type MetricName = z.infer<typeof metricNameSchema>

export const metricSchema = z.object({
  metric: metricNameSchema,
  unit: z.enum(['ns', 'bytes', 'count']),
  /** Median over the launches of each side, in `unit`. */
  baseline: z.number(),
  candidate: z.number(),
  ratio: ratioIntervalSchema.nullable(),
  pairs: z.int().nonnegative(),
})
export type Metric = z.infer<typeof metricSchema>

export const variantSchema = z.object({
  reference: z.string(),
  /** The version the reference resolved to, and when it was published. */
  version: z.string().nullable(),
  published: z.string().nullable(),
  files: z.array(z.object({ path: z.string(), bytes: z.int().nonnegative(), sha256: z.string() })),
  /** SHA-256 over the paths and hashes of all files. */
  sha256: z.string(),
  engine: z.string(),
  /** SHA-256 of the engine's executable. */
  engineSha256: z.string(),
  flags: z.array(z.string()),
})
/** Everything that one side of a comparison runs. */
export type Variant = z.infer<typeof variantSchema>

export const blockSchema = z.object({
  block: z.int().nonnegative(),
  /** Who ran when; the recorded coin. */
  order: z.array(armSchema),
  /** How often the pair was measured: a contended one twice, and then the second time is what stands here. */
  attempts: z.int().positive().default(1),
  /** Whether something else was in the way of either side, by the rule in docs/contention.md. */
  contended: z.boolean().default(false),
  /** One number per launch of the deciding metric, in its unit; null when the launch failed. */
  baseline: z.number().nullable(),
  candidate: z.number().nullable(),
  /** Null when the block had no control, or the control failed. */
  control: z.number().nullable(),
  /** candidate / baseline of this pair: the median over samples that ran next to each other, so not exactly the ratio of the two numbers. Null when the pair does not count. */
  ratio: z.number().positive().nullable(),
  /** control / baseline in the same way. */
  controlRatio: z.number().positive().nullable(),
})
export type Block = z.infer<typeof blockSchema>

export const failureSchema = z.object({
  arm: armSchema,
  cause: z.string(),
  phase: z.string(),
  message: z.string(),
  stderr: z.string(),
  times: z.int().positive(),
})
/** How a side failed, when it did. */
export type Failure = z.infer<typeof failureSchema>

export const contentionSchema = z.object({
  /** Pairs that were contended in their last attempt, and pairs that were measured again because they were contended. */
  contendedPairs: z.int().nonnegative(),
  repeatedPairs: z.int().nonnegative(),
  /** Medians over the launches: time in which the main thread could have run and had no processor; what the hypervisor gave to others. */
  waitShare: z.number().nonnegative().nullable(),
  stealShare: z.number().nonnegative().nullable(),
  /** Periods in which the container was throttled while launches ran. */
  throttledPeriods: z.number().nonnegative().nullable(),
  /** Median over the launches. */
  involuntarySwitches: z.number().nonnegative().nullable(),
  /** Other programs that used the processors, in shares of one processor, averaged over the blocks. */
  competitors: z.array(z.object({ name: z.string(), share: z.number().nonnegative() })),
})
/** Who or what was in the way while pairs were measured. Unknown is null. */
export type ContentionSummary = z.infer<typeof contentionSchema>

export const comparisonSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('comparison'),
  run: z.string(),
  verdict: verdictSchema,
  /** One sentence that says why the verdict is what it is. */
  reason: z.string(),
  /** The metric that decided; `failure` when one side could not run at all; null when nothing could be measured. */
  decidedBy: z.enum([...metricNameSchema.options, 'failure']).nullable(),
  metrics: z.array(metricSchema),
  /** Machine instructions, where `--counters` asked for them: counted, or why they could not be. */
  nativeCounts: nativeCountsSchema.nullable().default(null),
  /** How the cost of both sides grows with the input, where `--scale` asked for it. */
  scaling: scalingSchema.nullable().default(null),
  /** Of the deciding metric; null when no pair was measured. */
  ratio: ratioIntervalSchema.nullable(),
  /** Two-sided, over all looks: the smallest rate of false claims at which this experiment would have claimed a change. Null when no pair was measured. */
  p: z.number().min(0).max(1).nullable().default(null),
  /** The practical difference, as a share: 0.02 is 2 %. */
  threshold: z.number().positive(),
  pairs: z.int().nonnegative(),
  droppedPairs: z.int().nonnegative(),
  /** Pairs that would probably decide an inconclusive comparison. */
  pairsNeeded: z.int().positive().nullable(),
  /** The smallest difference that this machine can vouch for, as a share, or what the controls of this run show where that is not known; null when neither is. */
  noiseFloor: z.object({ source: z.enum(['in-run', 'calibrated']), value: z.number().nonnegative().nullable() }),
  /** The baseline against its own copy, measured in the same run. */
  aa: ratioIntervalSchema.omit({ confidence: true }).extend({ confidence: z.number().nullable(), pairs: z.int().nonnegative() }).nullable(),
  /** Mean of ln(candidate/baseline) where the candidate ran first, minus where it ran second; null below two pairs of each order. */
  orderEffect: z.number().nullable(),
  /** Standard deviation of ln(candidate/baseline) over the pairs. */
  spread: z.number().nonnegative().nullable(),
  blocks: z.array(blockSchema),
  /** Null when no pair was measured. */
  contention: contentionSchema.nullable().default(null),
  failures: z.array(failureSchema),
  workload: z.object({ name: z.string(), reference: z.string(), sha256: z.string().nullable() }),
  baseline: variantSchema,
  candidate: variantSchema,
  environment: environmentSchema,
  seed: z.string(),
  /** The command that repeats this comparison. */
  command: z.array(z.string()),
  startedMs: z.number(),
  /** Sum of the launches' wall time. */
  measuredNs: z.number().nonnegative(),
  warnings: z.array(warningSchema),
})
export type Comparison = z.infer<typeof comparisonSchema>
