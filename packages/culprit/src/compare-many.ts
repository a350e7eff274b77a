import { join } from 'node:path'
import { artefactsOfMany } from './checks/artefact-tests.ts'
import { carryOut, createRun } from './carry-out.ts'
import type { Comparison } from './model/comparison.ts'
import type { Comparisons } from './model/comparisons.ts'
import type { ProgressEvent } from './model/progress.ts'
import type { Request } from './model/run.ts'
import { ownRun } from './own-run.ts'
import { writeDocument } from './store/documents.ts'
import { folderOf } from './store/folders.ts'
import { writePlan, type Plan } from './store/plans.ts'
import type { Store } from './store/store.ts'
import { concluded, defaultManyPlan, needsConfirmation, overall, survivors, type ManyPlan } from './verdict/many.ts'
import { writeReports } from './write-reports.ts'

/**
 * Carries out a plan of several comparisons, or goes on with it: each is screened as a single comparison would be, the changes are corrected
 * for the number of comparisons, and what survives is confirmed with fresh pairs and a coin of its own at half the rate of false claims.
 *
 * Every comparison is a run of its own, with its own report. What is finished is not measured again.
 */
export async function compareMany(
  store: Store,
  plan: Plan,
  command: readonly string[],
  signal: AbortSignal,
  show: (event: ProgressEvent) => void,
): Promise<Comparisons> {
  const many: ManyPlan = { ...defaultManyPlan, method: plan.correction }
  const screened: Comparison[] = []
  for (const [index, { name }] of plan.parts.entries()) {
    show({ kind: 'stage', text: `comparison ${index + 1} of ${plan.parts.length}: ${name}` })
    screened.push(await part(index, 'screening'))
  }

  const survive = survivors(screened, many)
  const confirmed: (Comparison | null)[] = []
  for (const [index, comparison] of screened.entries()) {
    const needed = needsConfirmation(comparison, survive[index]!)
    if (needed) show({ kind: 'stage', text: `confirming with fresh pairs: ${plan.parts[index]!.name}` })
    confirmed.push(needed ? await part(index, 'confirmation') : null)
  }

  const compared = screened.map((comparison, index) => concluded(plan.parts[index]!.name, comparison, survive[index]!, confirmed[index]!))
  const result: Comparisons = {
    formatVersion: 1,
    kind: 'comparisons',
    plan: plan.id,
    ...overall(compared),
    correction: { ...many },
    comparisons: compared,
    artefacts: artefactsOf(plan, screened),
    command: ['culprit', ...command],
    startedMs: plan.startedMs,
    warnings: [],
  }
  const folder = folderOf(store.root, 'plans', plan.id)
  await writeDocument(join(folder, 'result.json'), result)
  await writeReports(folder, result)
  return result

  async function part(index: number, kind: 'screening' | 'confirmation'): Promise<Comparison> {
    const result = await ownRun(store, {
      known: plan.parts[index]![kind],
      create: () => createRun(store, requestOf(index, kind)),
      remember: async id => {
        plan = { ...plan, parts: plan.parts.map((one, place) => (place === index ? { ...one, [kind]: id } : one)) }
        await writePlan(store.root, plan)
      },
      carryOut: folder => carryOut({ store, folder, signal }, null, show),
    })
    if (result.kind !== 'comparison') throw new Error(`a part of a plan came to an ${result.kind}`)
    return result
  }

  function requestOf(index: number, kind: 'screening' | 'confirmation'): Request {
    const { request } = plan.parts[index]!
    const alpha = kind === 'screening' ? many.screeningAlpha : many.confirmationAlpha
    return { ...request, alpha, seed: `${request.seed}-${kind}-${index}` }
  }
}

function artefactsOf(plan: Plan, screened: readonly Comparison[]): Comparisons['artefacts'] {
  const { hits } = artefactsOfMany(screened.map((comparison, index) => ({ name: plan.parts[index]!.name, comparison })))
  return hits.flatMap(hit =>
    hit.outcome === 'hit' ? [{ test: hit.test, strength: hit.strength, statement: hit.statement, value: hit.value, unit: hit.unit }] : [],
  )
}
