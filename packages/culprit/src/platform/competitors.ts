import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { cpus } from 'node:os'
import { basename } from 'node:path'
import type { Share } from '../model/units.ts'

/** Another program that used the processors. */
export interface Competitor {
  /** Its file, or what it calls itself where that cannot be read; printable characters only. */
  readonly name: string
  /** Of one processor: 2 is two processors all the time. */
  readonly share: Share
}

interface ProcessTime {
  readonly name: string
  readonly parent: number
  readonly ticks: number
}

/** Processor time of every process, by its id, at one moment. */
export interface ProcessTimes {
  readonly atMs: number
  readonly processes: ReadonlyMap<number, ProcessTime>
}

/** Programs that use less than this are no competition. */
const leastShare: Share = 0.05
const most = 5

/** Begins to watch who else uses the processors; the returned function says who it was since then, the busiest first. */
export function watchCompetitors(): () => Competitor[] {
  const before = readProcessTimes()
  return () => competitorsBetween(before, readProcessTimes(), process.pid)
}

/** What competitors use together of all processors. */
export function competitionOf(competitors: readonly Competitor[]): Share {
  return competitors.reduce((sum, { share }) => sum + share, 0) / Math.max(1, cpus().length)
}

/** What every process has used so far; empty where the system does not tell. */
export function readProcessTimes(): ProcessTimes {
  const processes = new Map<number, ProcessTime>()
  for (const entry of processFolders()) {
    try {
      const found = parseProcess(readFileSync(`/proc/${entry}/stat`, 'utf8'))
      if (found !== null) processes.set(Number(entry), found)
    } catch {
      // It has ended meanwhile.
    }
  }
  return { atMs: performance.now(), processes }
}

/**
 * Who else used the processors between two readings: processes of one name together. The process `self` and what it has started are left
 * out, and so is whatever began or ended in between.
 */
export function competitorsBetween(before: ProcessTimes, after: ProcessTimes, self: number): Competitor[] {
  const elapsedMs = after.atMs - before.atMs
  if (elapsedMs <= 0) return []
  const usedMs = new Map<string, number>()
  for (const [pid, { name, ticks }] of after.processes) {
    const earlier = before.processes.get(pid)
    if (earlier === undefined || earlier.name !== name || earlier.ticks === ticks || descendsFrom(self, pid, after)) continue
    const program = executable(pid) ?? name
    // USER_HZ is 100 on every Linux that Node supports (proc_stat(5)).
    usedMs.set(program, (usedMs.get(program) ?? 0) + (ticks - earlier.ticks) * 10)
  }
  return [...usedMs]
    .map(([name, ms]) => ({ name, share: ms / elapsedMs }))
    .filter(({ share }) => share >= leastShare)
    .sort((a, b) => b.share - a.share)
    .slice(0, most)
}

function processFolders(): string[] {
  try {
    return readdirSync('/proc').filter(entry => /^\d+$/.test(entry))
  } catch {
    return []
  }
}

/** The name stands in parentheses and may hold some itself, so the fields begin behind the last one (proc_pid_stat(5)). */
function parseProcess(stat: string): ProcessTime | null {
  const open = stat.indexOf('(')
  const close = stat.lastIndexOf(')')
  const fields = stat.slice(close + 2).split(' ')
  const [parent, user, system] = [fields[1], fields[11], fields[12]].map(Number)
  return open < 0 || system === undefined || Number.isNaN(system)
    ? null
    : { name: printable(stat.slice(open + 1, close)), parent: parent!, ticks: user! + system }
}

/** Node's main thread calls itself MainThread, so the file that runs tells more; it can be read for one's own processes only. */
function executable(pid: number): string | null {
  try {
    return printable(basename(readlinkSync(`/proc/${pid}/exe`)))
  } catch {
    return null
  }
}

/** A program may call itself anything, and its name is shown. */
function printable(name: string): string {
  return name.replaceAll(/[^\x20-\x7e]/g, '?')
}

function descendsFrom(ancestor: number, pid: number, { processes }: ProcessTimes): boolean {
  for (let current: number | undefined = pid, depth = 0; current !== undefined && current > 0 && depth < 64; depth++) {
    if (current === ancestor) return true
    current = processes.get(current)?.parent
  }
  return false
}
