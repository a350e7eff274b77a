import * as z from 'zod'
import { environmentSchema } from './environment.ts'
import { floorsSchema } from './floors.ts'
import { conditionSchema } from './predicate.ts'
import { sourceOptionsSchema } from './source-options.ts'
import { usualSourceOptions } from './usual-source-options.ts'
import { warningSchema } from './warning.ts'

/** The rate of false claims of one comparison, unless it is one of many. */
export const usualAlpha = 0.02

export const workloadRequestSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('script'),
    path: z.string(),
    /** Handed to its setup; none when not given. */
    parameters: z.record(z.string(), z.string()).optional(),
  }),
  /** i64 arguments are decimal text with an `n` behind. */
  z.object({ kind: z.literal('export'), export: z.string(), args: z.array(z.union([z.number(), z.string()])) }),
  z.object({ kind: z.literal('wasi') }),
  /** Of a bisection only: a command that says itself whether a version is good or bad; nothing is measured. */
  z.object({ kind: z.literal('command'), command: z.array(z.string()).min(1) }),
])

export const sideRequestSchema = z.object({
  /** As the user wrote it. */
  reference: z.string(),
  engine: z.string(),
  flags: z.array(z.string()),
})
export type SideRequest = z.infer<typeof sideRequestSchema>

export const requestSchema = z.object({
  command: z.enum(['compare', 'investigate', 'bisect']),
  baseline: sideRequestSchema,
  candidate: sideRequestSchema,
  workload: workloadRequestSchema,
  /** Runs from before there were any have the usual ones. */
  sources: sourceOptionsSchema.default(usualSourceOptions),
  /** The practical difference, as a share. */
  threshold: z.number().positive(),
  /** Of a bisection, and of an investigation that goes on with one: how many versions are measured first, and which of those between the ends count. */
  bisection: z
    .object({
      maxVersions: z.int().min(2),
      preReleases: z.boolean(),
      withdrawn: z.boolean(),
      /** When a pair of a version with the good end makes it a bad one; without it pairs are measured until they show a step. */
      badIf: conditionSchema.optional(),
    })
    .optional(),
  /** For the launches of the comparison, in total. */
  budgetNs: z.number().positive(),
  /** Of one launch. */
  timeLimitNs: z.number().positive(),
  /** Sizes of the input at which both sides are measured as well; empty: none. */
  scales: z.array(z.number().positive()).default([]),
  /** What is counted besides: executed wasm instructions, or machine instructions too, by the processor's counters or by valgrind where there are none. */
  counters: z.enum(['none', 'wasm', 'perf', 'valgrind']).default('none'),
  /** Of an investigation only: repositories whose commits between the two sides are ranked, none for where the package says that it is developed. */
  suspects: z.object({ repositories: z.array(z.string()), rules: z.string().nullable() }).optional(),
  /** The rate of false claims over the whole comparison. */
  alpha: z.number().positive().default(usualAlpha),
  /** The longest time to wait for a quiet machine, in all; 0: not at all. */
  waitQuietNs: z.number().nonnegative().default(0),
  seed: z.string(),
  /** What the user typed, for "how to reproduce". */
  commandLine: z.array(z.string()),
  cwd: z.string(),
})
/** Everything that a user asked for; together with the samples it determines the result. */
export type Request = z.infer<typeof requestSchema>

export const resolvedSideSchema = z.object({
  reference: z.string(),
  version: z.string().nullable(),
  published: z.string().nullable(),
  /** The tree in the cache. */
  tree: z.string(),
  folder: z.string(),
  file: z.string().nullable(),
  engine: z.string(),
  engineSha256: z.string(),
})

const versionOfRangeSchema = z.object({
  version: z.string(),
  /** Names exactly this one. */
  reference: z.string(),
  date: z.string().nullable(),
  /** Null while it was not needed, and when it cannot be had. */
  side: resolvedSideSchema.nullable(),
  /** Why it cannot be had or cannot run the workload; null when it can, and while nobody tried. */
  failure: z.string().nullable(),
  /** The place of the first version with the same files and engine, byte for byte; null when there is none, and when it was not looked for. */
  sameAs: z.int().nonnegative().nullable(),
  /** How suspect it is before anything is measured, by what its commit touches; 1 when it is not there. */
  weight: z.number().positive().optional(),
})
/** One version of a range that is bisected. */
export type VersionOfRange = z.infer<typeof versionOfRangeSchema>

export const runSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('run'),
  id: z.string(),
  state: z.enum(['running', 'interrupted', 'failed', 'finished']),
  startedMs: z.number(),
  /** What the user asked for at the start; its budget also shapes the launches, so it stays when the run is given more time. */
  request: requestSchema,
  /** For the launches of the comparison in total: the request's budget, or the larger one of a resume. */
  budgetNs: z.number().positive(),
  /** Numbers of pairs at which the experiment was looked at out of turn, because a budget ended; they have spent their part of the error rate. */
  looks: z.array(z.int().positive()),
  /** Null until the references are resolved; a resumed run measures exactly these again. */
  resolved: z
    .object({
      baseline: resolvedSideSchema,
      candidate: resolvedSideSchema,
      workloadSha256: z.string().nullable(),
      environment: environmentSchema,
      range: z.object({ source: z.string(), versions: z.array(z.object({ version: z.string(), date: z.string().nullable() })) }).nullable(),
      warnings: z.array(warningSchema),
      floors: floorsSchema.default({ wall: { campaigns: 0, value: null }, cpu: { campaigns: 0, value: null } }),
    })
    .nullable(),
  /** Of a bisection only: its versions, the good end first. A resumed run has the same ones. */
  versions: z.array(versionOfRangeSchema).optional(),
  /** Of an investigation only: the run that searches the versions between its sides. */
  bisection: z.string().optional(),
})
/** A run's `run.json`. */
export type Run = z.infer<typeof runSchema>
export type ResolvedRun = NonNullable<Run['resolved']>
