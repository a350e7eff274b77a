import { countOnce, watchOnce } from '../measure/observe.ts'
import { countsFolder, type MeasureContext, type Side } from '../measure/launch.ts'
import type { LaunchRecord } from '../model/launch.ts'
import type { Staged } from '../model/progress.ts'
import { digestBytes } from '../platform/files.ts'
import type { RunFolder } from '../store/run-folder.ts'
import { loadedScripts, seenModules } from './identify.ts'
import { readCounts } from './profile-program.ts'

export interface ObservedRange {
  readonly context: Omit<MeasureContext, 'sides'>
  readonly folder: RunFolder
  /** How each place of the range is called in the records. */
  readonly names: readonly string[]
  /** Null when this version cannot be launched at all. */
  readonly sideOf: (place: number) => Promise<Side | null>
}

/** What is known of a version without measuring any time. */
export interface ObservedVersion {
  /** The place of the first version that loads the same modules and scripts, byte for byte, on the same engine; null when there is none or it is not known. */
  readonly sameAs: number | null
  /** Wasm instructions that one run executes; null when they could not be counted. */
  readonly instructions: number | null
}

/**
 * What these versions load, and what one run of each executes: hashes and counts have no noise, so they come before time. Whatever a package
 * has besides what the workload loads makes no version different. One launch for what is loaded, and one more for each that is new.
 */
export async function* observeVersions(range: ObservedRange, places: readonly number[]): Staged<Map<number, ObservedVersion>> {
  if (places.length > 0) yield { kind: 'stage', text: `looking at what ${places.length} versions load and execute` }
  const observed = new Map<number, ObservedVersion>()
  const first = new Map<string, number>()
  for (const [done, place] of places.entries()) {
    const side = await range.sideOf(place)
    if (side !== null) {
      const context: MeasureContext = { ...range.context, sides: { baseline: side, candidate: side, control: side } }
      const slot = { block: place, arm: 'candidate', position: 0, attempt: 0, version: range.names[place]! } as const
      const loaded = await loadedBy(range.folder, side, await watchOnce(context, { ...slot, stage: 'watch' }))
      const before = loaded === null ? undefined : first.get(loaded)
      if (before !== undefined) observed.set(place, { sameAs: before, instructions: observed.get(before)!.instructions })
      else {
        if (loaded !== null) first.set(loaded, place)
        const counted = loaded === null ? null : await countOnce(context, { ...slot, stage: 'count' })
        observed.set(place, { sameAs: null, instructions: counted && (await executedBy(range.folder, counted)) })
      }
    }
    yield { kind: 'launch', stage: 'watch', arm: 'candidate', done: done + 1, planned: places.length, remainingNs: null }
  }
  return observed
}

/** A digest of all that a launch loaded, and what it ran on; null when it failed, and when it loaded no module. */
async function loadedBy(folder: RunFolder, side: Side, record: LaunchRecord): Promise<string | null> {
  const modules = await seenModules(folder.path, record)
  if (record.outcome.kind === 'failed' || record.observed === null || modules.length === 0) return null
  const scripts = await loadedScripts(side.root, record.observed.scripts, modules)
  const files = [...scripts].map(([path, text]) => [path, digestBytes(text)]).toSorted(([a], [b]) => (a! < b! ? -1 : 1))
  const parts = [side.engine.name, side.engine.sha256, side.flags, modules.map(({ sha256 }) => sha256), files]
  return digestBytes(JSON.stringify(parts))
}

async function executedBy({ path }: RunFolder, record: LaunchRecord): Promise<number | null> {
  if (record.outcome.kind === 'failed') return null
  const { profile } = await readCounts(countsFolder(path, record), record.version ?? '', 'ops', [])
  const executed = profile.functions.reduce((sum, { instructions }) => sum + (instructions ?? 0), 0)
  return executed === 0 ? null : executed
}
