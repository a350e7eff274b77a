import type { BenchSettings } from '../model/bench.ts'
import type { LaunchRecord, Measured } from '../model/launch.ts'
import type { IterationPlan } from '../engines/engine.ts'
import { median } from '../stats/median.ts'
import { launch, type MeasureContext } from './launch.ts'
import { warmUpEnd } from './warm-up.ts'

/** What a trial showed of one benchmark: how its processes are going to measure, or why they cannot. */
export type Tried =
  | { readonly kind: 'ready'; readonly plan: IterationPlan; readonly isSteady: boolean | null; readonly unit: string }
  | { readonly kind: 'failed'; readonly failure: string }

/**
 * What a workload measures itself can depend on how often it has run (memory that is held, for one), so every process of every result runs it equally
 * often before its values count, however fast the machine is that day.
 */
const ownWarmUp = 3

/** A failure is believed when it comes again. */
const tries = 2
/** However long an iteration takes to warm up, no process does so for longer than this many times what was asked for. */
const longestWarmUp = 5

/** Runs a benchmark once, and settles what each of its processes does. */
export async function tryBenchmark(context: MeasureContext, settings: BenchSettings): Promise<Tried> {
  // The trial shows how long an iteration takes and when it is warm; longer than the measurement itself it need not be.
  const durationNs = Math.min(200e6, settings.measurementNs / 4)
  for (let attempt = 0; ; attempt++) {
    const { outcome } = await launch(context, slot('pilot', 0, attempt), () => ({ kind: 'pilot', durationNs }))
    if (outcome.kind === 'measured') return ready(outcome, settings)
    if (attempt + 1 === tries || outcome.cause === 'timed-out') return { kind: 'failed', failure: failureOf(outcome) }
  }
}

/** One process of a benchmark; a failure is believed when it comes again, unless it took a whole time limit. */
export async function launchBenchmark(context: MeasureContext, plan: IterationPlan, round: number): Promise<LaunchRecord> {
  for (let attempt = 0; ; attempt++) {
    const record = await launch(context, slot('steady', round, attempt), () => ({ kind: 'steady', plan }))
    const { outcome } = record
    if (outcome.kind === 'measured' || attempt + 1 === tries || outcome.cause === 'timed-out') return record
  }
}

/** The values that count of a launch: what the workload measured itself, or nanoseconds per iteration. */
export function valuesOf({ values, samplesNs, warmUp }: Measured): number[] {
  return (values === null ? samplesNs : values.samples).slice(warmUp)
}

export function failureOf({ cause, phase, message }: Extract<LaunchRecord['outcome'], { kind: 'failed' }>): string {
  return `${cause} in ${phase}: ${message.split('\n')[0]!.slice(0, 500)}`
}

function slot(stage: 'pilot' | 'steady', block: number, attempt: number) {
  return { stage, block, arm: 'baseline', position: 0, attempt } as const
}

function ready(pilot: Measured, { sampleSize, processes, measurementNs, warmUpNs }: BenchSettings): Tried {
  const iterationNs = Math.max(1, median(pilot.samplesNs.slice(Math.floor(pilot.samplesNs.length / 2))))
  const isOwn = pilot.values !== null
  const sampleNs = measurementNs / sampleSize
  // What measures itself gives one value for each iteration, however short that is.
  const batch = isOwn ? 1 : Math.max(pilot.batch, Math.round(sampleNs / iterationNs))
  const end = warmUpEnd(pilot.samplesNs)
  const needed = (1.25 * (end ?? 0) * pilot.batch) / batch
  const asked = warmUpNs / (batch * iterationNs)
  const warmUp = isOwn ? ownWarmUp : Math.max(1, Math.ceil(Math.min(Math.max(needed, asked), Math.max(longestWarmUp * asked, 1))))
  const samples = Math.max(1, Math.ceil(sampleSize / processes))
  return {
    kind: 'ready',
    plan: { batch, warmUp, samples, perTurn: samples },
    // What a workload measures itself need not warm up with its time.
    isSteady: isOwn || pilot.samplesNs.length < 8 ? null : end !== null,
    unit: pilot.values?.unit ?? 'ns',
  }
}
