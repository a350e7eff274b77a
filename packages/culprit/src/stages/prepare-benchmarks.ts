import type { MeasureContext, Side } from '../measure/launch.ts'
import type { BenchRequest, PlannedBenchmark } from '../model/bench-request.ts'
import type { Environment } from '../model/environment.ts'
import { changedSinceStart } from '../model/errors.ts'
import type { Staged } from '../model/progress.ts'
import type { Workload } from '../engines/index.ts'
import { resolveEngine } from '../engines/index.ts'
import { watchCompetitors } from '../platform/competitors.ts'
import { readEnvironment } from '../platform/machine.ts'
import { usualSourceOptions } from '../model/usual-source-options.ts'
import { parseReference } from '../sources/index.ts'
import type { BenchFolder } from '../store/bench-folder.ts'
import type { Store } from '../store/store.ts'
import { checkInvocation } from './invocation.ts'
import { layOut, resolvedSide, resolveSide, sourceContext, type ResolvedSide } from './side.ts'
import { resolveWorkload } from './workload.ts'

/** A benchmark whose files and engine are there, ready to be launched. */
export interface PreparedBenchmark {
  readonly planned: PlannedBenchmark
  readonly context: MeasureContext
  readonly resolved: NonNullable<BenchRequest['resolved']>[number]
}

export interface PreparedBench {
  readonly benchmarks: readonly PreparedBenchmark[]
  readonly environment: Environment
}

export interface OpenBench {
  readonly store: Store
  readonly folder: BenchFolder
  readonly signal: AbortSignal
}

/** Turns the references and engines of all benchmarks into files and programs; each content is fetched and laid out once. */
export async function* prepareBenchmarks({ store, folder, signal }: OpenBench): Staged<PreparedBench> {
  const { request } = folder
  yield { kind: 'stage', text: 'resolving what is measured' }
  const environment = readEnvironment()
  if (environment.fingerprint !== request.fingerprint) throw changedSinceStart(request.id, 'the machine or its system')
  const sources = sourceContext(store, { cwd: request.cwd, sources: usualSourceOptions }, signal)

  const sides = new Map<string, Promise<{ resolved: ResolvedSide; laid: (workloadFolder: string) => Promise<Side> }>>()
  const benchmarks: PreparedBenchmark[] = []
  for (const [place, planned] of request.benchmarks.entries()) {
    const workload = await resolveWorkload({ workload: planned.workload, cwd: request.cwd })
    const key = JSON.stringify([planned.reference, planned.engine])
    let found = sides.get(key)
    if (found === undefined) {
      found = resolveOnce(planned, String(sides.size))
      sides.set(key, found)
    }
    const { resolved, laid } = await found
    const side = { ...(await laid(workload.folder)), flags: planned.flags }
    const now = { side: resolvedSide(resolved), workloadSha256: workload.sha256 }
    refuseChanges(request, place, now)
    await checkInvocation(workload.workload, [side])
    benchmarks.push({ planned, context: contextOf(place, side, workload.workload), resolved: now })
  }
  await folder.write({ ...folder.request, resolved: benchmarks.map(({ resolved }) => resolved) })
  return { benchmarks, environment }

  async function resolveOnce(planned: PlannedBenchmark, name: string) {
    const request = { reference: planned.reference ?? planned.engine, engine: planned.engine, flags: planned.flags }
    const isInPlace = planned.reference === null || planned.reference === planned.engine
    const resolved = isInPlace ? await engineAlone(planned.engine) : await resolveSide(parseReference(request.reference), request, sources)
    let side: Promise<Side> | undefined
    const laid = (workloadFolder: string) =>
      resolved.files === null
        ? layOut(store, folder, name, resolved, request, workloadFolder)
        : (side ??= layOut(store, folder, name, resolved, request, workloadFolder))
    return { resolved, laid }
  }

  async function engineAlone(engine: string): Promise<ResolvedSide> {
    const found = await resolveEngine(engine, sources)
    return { files: null, reference: found.name, engine: found }
  }

  function contextOf(place: number, side: Side, workload: Workload): MeasureContext {
    return {
      journal: folder.journal(place),
      folder: folder.path,
      sides: { baseline: side, candidate: side, control: side },
      workload,
      seed: request.settings.seed,
      timeLimitNs: request.timeLimitNs,
      signal,
      watchCompetitors,
      quiet: null,
    }
  }
}

function refuseChanges({ id, resolved, benchmarks }: BenchRequest, place: number, now: PreparedBenchmark['resolved']): void {
  const before = resolved?.[place]
  if (before === undefined) return
  const { name } = benchmarks[place]!
  if (before.workloadSha256 !== now.workloadSha256) throw changedSinceStart(id, `the workload of "${name}"`)
  if (before.side.tree !== now.side.tree) throw changedSinceStart(id, `the content of ${before.side.reference}`)
  if (before.side.engineSha256 !== now.side.engineSha256) throw changedSinceStart(id, `the engine ${before.side.engine}`)
}
