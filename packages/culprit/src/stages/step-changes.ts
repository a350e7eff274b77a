import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import * as semver from 'semver'
import * as z from 'zod'
import type { MeasureContext, Side } from '../measure/launch.ts'
import { watchOnce } from '../measure/observe.ts'
import type { StepChanges } from '../model/bisection.ts'
import type { Staged } from '../model/progress.ts'
import type { Sha256 } from '../model/units.ts'
import { explain } from './explain.ts'
import { identifySides, type WatchedSide } from './identify.ts'
import type { ObservedRange } from './observe-versions.ts'
import { readChangelog } from './read-changelog.ts'

export interface StepRange extends ObservedRange {
  /** The hash of all files of a version that was launched. */
  readonly treeOf: (place: number) => Sha256
}

/** What differs between the two versions of a step. Null when one of them does not run any more. */
export async function* stepChanges(
  range: StepRange,
  { from, to }: { readonly from: number; readonly to: number },
): Staged<StepChanges | null> {
  yield { kind: 'stage', text: 'looking at what changed in the step' }
  const [a, b] = [await watched(range, from), await watched(range, to)]
  if (a === null || b === null) return null
  const { layers, scripts, modules } = await identifySides(range.folder.path, a, b)
  const different = layers.filter(({ differs }) => differs !== false)
  return {
    // Hashes say which layers can carry a step that time has shown; when it is one only, it is that one.
    layer: different.length === 1 && different[0]!.differs === true ? different[0]!.layer : null,
    layers: [...layers],
    modules: explain(modules),
    scripts: [...scripts],
    dependencies: dependencyChanges(await dependenciesOf(a.dir), await dependenciesOf(b.dir)),
    changelog: await changelogOf(range, b.dir, from, to),
  }
}

async function watched(range: StepRange, place: number): Promise<(WatchedSide & Pick<Side, 'dir'>) | null> {
  const side = await range.sideOf(place)
  if (side === null) return null
  const context: MeasureContext = { ...range.context, sides: { baseline: side, candidate: side, control: side } }
  const slot = { stage: 'watch', block: place, arm: 'candidate', position: 0, attempt: 0, version: range.names[place]! } as const
  const record = await watchOnce(context, slot)
  if (record.outcome.kind === 'failed') return null
  const { root, dir, engine, flags } = side
  return { tree: range.treeOf(place), engine: engine.name, engineSha256: engine.sha256, flags, root, dir, record }
}

const packageSchema = z.object({ dependencies: z.record(z.string(), z.string()).default({}) })
const largestPackageFile = 1e6

/** By name, as package.json has them; none where there is no such file or it is none. */
async function dependenciesOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const file = join(folder, 'package.json')
  const stat = await fs.lstat(file).catch(() => null)
  if (stat === null || !stat.isFile() || stat.size > largestPackageFile) return new Map()
  try {
    return new Map(Object.entries(packageSchema.parse(JSON.parse(await fs.readFile(file, 'utf8'))).dependencies))
  } catch {
    return new Map()
  }
}

function dependencyChanges(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): StepChanges['dependencies'] {
  return [...new Set([...a.keys(), ...b.keys()])]
    .toSorted()
    .map(name => ({ name, from: a.get(name) ?? null, to: b.get(name) ?? null }))
    .filter(({ from, to }) => from !== to)
}

async function changelogOf({ names }: ObservedRange, folder: string, from: number, to: number): Promise<StepChanges['changelog']> {
  const [earlier, later] = [semver.valid(names[from]), semver.valid(names[to])]
  return earlier === null || later === null ? null : readChangelog(folder, earlier, later)
}
