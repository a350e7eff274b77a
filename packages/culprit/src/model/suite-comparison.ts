import * as z from 'zod'
import { verdictSchema } from './comparison.ts'
import { environmentSchema } from './environment.ts'
import { ratioIntervalSchema } from './interval.ts'
import { warningSchema } from './warning.ts'

export const suiteSideSchema = z.enum(['baseline', 'candidate'])
export type SuiteSide = z.infer<typeof suiteSideSchema>

const countNameSchema = z.enum(['tests', 'passed', 'failed'])
export type CountName = z.infer<typeof countNameSchema>
export const countNames = countNameSchema.options

/** A line of `runs.jsonl`: one run of one command on one side. */
export const commandRunSchema = z.object({
  /** `phase/round/command/side`. */
  key: z.string(),
  phase: z.enum(['warm-up', 'screening', 'confirmation']),
  round: z.int().nonnegative(),
  command: z.string(),
  side: suiteSideSchema,
  startedMs: z.number(),
  end: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('exited'), code: z.int() }),
    z.object({ kind: z.literal('killed'), signal: z.string() }),
    z.object({ kind: z.literal('timed-out') }),
    z.object({ kind: z.literal('not-started'), why: z.string() }),
  ]),
  wallNs: z.number().nonnegative(),
  userNs: z.number().nonnegative().nullable(),
  systemNs: z.number().nonnegative().nullable(),
  peakMemoryBytes: z.number().nonnegative().nullable(),
  counts: z.object({ tests: z.int().nullable(), passed: z.int().nullable(), failed: z.int().nullable() }),
  /** Counts that were asked for and that the output does not have, or not as a whole number. */
  unread: z.array(countNameSchema),
  /** Whether the end of its output says that memory ran out. */
  saysOutOfMemory: z.boolean(),
  /** Whether processes were left when it ended. */
  leftProcesses: z.boolean(),
  /** The end of what it printed, unless it exited with 0. */
  output: z.string(),
  /** What others used of all processors, what the hypervisor took, and how often a control group stood still. */
  competition: z.number().nullable(),
  stealShare: z.number().nullable(),
  throttledPeriods: z.number().nullable(),
  competitors: z.array(z.object({ name: z.string(), share: z.number() })),
})
export type CommandRun = z.infer<typeof commandRunSchema>

export const runStateSchema = z.enum(['finished', 'failed', 'killed', 'out-of-memory', 'timed-out', 'not-started'])
/** How a run ended. `finished` is an exit code that the configuration takes for one; the others are in the order of how much they tell. */
export type RunState = z.infer<typeof runStateSchema>

const rangeSchema = z.object({ least: z.int(), most: z.int() })
export type CountRange = z.infer<typeof rangeSchema>

const commandSideSchema = z.object({
  /** All runs of the side, the warm-up included. */
  runs: z.int().nonnegative(),
  /** That of most runs; `finished` only when every run was. */
  state: runStateSchema,
  /** Runs that did not finish, by how they ended. */
  failures: z.array(z.object({ state: runStateSchema, words: z.string(), times: z.int().positive(), output: z.string() })),
  /** Median on the clock of the rounds that finished, with the other side or without it; null when none did. */
  wallNs: z.number().nonnegative().nullable(),
  /** Over all runs that finished; null when the output did not tell. */
  counts: z.object({ tests: rangeSchema.nullable(), passed: rangeSchema.nullable(), failed: rangeSchema.nullable() }),
})
export type CommandSide = z.infer<typeof commandSideSchema>

export const commandMetricNameSchema = z.enum(['wall', 'cpu', 'user', 'system', 'peak-memory'])
export type CommandMetricName = z.infer<typeof commandMetricNameSchema>

const commandMetricSchema = z.object({
  metric: commandMetricNameSchema,
  unit: z.enum(['ns', 'bytes']),
  /** Medians over the rounds. */
  baseline: z.number().nonnegative(),
  candidate: z.number().nonnegative(),
  /** Null when a side used less than can be measured. */
  ratio: ratioIntervalSchema.nullable(),
})
export type CommandMetric = z.infer<typeof commandMetricSchema>

const deadlineSchema = z.object({
  limitNs: z.number().positive(),
  /** Whether the configuration has it, or it is that of all commands. */
  isOwn: z.boolean(),
  /** The longest run that finished, of both sides; null when none did. */
  longestNs: z.number().nonnegative().nullable(),
  state: z.enum(['fits', 'tight', 'loose', 'unknown']),
  /** A limit that would fit; null when it fits, or nothing finished. */
  proposalNs: z.number().positive().nullable(),
})
export type Deadline = z.infer<typeof deadlineSchema>

