import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import type { Engine, LaunchMode, Turn, Workload } from '../engines/engine.ts'
import { badFlags, badWorkload } from '../model/errors.ts'
import type { Arm, LaunchRecord, Observed, Stage } from '../model/launch.ts'
import type { Nanoseconds } from '../model/units.ts'
import { allowedProcessors } from '../platform/affinity.ts'
import { competitionOf, type Competitor } from '../platform/competitors.ts'
import { guardDisk } from '../platform/files.ts'
import { partsOfProfile } from '../profile/cpuprofile.ts'
import type { QuietWait } from './quiet.ts'
import { Turns } from './turns.ts'

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
  /** All of them or, when it fails, none. */
  append(records: readonly LaunchRecord[]): void
}

export interface MeasureContext {
  readonly journal: Journal
  /** The run's folder: captured modules and profiles are kept in it. */
  readonly folder: string
  readonly sides: Readonly<Record<Arm, Side>>
  /** Variants mixed from both sides, by the names that they have in the slots as `version`. */
  readonly mixes?: ReadonlyMap<string, Side>
  readonly workload: Workload
  readonly seed: string
  readonly timeLimitNs: Nanoseconds
  readonly signal: AbortSignal
  /** Begins to watch who else uses the processors; the returned function says who it was since then. */
  readonly watchCompetitors: () => () => readonly Competitor[]
  /** Waits before each block until the machine is quiet; null when that was not asked for. */
  readonly quiet: QuietWait | null
}

export interface LaunchSlot {
  readonly stage: Stage
  readonly block: number
  readonly arm: Arm
  readonly position: number
  readonly attempt: number
  /** In a range of versions: which one this arm is in this block. Of variants mixed from both sides: which one. */
  readonly version?: string
}

/**
 * The record of one launch that runs by itself: from the journal when this run has made it before, otherwise from a fresh process, and then kept.
 *
 * A workload that cannot be used at all is the user's to mend, so it throws; everything else that goes wrong is an outcome.
 */
export async function launch(context: MeasureContext, slot: LaunchSlot, mode: (folder: string) => LaunchMode): Promise<LaunchRecord> {
  const known = context.journal.find(keyOf(slot))
  if (known !== null) return known
  const record = await launchFresh(context, slot, mode, null)
  context.journal.append([record])
  return record
}

/**
 * The launches of one block, which run in turns: one at a time, some milliseconds each. What disturbs the machine for longer than that
 * disturbs all of them alike. They are kept together, because a launch whose partner is missing is of no use.
 */
export async function launchInTurns(context: MeasureContext, slots: readonly LaunchSlot[], mode: LaunchMode): Promise<LaunchRecord[]> {
  const known = slots.map(slot => context.journal.find(keyOf(slot)))
  if (known.every(record => record !== null)) return known
  const turns = new Turns(slots)
  const processors = allowedProcessors()
  // The same one for all launches of a block: left alone, each process stays where it is, and processors differ in their neighbours.
  const processor = processors[slots[0]!.block % processors.length] ?? null
  const competitorsSince = context.watchCompetitors()
  const running = slots.map(slot => {
    const turn = { take: () => turns.take(slot), pass: () => turns.pass(slot), leave: () => turns.leave(slot), processor }
    return launchFresh(context, slot, () => mode, turn)
  })
  // All of them end before an error is passed on, so that no process outlives its run.
  await Promise.allSettled(running)
  const competitors = competitorsSince()
  const competition = competitionOf(competitors)
  const records = (await Promise.all(running)).map(record => ({ ...record, competitors: [...competitors], competition }))
  context.journal.append(records)
  return records
}

/** Whether this run has made these launches already. */
export function isKnown({ journal }: MeasureContext, slots: readonly LaunchSlot[]): boolean {
  return slots.every(slot => journal.find(keyOf(slot)) !== null)
}

function keyOf({ stage, block, arm, attempt, version }: LaunchSlot): string {
  return `${stage}/${block}/${isMixed(stage) ? version : arm}/${attempt}`
}

function isMixed(stage: Stage): boolean {
  return stage === 'mix' || stage === 'swap'
}

function sideOf({ sides, mixes }: Pick<MeasureContext, 'sides' | 'mixes'>, { stage, arm, version }: LaunchSlot): Side {
  if (!isMixed(stage)) return sides[arm]
  const side = mixes?.get(version ?? '')
  if (side === undefined) throw new Error(`no variant is called "${version}"`)
  return side
}

const observing: ReadonlySet<Stage> = new Set(['cold', 'watch', 'sample', 'count', 'mix'])

async function launchFresh(
  context: MeasureContext,
  slot: LaunchSlot,
  mode: (folder: string) => LaunchMode,
  turn: Turn | null,
): Promise<LaunchRecord> {
  const { engine, dir, file, flags } = sideOf(context, slot)
  const folder = join(context.folder, 'observing')
  const observes = observing.has(slot.stage)
  if (observes)
    await guardDisk(folder, () => fs.rm(folder, { recursive: true, force: true }).then(() => fs.mkdir(folder, { recursive: true })))

  const { timeLimitNs, signal, workload } = context
  const result = await engine.launch({ mode: mode(folder), workload, dir, file, flags, timeLimitNs, turn, signal })
  const observed = observes && result.outcome.kind === 'measured' ? await keepObserved(context.folder, folder, slot) : null
  if (observes) await fs.rm(folder, { recursive: true, force: true })

  refuseUnusable(result.outcome, context, slot)
  return { key: keyOf(slot), ...slot, ...result, observed, competitors: [], competition: null }
}

/** What is wrong with the request and not with the variant. */
function refuseUnusable(outcome: LaunchRecord['outcome'], context: MeasureContext, slot: LaunchSlot): void {
  const { workload } = context
  if (outcome.kind !== 'failed') return
  // 9 is Node's exit code for an invalid argument (process.html#exit-codes); the harness has not begun then.
  if (outcome.phase === 'start' && outcome.exitCode === 9) {
    const { engine, flags } = sideOf(context, slot)
    throw badFlags(engine.name, flags, outcome.stderr.trim().split('\n').at(-1) ?? '')
  }
  if (outcome.cause === 'bad-workload') throw badWorkload(workload.kind === 'script' ? workload.path : workload.kind, outcome.message)
}

/** Where the records and modules of a counting launch are kept. */
export function countsFolder(runFolder: string, { arm, block }: Pick<LaunchSlot, 'arm' | 'block'>): string {
  return join(runFolder, 'counts', `${arm}-${block}`)
}

/** Where the profile of a sampled launch is kept. */
export function sampledProfile(runFolder: string, { arm, block }: Pick<LaunchSlot, 'arm' | 'block'>): string {
  return join(runFolder, 'profiles', `${arm}-${block}.cpuprofile`)
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
  if (profile !== '') await move(join(folder, 'profile.cpuprofile'), sampledProfile(runFolder, slot))
  if (slot.stage === 'count') await move(folder, countsFolder(runFolder, slot))
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
