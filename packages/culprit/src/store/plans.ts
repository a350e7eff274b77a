import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { correctionMethods, type CorrectionMethod } from '../model/correction.ts'
import { damagedRun, unknownRun } from '../model/errors.ts'
import { requestSchema, type Request } from '../model/run.ts'
import { guardDisk, writeAtomically } from '../platform/files.ts'
import { newId } from './id.ts'
import { readJson } from './run-folder.ts'

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

/** The folder of a plan, in which its result and its reports are kept as well. */
export function planFolder(root: string, id: string): string {
  return join(root, 'plans', id)
}

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
  const folder = planFolder(root, plan.id)
  await guardDisk(folder, () => fs.mkdir(folder, { recursive: true }))
  await writePlan(root, plan)
  return plan
}

/** Replaces what is kept of a plan. */
export function writePlan(root: string, plan: Plan): Promise<void> {
  return writeAtomically(join(planFolder(root, plan.id), 'plan.json'), `${JSON.stringify(plan, null, 2)}\n`)
}

/** Whether that is the id of a plan, and not of a run. */
export async function isPlan(root: string, id: string): Promise<boolean> {
  return /^[0-9]{8}-[0-9]{6}-[0-9a-f]{4}$/.test(id) && (await fs.stat(planFolder(root, id)).catch(() => null)) !== null
}

/** A plan to go on with; `unknown-run` when there is none, `damaged-run` when its file is none. */
export async function openPlan(root: string, id: string): Promise<Plan> {
  if (!(await isPlan(root, id))) throw unknownRun(id, [])
  const parsed = planSchema.safeParse(await readJson(join(planFolder(root, id), 'plan.json'), id))
  if (!parsed.success) throw damagedRun(id, `plan.json is no plan of this version (${parsed.error.issues[0]?.path.join('.') ?? ''})`)
  return parsed.data
}