export const comparedCommandSchema = z.object({
  name: z.string(),
  command: z.array(z.string()),
  /** `not-measured`: it fails on both sides, so it says nothing, and it is no pass. */
  verdict: z.enum([...verdictSchema.options, 'not-measured']),
  reason: z.string(),
  /** `failure`: a side does not finish. `tests`: fewer pass, or more fail. `cpu`: user and system time, because the clock was contended. */
  decidedBy: z.enum(['wall', 'cpu', 'tests', 'failure']).nullable(),
  /** Of the deciding time, candidate / baseline; null when it was not measured on both sides. */
  ratio: ratioIntervalSchema.nullable(),
  /** The same for one test, when both sides say how many ran. */
  perTest: ratioIntervalSchema.nullable(),
  /** Whether the number of tests differs, so that the time of one test is judged. */
  isJudgedPerTest: z.boolean(),
  /** Rounds with both sides that the ratio is from, and how many runs in them were contended. */
  rounds: z.int().nonnegative(),
  contendedRuns: z.int().nonnegative(),
  /** What the first rounds said of a change in time, and whether fresh rounds were run for it. */
  screening: z.object({ verdict: verdictSchema, ratio: ratioIntervalSchema.nullable(), rounds: z.int() }).nullable(),
  isConfirmed: z.boolean().nullable(),
  baseline: commandSideSchema,
  candidate: commandSideSchema,
  metrics: z.array(commandMetricSchema),
  /** The part that grew most: a metric, and its ratio of medians, per test where that is judged. Null when none grew by the threshold and beyond chance. */
  worst: z.object({ metric: commandMetricNameSchema, ratio: z.number().positive() }).nullable(),
  /** Besides the verdict: what a reader should know, in sentences. */
  notes: z.array(z.object({ code: z.string(), text: z.string() })),
  deadline: deadlineSchema,
})
export type ComparedCommand = z.infer<typeof comparedCommandSchema>

const sideOfSuiteSchema = z.object({
  /** As it was given. */
  reference: z.string(),
  /** A folder is a checkout, a file a binary. It is used where it is. */
  kind: z.enum(['folder', 'file']),
  path: z.string(),
  /** Of a file; a checkout may be too large to be read. */
  sha256: z.string().nullable(),
  /** The commit that a checkout of git is at; what was changed in it since is not seen. */
  revision: z.string().nullable(),
})

export const suiteComparisonSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('suite-comparison'),
  /** The id in the store; `culprit resume` and `culprit report` take it. */
  run: z.string(),
  suite: z.string(),
  baseline: sideOfSuiteSchema,
  candidate: sideOfSuiteSchema,
  /** The worst of all commands: regression, then what was not decided or not measured, then the others. */
  verdict: verdictSchema,
  reason: z.string(),
  commands: z.array(comparedCommandSchema),
  /** Whether what changed has a common cause. */
  common: z.object({
    /** `ratio`, `additive`: all share a factor, or a time. `either`: one of the two. `own`: no common change. `unknown`: too little was measured. */
    kind: z.enum(['ratio', 'additive', 'either', 'own', 'unknown']),
    ratio: z.number().positive().nullable(),
    addedNs: z.number().nullable(),
    statement: z.string(),
    /** Commands that changed beside what all share. */
    own: z.array(z.string()),
  }),
  rounds: z.object({
    planned: z.int().positive(),
    measured: z.int().nonnegative(),
    /** Of the interval that so many rounds give; null when they give none. */
    confidence: z.number().nullable(),
  }),
  threshold: z.number().positive(),
  seed: z.string(),
  environment: environmentSchema,
  startedMs: z.number(),
  command: z.array(z.string()),
  warnings: z.array(warningSchema),
})
/** Commands that were run in two checkouts, or with two binaries. */
export type SuiteComparison = z.infer<typeof suiteComparisonSchema>
export type SuiteReference = z.infer<typeof sideOfSuiteSchema>

/** What is asked of one command. */
export const plannedCommandSchema = z.object({
  name: z.string(),
  words: z.array(z.string()).min(1),
  /** Below the checkout. */
  folder: z.string().nullable(),
  timeLimitNs: z.number().positive(),
  hasOwnLimit: z.boolean(),
  exitCodes: z.array(z.int()),
  counts: z.object({ tests: z.string().nullable(), passed: z.string().nullable(), failed: z.string().nullable() }),
})
export type PlannedCommand = z.infer<typeof plannedCommandSchema>

/** `suites/<id>/suite.json`: what was asked for. */
export const suitePlanSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('suite'),
  id: z.string(),
  startedMs: z.number(),
  suite: z.string(),
  baseline: sideOfSuiteSchema,
  candidate: sideOfSuiteSchema,
  commands: z.array(plannedCommandSchema).min(1),
  /** The folder that commands run in when the sides are files. */
  folder: z.string(),
  rounds: z.int().positive(),
  threshold: z.number().positive(),
  seed: z.string(),
  budgetNs: z.number().positive().nullable(),
  environment: environmentSchema,
  command: z.array(z.string()),
})
export type SuitePlan = z.infer<typeof suitePlanSchema>
