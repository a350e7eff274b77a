import * as fs from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compareLayers, compareScripts, cutInlinedModules, type SideParts } from '../diff/layers.ts'
import { watch } from '../measure/observe.ts'
import type { LayerDifference, ScriptPair } from '../model/investigation.ts'
import type { LaunchRecord } from '../model/launch.ts'
import type { Staged } from '../model/progress.ts'
import type { Sha256 } from '../model/units.ts'
import { digestBytes } from '../platform/files.ts'
import { measureContext } from './context.ts'
import type { Prepared } from './resolve.ts'

/** What each side is made of, and which layers can differ between them. */
export interface Identified {
  readonly layers: readonly LayerDifference[]
  readonly scripts: readonly ScriptPair[]
  /** The modules that each side compiles, in the order of their first compilation. */
  readonly modules: Readonly<Record<'baseline' | 'candidate', readonly SeenModule[]>>
}

export interface SeenModule {
  readonly sha256: Sha256
  readonly bytes: Uint8Array
}

/** A side that was launched with a watching hook, and what else is known of it. */
export interface WatchedSide extends Pick<SideParts, 'tree' | 'engine' | 'engineSha256' | 'flags'> {
  readonly root: string
  readonly record: LaunchRecord
}

/** Launches each side once with a watching hook, and compares what was loaded. */
export async function* identify({ variants, sides, ...prepared }: Prepared): Staged<Identified> {
  const records = yield* watch(measureContext({ ...prepared, sides }))
  const watched = (arm: 'baseline' | 'candidate'): WatchedSide => {
    const { sha256: tree, engine, engineSha256, flags } = variants[arm]
    return { tree, engine, engineSha256, flags, root: sides[arm].root, record: records[arm] }
  }
  return identifySides(prepared.folder.path, watched('baseline'), watched('candidate'))
}

/** What two watched sides are made of. */
export async function identifySides(runFolder: string, a: WatchedSide, b: WatchedSide): Promise<Identified> {
  const modules = { baseline: await seenModules(runFolder, a.record), candidate: await seenModules(runFolder, b.record) }
  const baseline = await partsOf(a, modules.baseline)
  const candidate = await partsOf(b, modules.candidate)
  const scripts = compareScripts(baseline, candidate, digestBytes)
  return { layers: compareLayers(baseline, candidate, scripts), scripts, modules }
}

/** The modules that a watched launch compiled, in the order of their first compilation. */
export async function seenModules(runFolder: string, { observed }: LaunchRecord): Promise<SeenModule[]> {
  const modules: SeenModule[] = []
  for (const sha256 of observed?.modules ?? [])
    modules.push({ sha256, bytes: await fs.readFile(join(runFolder, 'modules', `${sha256}.wasm`)) })
  return modules
}

async function partsOf({ root, record, ...side }: WatchedSide, modules: readonly SeenModule[]): Promise<SideParts> {
  return {
    ...side,
    modules: record.observed?.modules ?? null,
    scripts: record.observed === null ? null : await loadedScripts(root, record.observed.scripts, modules),
  }
}

/** A script larger than this is compared as it is; searching it for modules would take longer than it is worth. */
const largestSearched = 256e6

/** The scripts that a watched launch loaded from its variant, by their paths, without the modules that are inlined in them. */
export async function loadedScripts(root: string, urls: readonly string[], modules: readonly SeenModule[]): Promise<Map<string, string>> {
  const inlined = modules.map(({ sha256, bytes }) => ({ sha256, base64: Buffer.from(bytes).toString('base64') }))
  const real = await fs.realpath(root)
  const scripts = new Map<string, string>()
  for (const url of urls) {
    const path = relative(real, await realPath(fileURLToPath(url)))
    if (path.startsWith('..') || path === '') continue
    const text = await fs.readFile(join(real, path), 'utf8')
    scripts.set(path.split(sep).join('/'), text.length > largestSearched ? text : cutInlinedModules(text, inlined))
  }
  return scripts
}

async function realPath(path: string): Promise<string> {
  return fs.realpath(path).catch(() => path)
}
