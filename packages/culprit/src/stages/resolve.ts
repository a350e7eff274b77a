import type { Workload } from '../engines/index.ts'
import type { Side } from '../measure/launch.ts'
import type { Variant } from '../model/comparison.ts'
import type { Environment } from '../model/environment.ts'
import { CulpritError, badArguments, changedSinceStart } from '../model/errors.ts'
import type { Range } from '../model/investigation.ts'
import type { Arm } from '../model/launch.ts'
import type { Staged } from '../model/progress.ts'
import type { Reference } from '../model/reference.ts'
import type { Request, ResolvedRun, Run, SideRequest } from '../model/run.ts'
import { releasesOnly } from '../model/version.ts'
import type { Warning } from '../model/warning.ts'
import { readEnvironment } from '../platform/machine.ts'
import { parseReference, type SourceContext } from '../sources/index.ts'
import type { RunFolder } from '../store/run-folder.ts'
import type { Store } from '../store/store.ts'
import { knownFloors } from './floors.ts'
import { checkInvocation } from './invocation.ts'
import { emptyTree, layOut, resolveSide, resolveSideAgain, resolvedSide, sourceContext, type ResolvedSide } from './side.ts'
import { versionsBetween } from './versions.ts'
import { resolveWorkload } from './workload.ts'

/** A run whose references are resolved and whose variants stand in its folder, ready to be launched. */
export interface Prepared {
  readonly run: Run & { readonly resolved: ResolvedRun }
  readonly folder: RunFolder
  readonly sides: Readonly<Record<Arm, Side>>
  readonly variants: Readonly<Record<'baseline' | 'candidate', Variant>>
  readonly workload: Workload
  readonly environment: Environment
  readonly signal: AbortSignal
}

export interface OpenRun {
  readonly store: Store
  readonly folder: RunFolder
  readonly signal: AbortSignal
}

/** Turns references into files and engines, or finds again what this run was started with, and lays out the variants. */
export async function* resolve({ store, folder, signal }: OpenRun): Staged<Prepared> {
  const { run } = folder
  yield { kind: 'stage', text: 'resolving versions' }
  const { request } = run
  const context = sourceContext(store, request, signal)
  const workload = await resolveWorkload(request)
  const found = run.resolved === null ? await resolveSides(request, context) : await resolveAgain(run.id, run.resolved, request, context)
  for (const warning of found.warnings) yield { kind: 'warning', warning }

  const environment = readEnvironment()
  const now = {
    baseline: resolvedSide(found.baseline),
    candidate: resolvedSide(found.candidate),
    workloadSha256: workload.sha256,
    environment,
    range: found.range,
    warnings: [...found.warnings],
  }
  // A resumed run keeps to the floors that it began with.
  const resolved: ResolvedRun = { ...now, floors: await knownFloors(store, run, now) }
  if (run.resolved !== null) refuseChanges(run.id, run.resolved, resolved)
  const prepared: Run & { resolved: ResolvedRun } = { ...run, resolved: run.resolved ?? resolved }
  await folder.writeRun(prepared)

  const sides = {
    baseline: await layOut(store, folder, 'a', found.baseline, request.baseline, workload.folder),
    candidate: await layOut(store, folder, 'b', found.candidate, request.candidate, workload.folder),
    // A byte copy at a path of the same length: what it differs by is noise.
    control: await layOut(store, folder, 'c', found.baseline, request.baseline, workload.folder),
  }
  await checkInvocation(workload.workload, [sides.baseline, sides.candidate])
  return {
    run: prepared,
    folder,
    sides,
    variants: { baseline: variantOf(found.baseline, request.baseline), candidate: variantOf(found.candidate, request.candidate) },
    workload: workload.workload,
    environment: prepared.resolved.environment,
    signal,
  }
}

/** An option that changes nothing was meant to change something. */
export function refuseUnused(sides: readonly Reference[], { application, build, buildOutput }: Request['sources']): void {
  if ((build !== null || buildOutput !== '') && !sides.some(({ kind }) => kind === 'git')) {
    throw badArguments('--build and --build-output go with commits (git:revision), and neither side is one.')
  }
  if (application !== null && !sides.some(side => side.kind === 'nuget' && side.file === null)) {
    throw badArguments('--app goes with packages (nuget:Id@version), and neither side is a whole one.')
  }
}

interface Found {
  readonly baseline: ResolvedSide
  readonly candidate: ResolvedSide
  readonly range: Range | null
  readonly warnings: readonly Warning[]
}

async function resolveSides(request: Request, context: SourceContext): Promise<Found> {
  const [a, b] = [parseReference(request.baseline.reference), parseReference(request.candidate.reference)]
  if ((a.kind === 'engine') !== (b.kind === 'engine')) {
    throw badArguments(
      'An engine can only be compared with an engine. To change the engine of one side, use --baseline-engine and --candidate-engine.',
    )
  }
  refuseUnused([a, b], request.sources)
  const [baseline, candidate] = await Promise.all([resolveSide(a, request.baseline, context), resolveSide(b, request.candidate, context)])
  const { range, warnings } = await rangeOf(a, b, context)
  const ofSides = [baseline, candidate].flatMap(side => side.files?.warnings ?? [])
  return { baseline, candidate, range, warnings: [...ofSides, ...warnings] }
}

async function rangeOf(a: Reference, b: Reference, context: SourceContext): Promise<{ range: Range | null; warnings: readonly Warning[] }> {
  try {
    const listed = await versionsBetween(a, b, releasesOnly, context)
    if (listed === null || listed.versions.length < 2) return { range: null, warnings: [] }
    const versions = listed.versions.map(({ version, date }) => ({ version, date }))
    return { range: { source: listed.source, versions }, warnings: listed.warnings }
  } catch (error) {
    context.signal.throwIfAborted()
    // Both versions may be in the cache while the registry is out of reach; then only the list between them is missing.
    const detail = error instanceof Error ? error.message : String(error)
    return {
      range: null,
      warnings: [
        {
          code: 'versions-unknown',
          message: `The versions between the two could not be listed: ${detail}`,
          action: (error instanceof CulpritError ? error.hint : null) ?? 'Run it again when the registry can be reached.',
        },
      ],
    }
  }
}

/** A resumed run measures exactly what it began with: the trees and engines that are written in its run file. */
async function resolveAgain(id: string, resolved: ResolvedRun, request: Request, context: SourceContext): Promise<Found> {
  const side = (which: 'baseline' | 'candidate') => resolveSideAgain(id, resolved[which], parseReference(request[which].reference), context)
  return { baseline: await side('baseline'), candidate: await side('candidate'), range: resolved.range, warnings: resolved.warnings }
}

export function refuseChanges(id: string, before: ResolvedRun, now: ResolvedRun): void {
  if (before.environment.fingerprint !== now.environment.fingerprint) throw changedSinceStart(id, 'the machine or its system')
  if (before.workloadSha256 !== now.workloadSha256) throw changedSinceStart(id, 'the workload')
  for (const side of ['baseline', 'candidate'] as const) {
    if (before[side].engineSha256 !== now[side].engineSha256) throw changedSinceStart(id, `the engine ${before[side].engine}`)
  }
}

function variantOf({ files, reference, engine }: ResolvedSide, { flags }: SideRequest): Variant {
  return {
    reference,
    version: files?.version ?? null,
    published: files?.published ?? null,
    files: files === null ? [] : [...files.tree.files],
    sha256: files?.tree.sha256 ?? emptyTree,
    engine: engine.name,
    engineSha256: engine.sha256,
    flags: [...flags],
  }
}
