import { setImmediate } from 'node:timers'
import type { Nanoseconds } from '../../model/units.ts'
import { checksumText } from './checksum.ts'
import { now } from './clock.ts'
import { BadWorkload } from './workload.ts'

/** Taken before the workload is loaded, which may replace it. */
const cpuUsage = process.cpuUsage.bind(process)

/** Runs a workload in samples of `batch` iterations, and remembers whether all runs returned the same. */
export interface Iteration {
  readonly checksum: string | null
  /** Of the values of a workload that measures itself; it has no checksum then. */
  readonly unit: string | null
  readonly asynchronous: boolean
  readonly firstRunNs: Nanoseconds
  readonly checksumVaries: () => boolean
  sample(batch: number): Promise<Sample>
}

/** Both per iteration. */
export interface Sample {
  readonly wallNs: Nanoseconds
  /** Processor time of all threads; what happens between samples is not the workload's. */
  readonly cpuNs: Nanoseconds
  /** What the last run returned, of a workload that measures itself; else null. */
  readonly value: number | null
}

/** The first run belongs to the cold start; it also tells whether the workload is asynchronous. */
export async function startIteration(run: (state: unknown) => unknown, state: unknown, unit: string | null = null): Promise<Iteration> {
  const start = now()
  let first = run(state)
  const asynchronous = isThenable(first)
  if (asynchronous) first = await first
  const firstRunNs = now() - start
  if (unit !== null) valueOf(first, unit)
  const checksum = unit === null ? checksumText(first) : null
  const parent = process.ppid
  let varies = false
  let lastTurn = now()

  return {
    checksum,
    unit,
    asynchronous,
    firstRunNs,
    checksumVaries: () => varies,
    async sample(batch) {
      let result: unknown
      const cpu = cpuUsage()
      const begin = now()
      // Awaiting a workload that is not asynchronous would add a turn of the microtask queue to each iteration.
      if (asynchronous) for (let i = 0; i < batch; i++) result = await run(state)
      else for (let i = 0; i < batch; i++) result = run(state)
      const end = now()
      const used = cpuUsage(cpu)
      const value = unit === null ? null : valueOf(result, unit)
      varies ||= unit === null && !Object.is(result, first) && checksumText(result) !== checksum
      if (end - lastTurn > 10e6) {
        await turnOfTheEventLoop()
        lastTurn = now()
        // The launching process is gone, so nobody will read the result or keep the time limit.
        if (process.ppid !== parent) process.exit(1)
      }
      return { wallNs: (end - begin) / batch, cpuNs: ((used.user + used.system) * 1000) / batch, value }
    },
  }
}

/** Lets timers, finalizers and notices of garbage collections have their turn, between samples and never inside one. */
export function turnOfTheEventLoop(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

/** What a workload that measures itself returned. */
function valueOf(result: unknown, unit: string): number {
  if (typeof result === 'number' && Number.isFinite(result) && result >= 0) return result
  const returned = typeof result === 'number' ? String(result) : `no number (${checksumText(result) ?? typeof result})`
  throw new BadWorkload(`it exports the unit "${unit}", so run has to return a finite number from 0, and it returned ${returned}`)
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
