import { now } from './clock.ts'
import { checksumText } from './checksum.ts'
import type { Nanoseconds } from '../../model/units.ts'

/** Runs a workload in samples of `batch` iterations, and remembers whether all runs returned the same. */
export interface Iteration {
  readonly checksum: string | null
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
}

/** The first run belongs to the cold start; it also tells whether the workload is asynchronous. */
export async function startIteration(run: (state: unknown) => unknown, state: unknown): Promise<Iteration> {
  const start = now()
  let first = run(state)
  const asynchronous = isThenable(first)
  if (asynchronous) first = await first
  const firstRunNs = now() - start
  const checksum = checksumText(first)
  const parent = process.ppid
  let varies = false
  let lastTurn = now()

  return {
    checksum,
    asynchronous,
    firstRunNs,
    checksumVaries: () => varies,
    async sample(batch) {
      let result: unknown
      const cpu = process.cpuUsage()
      const begin = now()
      // Awaiting a workload that is not asynchronous would add a turn of the microtask queue to each iteration.
      if (asynchronous) for (let i = 0; i < batch; i++) result = await run(state)
      else for (let i = 0; i < batch; i++) result = run(state)
      const end = now()
      const used = process.cpuUsage(cpu)
      varies ||= !Object.is(result, first) && checksumText(result) !== checksum
      if (end - lastTurn > 10e6) {
        await turnOfTheEventLoop()
        lastTurn = now()
        // The launching process is gone, so nobody will read the result or keep the time limit.
        if (process.ppid !== parent) process.exit(1)
      }
      return { wallNs: (end - begin) / batch, cpuNs: ((used.user + used.system) * 1000) / batch }
    },
  }
}

/** Lets timers, finalizers and notices of garbage collections have their turn, between samples and never inside one. */
export function turnOfTheEventLoop(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
