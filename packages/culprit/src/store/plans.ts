import { join } from 'node:path'
import * as z from 'zod'
import { comparisonsSchema, type Comparisons } from '../model/comparisons.ts'
import { correctionMethods, type CorrectionMethod } from '../model/correction.ts'
import { requestSchema, type Request } from '../model/run.ts'
import { readDocument, readOutcome, writeDocument } from './documents.ts'
import { existingFolder, folderOf, makeFolder } from './folders.ts'
import { newId } from './id.ts'

const partSchema = z.object({
  name: z.string(),
  request: requestSchema,
  /** The runs that carry it out, as soon as they exist. */
  screening: z.string().nullable(),
  confirmation: z.string().nullable(),
})

export const planSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('plan'),
  id: z.string(),
  startedMs: z.number(),
  correction: z.enum(correctionMethods),
  parts: z.array(partSchema),
})
/** Several comparisons that were asked for together: `plans/<id>/plan.json`. */
export type Plan = z.infer<typeof planSchema>

/** Keeps a new plan; its id sorts by time, among those of the runs too. */
export async function createPlan(
  root: string,
  startedMs: number,
  correction: CorrectionMethod,
  parts: readonly { readonly name: string; readonly request: Request }[],
): Promise<Plan> {
  const plan: Plan = {
    formatVersion: 1,
    kind: 'plan',
    id: newId(startedMs),
    startedMs,
    correction,
    parts: parts.map(part => ({ ...part, screening: null, confirmation: null })),
  }
  await makeFolder(root, 'plans', plan.id)
  await writePlan(root, plan)
  return plan
}

/** Replaces what is kept of a plan. */
export function writePlan(root: string, plan: Plan): Promise<void> {
  return writeDocument(join(folderOf(root, 'plans', plan.id), 'plan.json'), plan)
}

/** A plan to go on with; `unknown-run` when there is none, `damaged-run` when its file is none. */
export async function openPlan(root: string, id: string): Promise<Plan> {
  return readDocument(planSchema, join(await existingFolder(root, 'plans', id), 'plan.json'), id, 'plan')
}

/** What a plan came to; `unfinished-run` when it was interrupted. */
export async function readPlanResult(root: string, id: string): Promise<Comparisons> {
  return readOutcome(comparisonsSchema, await existingFolder(root, 'plans', id), id)
}
