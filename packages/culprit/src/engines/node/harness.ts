// The program that one launch runs. It has to run on every Node that can be an engine, so it uses nothing newer than Node 18.
import { readSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Failed, Measured } from '../../model/launch.ts'
import { now, timerStep } from './clock.ts'
import { watchCollections, type Collections } from './collections.ts'
import { startIteration, type Iteration } from './iterate.ts'
import { loadedScripts, sampled } from './observe.ts'
import { explore } from './pilot.ts'
import { reportDescriptor, type HarnessLine, type HarnessRequest } from './protocol.ts'
import { describeThrown } from './thrown.ts'
import { usageSoFar } from './usage.ts'
import { watchWaiting } from './waiting.ts'
import { loadWorkload } from './workload.ts'

const request: HarnessRequest = JSON.parse(process.argv[2] ?? '')
process.argv.length = 2
// Taken before the workload is loaded, which may replace them.
const exit: typeof process.exit = process.exit.bind(process)
const { stringify } = JSON
let phase: Failed['phase'] = 'start'

process.on('uncaughtException', fail)
process.on('unhandledRejection', fail)
main().catch(fail)

async function main(): Promise<void> {
  const collections = watchCollections()
  const timerStepNs = timerStep()

  enter('load')
  const start = now()
  const workload = await loadWorkload(request)
  enter('setup')
  const state = await workload.setup()
  const setupNs = now() - start

  enter('run')
  const iteration = await startIteration(input => workload.run(input), state, workload.unit)
  const steady = await measure(iteration, timerStepNs, collections)

  const { mode } = request
  if (mode.kind === 'watch') writeFileSync(join(mode.folder, 'scripts.json'), JSON.stringify(await loadedScripts()))
  const done: Measured = {
    kind: 'measured',
    engineVersion: process.versions.node,
    workload: workload.name,
    checksum: iteration.checksum,
    checksumVaries: iteration.checksumVaries(),
    setupNs,
    firstRunNs: iteration.firstRunNs,
    timerStepNs,
    ...steady,
  }
  report({ done, usage: usageSoFar() })
  // A workload may have left timers, workers or servers behind.
  exit(0)
}

type Steady = Omit<
  Measured,
  'kind' | 'engineVersion' | 'workload' | 'checksum' | 'checksumVaries' | 'setupNs' | 'firstRunNs' | 'timerStepNs'
>

/** What follows the first run, by the kind of launch. */
async function measure(iteration: Iteration, timerStepNs: number, collections: Collections): Promise<Steady> {
  const nothing: Steady = {
    batch: 1,
    samplesNs: [],
    cpuSamplesNs: [],
    values: iteration.unit === null ? null : { unit: iteration.unit, samples: [] },
    warmUp: 0,
    cpuNs: null,
    waitShare: null,
    collections: null,
    allocatedBytes: null,
    heldBytes: null,
    growth: null,
  }
  const { mode } = request
  switch (mode.kind) {
    case 'cold':
    case 'watch':
      return nothing
    case 'pilot':
      return { ...nothing, ...(await explore(iteration, timerStepNs, mode.durationNs, collections)) }
    case 'profile': {
      globalThis.culpritProfiledPart?.begin()
      for (let i = 0; i < mode.iterations; i++) await iteration.sample(1)
      globalThis.culpritProfiledPart?.end()
      return nothing
    }
    case 'steady':
    case 'sample': {
      const { warmUp, samples, perTurn } = mode.plan
      const { unit } = iteration
      // Of a batch only the last value would be known.
      const batch = unit === null ? mode.plan.batch : 1
      const samplesNs: number[] = []
      const cpuSamplesNs: number[] = []
      const values: number[] = []
      const waiting = watchWaiting()
      const sample = async (): Promise<void> => {
        if (request.inTurns && samplesNs.length % perTurn === 0) {
          waiting.pause()
          waitForTurn()
          waiting.go()
        }
        const { wallNs, cpuNs, value } = await iteration.sample(batch)
        samplesNs.push(wallNs)
        cpuSamplesNs.push(cpuNs)
        if (value !== null) values.push(value)
      }
      for (let i = 0; i < warmUp; i++) await sample()
      await collections.take()
      waiting.restart()
      const timed = async (): Promise<void> => {
        for (let i = 0; i < samples; i++) await sample()
      }
      if (mode.kind === 'sample') await sampled(mode.folder, mode.intervalNs, timed)
      else await timed()
      const cpuNs = cpuSamplesNs.slice(warmUp).reduce((sum, ns) => sum + ns, 0) / samples
      return {
        ...nothing,
        batch,
        samplesNs,
        cpuSamplesNs,
        values: unit === null ? null : { unit, samples: values },
        warmUp,
        cpuNs,
        waitShare: waiting.share(),
        collections: await collections.take(),
      }
    }
  }
}

/** Stands still, without using the processor, until the launching side says that the others have paused. */
function waitForTurn(): void {
  report({ turn: true })
  const byte = Buffer.alloc(1)
  for (;;) {
    try {
      // The end of the stream means that the launching side is gone.
      if (readSync(0, byte) === 0) exit(1)
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  }
}

function enter(next: Failed['phase']): void {
  phase = next
  report({ phase })
}

function fail(error: unknown): never {
  report({ failed: { ...describeThrown(error), phase }, usage: usageSoFar() })
  exit(1)
}

function report(line: HarnessLine): void {
  const bytes = Buffer.from(`${stringify(line)}\n`)
  let written = 0
  while (written < bytes.length) {
    try {
      written += writeSync(reportDescriptor, bytes, written)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') exit(1)
    }
  }
}
