import * as z from 'zod'
import { verdictSchema } from './comparison.ts'
import { ratioIntervalSchema } from './interval.ts'
import { layerDifferenceSchema, layerSchema, modulePairSchema, scriptPairSchema } from './investigation.ts'
import { changelogSchema } from './suspects.ts'
import { warningSchema } from './warning.ts'

const count = z.int().nonnegative()

/** Two versions of the range: the step came after `from`, and `to` has it. Versions between them do not run. */
const gapSchema = z.object({ from: z.string(), to: z.string() })

/**
 * good: before the culprit; bad: the culprit and later, also when it is the faster one; unknown: not told apart. broken, crashed, hung: cannot be installed, built or run;
 * crashed or hung in all of several tries. skipped: the command said so.
 */
const versionStateSchema = z.enum(['good', 'bad', 'unknown', 'broken', 'crashed', 'hung', 'skipped'])

const bisectionReasonSchema = z.enum([
  'step-confirmed',
  'further-steps',
  'ends-not-slower',
  'ends-below-threshold',
  'ends-inconclusive',
  'good-end-broken',
  'bad-end-broken',
  'same-bytes',
  'not-confirmed',
  'over',
  'ends-alike',
  'good-end-skipped',
  'bad-end-skipped',
])

/** What pairs of two versions said. */
const comparedSchema = gapSchema.extend({
  verdict: verdictSchema,
  /** `to` / `from`; null when no pair was measured. */
  ratio: ratioIntervalSchema.nullable(),
  pairs: count,
})

/** Of a search that asks about one version at a time, by a command or by a condition on one pair. */
const predicateSchema = z.object({
  kind: z.enum(['command', 'condition']),
  /** The command's words, or the condition as one. */
  words: z.array(z.string()).min(1),
  /** Of one run of the command, or of one launch. */
  timeLimitNs: z.number().positive(),
  /** Answers that contradict the culprit, of how many there were: bad ones before it, good ones from it on; null without a culprit. */
  contradictions: z.object({ before: z.object({ bad: count, of: count }), after: z.object({ good: count, of: count }) }).nullable(),
})

const stepChangesSchema = z.object({
  /** The only layer that differs between the two versions; null when there are several, or it is not known. */
  layer: layerSchema.nullable(),
  layers: z.array(layerDifferenceSchema),
  modules: z.array(modulePairSchema),
  scripts: z.array(scriptPairSchema),
  /** Of package.json, by name: the wanted versions that differ; null on a side that has none. */
  dependencies: z.array(z.object({ name: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
  /** What the later package writes about what lies between; null when it ships nothing of the kind. */
  changelog: changelogSchema.nullable(),
})
/** What differs between the two versions of a step, by their files. */
export type StepChanges = z.infer<typeof stepChangesSchema>

export const bisectionSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('bisection'),
  /** The run in the store, and when it began; null outside of one. */
  run: z.string().nullable(),
  startedMs: z.number().nullable(),
  /** What the versions are of, npm:name; null when nobody said. */
  source: z.string().nullable(),
  outcome: z.enum(['found', 'no-step', 'several-steps', 'undecided']),
  reason: bisectionReasonSchema,
  /** The step; the largest one in the direction of the ends when there are several. */
  culprit: gapSchema.nullable(),
  /** Of the culprit, or of the likeliest place when undecided; null when no place was looked for. */
  probability: z.number().min(0).max(1).nullable(),
  /** The likeliest places, which together hold the step with probability 1 - alpha. */
  credible: z.array(gapSchema),
  /** What differs between the two versions of the culprit; null without one, and when it was not looked at. */
  changes: stepChangesSchema.nullable(),
  /** The good end against the bad end; null when one of them does not run. */
  ends: comparedSchema.nullable(),
  /** Steps that fresh pairs confirmed, in the order of the versions. */
  steps: z.array(comparedSchema.extend({ probability: z.number().min(0).max(1) })),
  /** Parts of the range whose ends were compared and in which no step was located; verdict null when one of the two does not run. */
  sections: z.array(comparedSchema.extend({ verdict: verdictSchema.nullable() })),
  /** Places that were put to fresh pairs, in the order of the search; probability null when counted instructions pointed there. */
  candidates: z.array(comparedSchema.extend({ verdict: verdictSchema.nullable(), probability: z.number().min(0).max(1).nullable() })),
  versions: z.array(
    z.object({
      version: z.string(),
      date: z.string().nullable(),
      /** Names exactly this version, for other commands; null when nobody said. */
      reference: z.string().nullable(),
      state: versionStateSchema,
      /** Version / good end, each by itself; null for the good end, and when it was not measured against it. */
      effect: ratioIntervalSchema.nullable(),
      /** Pairs that the effect comes from. */
      pairs: count,
      /** Why it could not be measured; null when it could, and when it was not tried. */
      failure: z.string().nullable(),
      /** Wasm instructions that one run executes, exactly; null when they were not counted. */
      instructions: count.nullable(),
      /** How often it was called good or bad; only with `predicate`. */
      answers: z.object({ good: count, bad: count }).optional(),
    }),
  ),
  /** Only of a search by a command or a condition. Then nothing is in `ends`, `steps`, `sections` and `candidates`. */
  predicate: predicateSchema.optional(),
  /** Pairs (or runs of a command) that were run, failed ones included; by what they were for. */
  measurements: count,
  measurementsBy: z.object({ ends: count, search: count, confirmation: count, remainder: count }),
  /** What the pairs were compared by: the clock, or processor time when too many pairs were contended; null when no pairs were. */
  decidedBy: z.enum(['wall', 'cpu']).nullable(),
  /** The practical difference, as a share. */
  threshold: z.number().positive(),
  /** The probability with which a wrong culprit may be named. */
  alpha: z.number().gt(0).lt(1),
  seed: z.string(),
  /** The command that repeats it; empty outside of a run. */
  command: z.array(z.string()),
  /** Sum of the launches' wall time; null when it is not known. */
  measuredNs: z.number().nonnegative().nullable(),
  warnings: z.array(warningSchema),
})
/** What a bisection found out. */
export type Bisection = z.infer<typeof bisectionSchema>
