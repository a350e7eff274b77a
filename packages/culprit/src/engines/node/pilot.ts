import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Measured } from '../../model/launch.ts'
import type { Bytes, Nanoseconds } from '../../model/units.ts'
import { allocatedBytes } from './allocation.ts'
import { now } from './clock.ts'
import type { Collections } from './collections.ts'
import { turnOfTheEventLoop, type Iteration } from './iterate.ts'

export interface Pilot {
  readonly batch: number
  readonly samplesNs: Nanoseconds[]
  readonly cpuSamplesNs: Nanoseconds[]
  /** Of a workload that measures itself: what each sample returned. */
  readonly values: Measured['values']
  /** Time of a batch four times as large, divided by that of the batch: 4 when the time grows with the work. Null for batches of one. */
  readonly growth: number | null
  readonly allocatedBytes: Bytes | null
  readonly heldBytes: { readonly start: Bytes; readonly end: Bytes; readonly iterations: number }
}

/**
 * A sample has to be 1000 steps of the timer, so that reading it costs less than 0.1 %, and long enough for the overhead
 * of the sampling loop to vanish.
 */
const timerStepsPerSample = 1000
const shortestSample: Nanoseconds = 200e3
const fewestSamples = 40
const mostSamples = 3000
/** Slow iterations: after this many durations even fewer samples have to do. */
const patience = 3

/** Explores a workload before anything is timed for a verdict: how long, how steady, does it hold on to memory, does its time grow with its work. */
export async function explore(
  iteration: Iteration,
  timerStepNs: Nanoseconds,
  durationNs: Nanoseconds,
  collections: Collections,
): Promise<Pilot> {
  const begin = now()
  let batch = 1
  const samplesNs: Nanoseconds[] = []
  const cpuSamplesNs: Nanoseconds[] = []
  const values: number[] = []
  // What measures itself returns one value a run, so every run is a sample, however short.
  const smallest = iteration.unit === null ? Math.max(shortestSample, timerStepsPerSample * timerStepNs) : 0
  for (;;) {
    const { wallNs: perIteration, cpuNs, value } = await iteration.sample(batch)
    if (perIteration * batch < smallest) {
      // Tiering up makes an iteration shorter while it runs, so the batch grows until samples are long enough, and starts again.
      batch = Math.max(batch * 2, Math.ceil((smallest * 1.5) / Math.max(perIteration, 0.1)))
      samplesNs.length = 0
      cpuSamplesNs.length = 0
      continue
    }
    samplesNs.push(perIteration)
    cpuSamplesNs.push(cpuNs)
    if (value !== null) values.push(value)
    const elapsed = now() - begin
    if (samplesNs.length >= mostSamples) break
    if (elapsed > durationNs && samplesNs.length >= fewestSamples) break
    if (elapsed > durationNs * patience) break
  }
  return {
    batch,
    samplesNs,
    cpuSamplesNs,
    values: iteration.unit === null ? null : { unit: iteration.unit, samples: values },
    growth: batch === 1 ? null : await growthOf(iteration, batch),
    allocatedBytes: await allocatedBytes(iteration, collections),
    heldBytes: await heldOver(iteration, batch, samplesNs, durationNs),
  }
}

async function growthOf(iteration: Iteration, batch: number): Promise<number> {
  const once: Nanoseconds[] = []
  const fourTimes: Nanoseconds[] = []
  for (let i = 0; i < 5; i++) {
    once.push((await iteration.sample(batch)).wallNs * batch)
    fourTimes.push((await iteration.sample(4 * batch)).wallNs * 4 * batch)
  }
  // The minimum: interruptions only add.
  return Math.min(...fourTimes) / Math.min(...once)
}

/** Memory held before and after some more iterations, each time after a full collection. A pilot is never timed for a verdict, so it may collect. */
async function heldOver(
  iteration: Iteration,
  batch: number,
  samplesNs: readonly Nanoseconds[],
  durationNs: Nanoseconds,
): Promise<Pilot['heldBytes']> {
  const perSample = (samplesNs.at(-1) ?? 0) * batch
  const samples = Math.max(3, Math.min(50, Math.floor(Math.min(500e6, durationNs) / Math.max(perSample, 1))))
  const start = await heldBytes()
  for (let i = 0; i < samples; i++) await iteration.sample(batch)
  return { start, end: await heldBytes(), iterations: samples * batch }
}

async function heldBytes(): Promise<Bytes> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  // Twice, with a turn between: finalizers release what only they hold.
  collect()
  await turnOfTheEventLoop()
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
