import * as z from 'zod'
import { comparisonSchema } from './comparison.ts'
import { moduleDiffSchema } from './module-diff.ts'
import { moduleSchema } from './module.ts'
import { swapsSchema } from './swaps.ts'
import { suspectSchema } from './suspects.ts'
import { warningSchema } from './warning.ts'

export const classificationSchema = z.enum([
  'real-regression',
  'improvement',
  'no-change',
  'infrastructure-artifact',
  'needs-investigation',
])
/** The outcome of an investigation. */
export type Classification = z.infer<typeof classificationSchema>

export const layerSchema = z.enum(['module', 'glue', 'engine', 'flags', 'harness', 'environment'])
/**
 * The parts a slowdown can come from: the wasm module, the JavaScript around it (glue), the engine, its flags,
 * the way of measuring (harness), and the machine (environment).
 */
export type Layer = z.infer<typeof layerSchema>

export const evidenceSchema = z.object({
  id: z.string(),
  /** The check that found it: a file in checks/. */
  check: z.string(),
  statement: z.string(),
  /** The number (or hash) behind the statement; null when the fact is that something is unknown. */
  value: z.union([z.number(), z.string(), z.boolean()]).nullable(),
  unit: z.string().nullable(),
  /** Ids of hypotheses. */
  supports: z.array(z.string()),
  against: z.array(z.string()),
})
/** One checked fact with its number, for or against hypotheses. */
export type Evidence = z.infer<typeof evidenceSchema>

export const hypothesisSchema = z.object({
  id: z.string(),
  statement: z.string(),
  status: z.enum(['open', 'validated', 'eliminated', 'inconclusive']),
  /** Ids of the evidence that was weighed. */
  evidence: z.array(z.string()),
})
/** One possible cause. */
export type Hypothesis = z.infer<typeof hypothesisSchema>

export const layerDifferenceSchema = z.object({
  layer: layerSchema,
  /** Null when it could not be found out. */
  differs: z.boolean().nullable(),
  statement: z.string(),
})
/** What hashes and fingerprints say: which layers can differ at all between the two sides. */
export type LayerDifference = z.infer<typeof layerDifferenceSchema>

export const layerTimeSchema = z.object({
  /** wasm: in module code; javascript: everything else that scripts execute; collector: garbage collection; other: engine and system. */
  part: z.enum(['wasm', 'javascript', 'collector', 'other']),
  /** Share of the samples, median over the sampled launches. */
  baselineShare: z.number().min(0).max(1),
  candidateShare: z.number().min(0).max(1),
  /** The share, times the wall time of an iteration as the timed launches have it. */
  baselineNs: z.number().nonnegative(),
  candidateNs: z.number().nonnegative(),
  /** candidate - baseline per iteration, Hodges-Lehmann over the sampled pairs at the estimated ratio, with its interval. */
  changeNs: z.object({ estimate: z.number(), low: z.number().nullable(), high: z.number().nullable(), confidence: z.number() }),
})
export type LayerTime = z.infer<typeof layerTimeSchema>

export const samplingSchema = z.object({
  launches: z.int().nonnegative(),
  intervalNs: z.number().positive(),
  samples: z.int().nonnegative(),
  parts: z.array(layerTimeSchema),
})
/** Where the time goes on both sides, by the engine's own sampling profiler in launches of its own. */
export type Sampling = z.infer<typeof samplingSchema>

export const countingSchema = z.object({
  /** Wasm instructions that one run executes after the first one, mean over the launches. */
  baseline: z.number().nonnegative(),
  candidate: z.number().nonnegative(),
  /** Of each side. */
  launches: z.int().positive(),
  /** The largest difference between two launches of the same side, as a share of its count; 0 when they agree to the last digit. */
  spread: z.number().nonnegative(),
})
/** How much work the modules do on both sides, counted in launches of their own; it does not depend on the machine. */
export type Counting = z.infer<typeof countingSchema>

export const modulePairSchema = z.object({
  baseline: moduleSchema.nullable(),
  candidate: moduleSchema.nullable(),
  diff: moduleDiffSchema.nullable(),
})
/** A module of the baseline and what became of it in the candidate; null on a side that has no counterpart. */
export type ModulePair = z.infer<typeof modulePairSchema>

export const scriptPairSchema = z.object({
  path: z.string(),
  baseline: z.string().nullable(),
  candidate: z.string().nullable(),
  /** Lines that differ once inlined modules are cut out; null when one side has no such file or the file is too large. */
  differingLines: z.int().nonnegative().nullable(),
})
/** A script that a variant loads, with the hash of its text on both sides; modules inlined in it are cut out first. */
export type ScriptPair = z.infer<typeof scriptPairSchema>

export const rangeSchema = z.object({
  source: z.string(),
  /** Versions between the two by the source's order, both ends included, oldest first. */
  versions: z.array(z.object({ version: z.string(), date: z.string().nullable() })),
})
/** The versions of one source between baseline and candidate. */
export type Range = z.infer<typeof rangeSchema>

export const investigationSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('investigation'),
  run: z.string(),
  classification: classificationSchema,
  /** One sentence: the answer. */
  summary: z.string(),
  layer: layerSchema.nullable(),
  culprit: z.object({ from: z.string(), to: z.string() }).nullable(),
  /** What the search over the versions between the two came to, in a run of its own; only where it was asked for and took place. */
  bisection: z
    .object({
      run: z.string().nullable(),
      outcome: z.enum(['found', 'no-step', 'several-steps', 'undecided']),
      culprit: z.object({ from: z.string(), to: z.string() }).nullable(),
      probability: z.number().min(0).max(1).nullable(),
    })
    .optional(),
  comparison: comparisonSchema,
  residualRegressions: z.array(z.object({ metric: z.string(), statement: z.string() })),
  /** What this investigation did not look at; sentences. */
  notLookedAt: z.array(z.string()),
  hypotheses: z.array(hypothesisSchema),
  evidence: z.array(evidenceSchema),
  /** Commits between the two sides, the most suspect first; empty when they were not asked for. */
  suspects: z.array(suspectSchema),
  functions: z.array(
    z.object({
      baseline: z.string().nullable(),
      candidate: z.string().nullable(),
      /** Change of executed instructions per iteration; null when they were not counted. */
      instructions: z.number().nullable(),
      /** Share of the sampled time on each side; null when the function has no counterpart there or was not sampled. */
      baselineShare: z.number().nullable(),
      candidateShare: z.number().nullable(),
    }),
  ),
  recommendation: z.object({
    action: z.enum(['none', 'assign', 'rebaseline', 'close-as-artifact', 'escalate', 'measure-elsewhere']),
    text: z.string(),
  }),
  layers: z.array(layerDifferenceSchema),
  sampling: samplingSchema.nullable(),
  counting: countingSchema.nullable(),
  /** Null when less than two layers differ, when nothing changed, and in documents from before parts were swapped. */
  swaps: swapsSchema.nullable().default(null),
  modules: z.array(modulePairSchema),
  scripts: z.array(scriptPairSchema),
  range: rangeSchema.nullable(),
  warnings: z.array(warningSchema),
})
export type Investigation = z.infer<typeof investigationSchema>
