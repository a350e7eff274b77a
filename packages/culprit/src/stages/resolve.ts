import * as fs from 'node:fs/promises'
import { basename, dirname, join, resolve as resolvePath } from 'node:path'
import { resolveEngine, type Engine, type Workload } from '../engines/index.ts'
import type { Side } from '../measure/launch.ts'
import type { Variant } from '../model/comparison.ts'
import type { Environment } from '../model/environment.ts'
import { CulpritError, badArguments, badWorkload, changedSinceStart, commandIsNoWorkload, missingFile } from '../model/errors.ts'
import type { Range } from '../model/investigation.ts'
import type { Arm } from '../model/launch.ts'
import type { Staged } from '../model/progress.ts'
import type { Reference } from '../model/reference.ts'
import type { Request, ResolvedRun, Run, SideRequest } from '../model/run.ts'
import type { Sha256 } from '../model/units.ts'
import { releasesOnly } from '../model/version.ts'
import type { Warning } from '../model/warning.ts'
import { digestBytes } from '../platform/files.ts'
import { readEnvironment } from '../platform/machine.ts'
import { parseReference, resolveFiles, type Resolved, type SourceContext } from '../sources/index.ts'
import type { RunFolder } from '../store/run-folder.ts'
import type { Store } from '../store/store.ts'
import { knownFloors } from './floors.ts'
import { checkInvocation } from './invocation.ts'
import { versionsBetween } from './versions.ts'

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
  const context: SourceContext = { trees: store.trees, storeRoot: store.root, cwd: run.request.cwd, options: run.request.sources, signal }
  const { request } = run
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

export interface ResolvedSide {
  /** Null when the reference is an engine: then the side has no files of its own. */
  readonly files: Resolved | null
  readonly reference: string
  readonly engine: Engine
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

export async function resolveSide(reference: Reference, side: SideRequest, context: SourceContext): Promise<ResolvedSide> {
  if (reference.kind === 'engine') {
    const engine = await resolveEngine(`${reference.engine}@${reference.version}`, context)
    return { files: null, reference: engine.name, engine }
  }
  const [files, engine] = await Promise.all([resolveFiles(reference, context), resolveEngine(side.engine, context)])
  return { files, reference: files.reference, engine }
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

/** The tree and the engine of a side as a run has written them down; `changed-since-start` when they are not to be had any more. */
export async function resolveSideAgain(
  id: string,
  known: ResolvedRun['baseline'],
  reference: Reference,
  context: SourceContext,
): Promise<ResolvedSide> {
  const engine = await resolveEngine(known.engine, context)
  if (reference.kind === 'engine') return { files: null, reference: known.reference, engine }
  const tree = await context.trees.find(known.tree)
  const files = tree !== null ? { ...known, tree, warnings: [] } : await resolveFiles(reference, context)
  if (files.tree.sha256 !== known.tree) throw changedSinceStart(id, `the content of ${known.reference}`)
  return { files, reference: known.reference, engine }
}

export function refuseChanges(id: string, before: ResolvedRun, now: ResolvedRun): void {
  if (before.environment.fingerprint !== now.environment.fingerprint) throw changedSinceStart(id, 'the machine or its system')
  if (before.workloadSha256 !== now.workloadSha256) throw changedSinceStart(id, 'the workload')
  for (const side of ['baseline', 'candidate'] as const) {
    if (before[side].engineSha256 !== now[side].engineSha256) throw changedSinceStart(id, `the engine ${before[side].engine}`)
  }
}

export interface ResolvedWorkload {
  readonly workload: Workload
  readonly sha256: Sha256 | null
  /** Where a script workload stands; engine references run there. */
  readonly folder: string
}

export async function resolveWorkload({ workload, cwd }: Pick<Request, 'workload' | 'cwd'>): Promise<ResolvedWorkload> {
  if (workload.kind === 'command') throw commandIsNoWorkload()
  if (workload.kind !== 'script') return { workload, sha256: null, folder: cwd }
  const path = resolvePath(cwd, workload.path)
  const bytes = await fs.readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? missingFile(workload.path) : badWorkload(workload.path, error.message)
  })
  return { workload: { ...workload, path }, sha256: digestBytes(bytes), folder: dirname(path) }
}

export async function layOut(
  store: Store,
  folder: Pick<RunFolder, 'path'>,
  name: string,
  side: ResolvedSide,
  request: SideRequest,
  workloadFolder: string,
): Promise<Side> {
  const { engine, files } = side
  if (files === null) return { engine, root: workloadFolder, dir: workloadFolder, file: null, flags: request.flags }
  const root = join(folder.path, 'variants', name)
  await store.trees.copyTo(files.tree, root)
  return { engine, root, dir: join(root, files.folder), file: files.file === null ? null : join(root, files.file), flags: request.flags }
}

export function resolvedSide({ files, reference, engine }: ResolvedSide): ResolvedRun['baseline'] {
  return {
    reference,
    version: files?.version ?? null,
    published: files?.published ?? null,
    tree: files?.tree.sha256 ?? emptyTree,
    folder: files?.folder ?? '',
    file: files?.file ?? null,
    engine: engine.name,
    engineSha256: engine.sha256,
  }
}

/** Two engine references have the same files: none of their own. */
const emptyTree = digestBytes('')

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

/** How a workload is called in reports, when it has no name of its own. */
export function workloadName(workload: Workload): string {
  switch (workload.kind) {
    case 'script':
      return basename(workload.path)
    case 'export':
      return `${workload.export}(${workload.args.join(', ')})`
    case 'wasi':
      return '_start'
  }
}
