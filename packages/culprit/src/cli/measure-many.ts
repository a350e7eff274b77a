import { compareMany } from '../compare-many.ts'
import { badArguments, type ExitCode } from '../model/errors.ts'
import { createPlan, openPlan, type Plan } from '../store/plans.ts'
import { Store } from '../store/store.ts'
import type { Terminal } from './command.ts'
import type { ManyOptions } from './compare.ts'
import { requestOf } from './measure.ts'
import { storePath, type CommonOptions, type MeasuringOptions } from './options.ts'
import { progressOf } from './progress.ts'
import { showResult } from './show-result.ts'

/** Compares every pair of references with every workload on every engine, as one plan. */
export async function startMany(
  references: readonly string[],
  options: CommonOptions & MeasuringOptions & ManyOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const parts = partsOf(references, options)
  const plan = await createPlan(storePath(options), Date.now(), options.correction, parts)
  return see(plan, options, terminal)
}

/** Goes on with a plan that was interrupted. */
export async function resumeMany(id: string, options: CommonOptions, terminal: Terminal): Promise<ExitCode> {
  return see(await openPlan(storePath(options), id), options, terminal)
}

function partsOf(
  references: readonly string[],
  options: MeasuringOptions & ManyOptions,
): Pick<Plan['parts'][number], 'name' | 'request'>[] {
  if (references.length % 2 > 0) throw badArguments('Which is compared with which? Give a baseline and a candidate for each comparison.')
  const workloads = [options.workload, ...options.moreWorkloads]
  const engines = [options.engine, ...options.moreEngines]
  const pairs = Array.from({ length: references.length / 2 }, (_, index) => [references[2 * index]!, references[2 * index + 1]!] as const)
  return pairs.flatMap(([baseline, candidate]) =>
    workloads.flatMap(workload =>
      engines.map(engine => {
        const request = requestOf(
          'compare',
          { baseline, candidate },
          { ...options, engine, ...(workload === undefined ? {} : { workload }) },
        )
        const words = [
          ...(pairs.length > 1 ? [`${baseline} to ${candidate}`] : []),
          ...(workloads.length > 1 ? [workload ?? 'the module itself'] : []),
          ...(engines.length > 1 ? [engine] : []),
        ]
        return { name: words.join(', '), request }
      }),
    ),
  )
}

async function see(plan: Plan, options: CommonOptions, terminal: Terminal): Promise<ExitCode> {
  const root = storePath(options)
  const store = await Store.open(root)
  const shown = progressOf(options, terminal)
  terminal.runs.add(plan.id)
  try {
    const result = await compareMany(store, plan, plan.parts[0]!.request.commandLine, terminal.signal, shown.show)
    shown.end()
    return await showResult(result, 'plans', plan.id, options, terminal)
  } finally {
    shown.end()
    await store.close()
  }
}
