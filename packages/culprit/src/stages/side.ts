import { join } from 'node:path'
import { resolveEngine, type Engine } from '../engines/index.ts'
import type { Side } from '../measure/launch.ts'
import { changedSinceStart } from '../model/errors.ts'
import type { Reference } from '../model/reference.ts'
import type { Request, ResolvedRun, SideRequest } from '../model/run.ts'
import { digestBytes } from '../platform/files.ts'
import { resolveFiles, type Resolved, type SourceContext } from '../sources/index.ts'
import type { RunFolder } from '../store/run-folder.ts'
import type { Store } from '../store/store.ts'

/** What one side is made of, before it is laid out. */
export interface ResolvedSide {
  /** Null when the reference is an engine: then the side has no files of its own. */
  readonly files: Resolved | null
  readonly reference: string
  readonly engine: Engine
}

/** What sources need of a run, or of what else asks for its sides. */
export function sourceContext(store: Store, { cwd, sources }: Pick<Request, 'cwd' | 'sources'>, signal: AbortSignal): SourceContext {
  return { trees: store.trees, storeRoot: store.root, cwd, options: sources, signal }
}

/** The files and the engine that a reference stands for today; the errors of its source, and of an engine that is not to be had. */
export async function resolveSide(reference: Reference, side: SideRequest, context: SourceContext): Promise<ResolvedSide> {
  if (reference.kind === 'engine') {
    const engine = await resolveEngine(`${reference.engine}@${reference.version}`, context)
    return { files: null, reference: engine.name, engine }
  }
  const [files, engine] = await Promise.all([resolveFiles(reference, context), resolveEngine(side.engine, context)])
  return { files, reference: files.reference, engine }
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

/** Makes a side ready to be launched: a copy of its files at `variants/<name>`, or the folder of the workload where it has none of its own. */
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

/** A side as a run writes it down, for `resolveSideAgain`. */
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
export const emptyTree = digestBytes('')
