import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { Engine, LaunchMode, Workload } from '../engines/engine.ts'
import { badWorkload } from '../model/errors.ts'
import type { Arm, LaunchRecord, Observed, Stage } from '../model/launch.ts'
import type { Nanoseconds } from '../model/units.ts'
import { guardDisk } from '../platform/files.ts'
import { partsOfProfile } from '../profile/cpuprofile.ts'

/** One side as it is launched. */
export interface Side {
  readonly engine: Engine
  /** Holds everything that belongs to the variant, a package's dependencies too. */
  readonly root: string
  /** The variant's own folder, at or below the root: what its setup gets. */
  readonly dir: string
  readonly file: string | null
  readonly flags: readonly string[]
}

/** Where launches are kept as they come. A run that goes on finds here what it has measured already. */
export interface Journal {
  find(key: string): LaunchRecord | null
  append(record: LaunchRecord): void
}

export interface MeasureContext {
  readonly journal: Journal
  /** The run's folder: captured modules and profiles are kept in it. */
  readonly folder: string
  readonly sides: Readonly<Record<Arm, Side>>
  readonly workload: Workload
  readonly seed: string
  readonly timeLimitNs: Nanoseconds
  readonly signal: AbortSignal
}

export interface LaunchSlot {
  readonly stage: Stage
  readonly block: number
  readonly arm: Arm
  readonly position: number
  readonly attempt: number
}

/**
 * The record of one launch: from the journal when this run has made it before, otherwise from a fresh process, and then kept.
 *
 * A workload that cannot be used at all is the user's to mend, so it throws; everything else that goes wrong is an outcome.
 */
export async function launch(context: MeasureContext, slot: LaunchSlot, mode: (folder: string) => LaunchMode): Promise<LaunchRecord> {
  const key = `${slot.stage}/${slot.block}/${slot.arm}/${slot.attempt}`
  const known = context.journal.find(key)
  if (known !== null) return known

  const { engine, dir, file, flags } = context.sides[slot.arm]
  const folder = join(context.folder, 'observing')
  const observes = slot.stage === 'cold' || slot.stage === 'watch' || slot.stage === 'sample'
  if (observes)
    await guardDisk(folder, () => fs.rm(folder, { recursive: true, force: true }).then(() => fs.mkdir(folder, { recursive: true })))

  const { timeLimitNs, signal, workload } = context
  const result = await engine.launch({ mode: mode(folder), workload, dir, file, flags, timeLimitNs, signal })
  const observed = observes && result.outcome.kind === 'measured' ? await keepObserved(context.folder, folder, slot) : null
  await fs.rm(folder, { recursive: true, force: true })

  const record: LaunchRecord = { key, ...slot, ...result, observed }
  context.journal.append(record)
  const { outcome } = record
  if (outcome.kind === 'failed' && outcome.cause === 'bad-workload') {
    throw badWorkload(workload.kind === 'script' ? workload.path : workload.kind, outcome.message)
  }
  return record
}

const capturedSchema = z.object({ kind: z.enum(['compile', 'instantiate']), ns: z.number(), sha256: z.string().nullable() })

/** Takes in what an observing launch left: modules and the profile go to the run's folder, the rest into the record. */
async function keepObserved(runFolder: string, folder: string, slot: LaunchSlot): Promise<Observed> {
  const lines = (await textOf(join(folder, 'captured.jsonl'))).split('\n').filter(line => line !== '')
  const captured = lines.map(line => capturedSchema.parse(JSON.parse(line)))
  const total = (kind: 'compile' | 'instantiate'): number | null => {
    const times = captured.filter(entry => entry.kind === kind).map(entry => entry.ns)
    return times.length === 0 ? null : times.reduce((sum, ns) => sum + ns, 0)
  }
  const modules = [...new Set(captured.flatMap(entry => entry.sha256 ?? []))]
  for (const sha256 of modules) await move(join(folder, `${sha256}.wasm`), join(runFolder, 'modules', `${sha256}.wasm`))

  const profile = await textOf(join(folder, 'profile.cpuprofile'))
  if (profile !== '') await move(join(folder, 'profile.cpuprofile'), join(runFolder, 'profiles', `${slot.arm}-${slot.block}.cpuprofile`))
  const scripts = z.array(z.string()).parse(JSON.parse((await textOf(join(folder, 'scripts.json'))) || '[]'))
  return {
    modules,
    compileNs: total('compile'),
    instantiateNs: total('instantiate'),
    scripts,
    parts: profile === '' ? null : partsOfProfile(JSON.parse(profile)),
  }
}

async function move(from: string, to: string): Promise<void> {
  await guardDisk(to, async () => {
    await fs.mkdir(join(to, '..'), { recursive: true })
    await fs.rename(from, to)
  })
}

async function textOf(path: string): Promise<string> {
  return fs.readFile(path, 'utf8').catch(() => '')
}
