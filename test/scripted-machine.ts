import type { Engine, LaunchRequest, LaunchResult } from '../packages/culprit/src/engines/engine.ts'
import type { Journal, MeasureContext } from '../packages/culprit/src/measure/launch.ts'
import type { Arm, Failed, LaunchRecord } from '../packages/culprit/src/model/launch.ts'
import type { Staged } from '../packages/culprit/src/model/progress.ts'
import { normalQuantile } from '../packages/culprit/src/stats/normal.ts'
import { randomFrom } from '../packages/culprit/src/stats/random.ts'
import { measured, unknownLoad, unknownUsage } from './launches.ts'

export interface Script {
  /** Of one iteration when nothing disturbs it; 1 ms where it is not said. */
  readonly iterationNs?: Partial<Record<Arm, number>>
  /** Standard deviation of ln(speed) from launch to launch. */
  readonly launchNoise?: number
  readonly seed?: string
  /** How many times slower everything is at a moment of the machine's clock. */
  readonly slowness?: (clockNs: number) => number
  /** What others take of a processor at a moment of the machine's clock: the clock then goes on and processor time does not. Without it processor time is not known. */
  readonly waitShare?: (clockNs: number) => number
  /** What the n-th launch of an arm fails with, from 0; null when it works. */
  readonly fails?: (arm: Arm, launch: number) => Failed | null
  /** The samples of a pilot. */
  readonly pilotSamplesNs?: readonly number[]
}

/** What every launch takes before its first sample. */
export const startNs = 10e6

/** A machine whose launches take the time that a script says, on a clock of its own that stands still when nothing runs. */
export class ScriptedMachine {
  /** The arm of every launch, in the order in which they began. */
  readonly launched: Arm[] = []
  /** How many of them are over. */
  ended = 0
  readonly #script: Script
  #clockNs = 0
  /** The launch that runs now. */
  #running: LaunchRequest | null = null

  constructor(script: Script = {}) {
    this.#script = script
  }

  /** `iterationNs` is for machines with more than one program an arm; without it the script says. */
  engine(arm: Arm, iterationNs = this.#script.iterationNs?.[arm] ?? 1e6): Engine {
    return {
      name: 'scripted@1',
      sha256: '0'.repeat(64),
      launch: async request => {
        await this.#begin(request)
        try {
          request.signal.throwIfAborted()
          return await this.#launch(arm, request, iterationNs)
        } finally {
          this.#running = null
          this.ended++
          request.turn?.leave()
        }
      },
    }
  }

  async #begin(request: LaunchRequest): Promise<void> {
    await request.turn?.take()
    if (this.#running !== null) throw new Error('two launches run at the same time')
    this.#running = request
  }

  async #launch(arm: Arm, request: LaunchRequest, iterationNs: number): Promise<LaunchResult> {
    const { mode, turn } = request
    const { launchNoise = 0, seed = 'machine', fails, pilotSamplesNs } = this.#script
    const nth = this.launched.filter(one => one === arm).length
    this.launched.push(arm)
    const noise = launchNoise * normalQuantile(randomFrom(seed).derive(arm, nth).uniform() + 2 ** -54)
    let usedNs = 0
    const run = async (ns: number): Promise<number> => {
      const taken = ns * (this.#script.slowness?.(this.#clockNs) ?? 1)
      // Whoever else could run now would.
      await Promise.resolve()
      this.#clockNs += taken
      usedNs += taken
      return taken
    }
    const result = (outcome: LaunchResult['outcome']): LaunchResult => ({
      startedMs: 0,
      before: unknownLoad,
      after: unknownLoad,
      usage: unknownUsage(usedNs),
      outcome,
      printedBytes: 0,
    })
    await run(startNs)
    const failure = fails?.(arm, nth) ?? null
    if (failure !== null) return result(failure)
    if (mode.kind === 'pilot') return result(measured({ samplesNs: [...(pilotSamplesNs ?? [])], warmUp: 0 }))
    if (mode.kind !== 'steady') throw new Error(`the script has no ${mode.kind} launches`)
    const { batch, warmUp, samples, perTurn } = mode.plan
    const samplesNs: number[] = []
    const cpuSamplesNs: number[] = []
    const { waitShare } = this.#script
    let waitedNs = 0
    let sampledNs = 0
    for (let sample = 0; sample < warmUp + samples; sample++) {
      if (sample > 0 && sample % perTurn === 0) {
        this.#running = null
        turn?.pass()
        await this.#begin(request)
      }
      const waiting = waitShare?.(this.#clockNs) ?? 0
      const cpuNs = iterationNs * Math.exp(noise)
      samplesNs.push((await run((batch * cpuNs) / (1 - waiting))) / batch)
      if (waitShare !== undefined) cpuSamplesNs.push(samplesNs.at(-1)! * (1 - waiting))
      waitedNs += waiting * samplesNs.at(-1)!
      sampledNs += samplesNs.at(-1)!
    }
    return result(measured({ batch, warmUp, samplesNs, cpuSamplesNs, waitShare: waitShare === undefined ? null : waitedNs / sampledNs }))
  }
}

/** A journal that is gone when the test ends; `kept` is what an earlier run left. */
export class MemoryJournal implements Journal {
  readonly records: LaunchRecord[]

  constructor(kept: readonly LaunchRecord[] = []) {
    this.records = [...kept]
  }

  find(key: string): LaunchRecord | null {
    return this.records.find(record => record.key === key) ?? null
  }

  append(records: readonly LaunchRecord[]): void {
    this.records.push(...records)
  }
}

export function scriptedContext(machine: ScriptedMachine, journal: Journal, seed = 'order'): MeasureContext {
  const side = (arm: Arm) => ({ engine: machine.engine(arm), root: `/${arm}`, dir: `/${arm}`, file: null, flags: [] })
  return {
    journal,
    folder: '/run',
    sides: { baseline: side('baseline'), candidate: side('candidate'), control: side('control') },
    workload: { kind: 'wasi' },
    seed,
    timeLimitNs: 60e9,
    signal: new AbortController().signal,
    watchCompetitors: () => () => [],
    quiet: null,
  }
}

/** What a stage returns; what happens on the way is dropped. */
export async function resultOf<T>(stage: Staged<T>): Promise<T> {
  for (;;) {
    const step = await stage.next()
    if (step.done === true) return step.value
  }
}
