import * as z from 'zod'
import { metricNameSchema, verdictSchema } from './comparison.ts'
import { correctionMethods } from './correction.ts'
import { ratioIntervalSchema } from './interval.ts'
import { warningSchema } from './warning.ts'

export const confirmationSchema = z.object({
  run: z.string(),
  verdict: verdictSchema,
  ratio: ratioIntervalSchema.nullable(),
  pairs: z.int().nonnegative(),
})

export const comparedSchema = z.object({
  /** What is compared, in words: workload, engine and versions, as far as they differ within the plan. */
  name: z.string(),
  /** The run of the screening; its report has everything about it. */
  run: z.string(),
  baseline: z.string(),
  candidate: z.string(),
  workload: z.string(),
  engine: z.string(),
  /** After correction and confirmation: a change that did not survive both is inconclusive. */
  verdict: verdictSchema,
  /** Why the verdict is what it is. */
  reason: z.string(),
  decidedBy: z.enum([...metricNameSchema.options, 'failure']).nullable(),
  /** Of the confirmation where there is one, because the screening picked what looked largest. */
  ratio: ratioIntervalSchema.nullable(),
  screening: confirmationSchema.omit({ run: true }).extend({ p: z.number().nullable() }),
  /** Whether the change of the screening survived the correction; null where it claimed none. */
  survives: z.boolean().nullable(),
  /** Fresh pairs for a change that survived; null where there was none to confirm. */
  confirmation: confirmationSchema.nullable(),
})

export const comparisonsSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('comparisons'),
  /** The id in the store; `culprit resume` and `culprit report` take it. */
  plan: z.string(),
  /** The worst of all: regression, then inconclusive, then the others. */
  verdict: verdictSchema,
  reason: z.string(),
  /** `rate` of the correction; `screeningAlpha` and `confirmationAlpha` of one comparison. */
  correction: z.object({
    method: z.enum(correctionMethods),
    rate: z.number(),
    screeningAlpha: z.number(),
    confirmationAlpha: z.number(),
  }),
  comparisons: z.array(comparedSchema),
  /** What speaks for a common cause outside of the single changes; a hard hit puts all of them in question. */
  artefacts: z.array(
    z.object({
      test: z.string(),
      strength: z.enum(['hard', 'soft']),
      statement: z.string(),
      value: z.number().nullable(),
      unit: z.string().nullable(),
    }),
  ),
  command: z.array(z.string()),
  startedMs: z.number(),
  warnings: z.array(warningSchema),
})
/** Several comparisons of one plan, with the correction for their number. */
export type Comparisons = z.infer<typeof comparisonsSchema>
export type Compared = Comparisons['comparisons'][number]
