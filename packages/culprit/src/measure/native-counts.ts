import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import type { IterationPlan } from '../engines/engine.ts'
import { canFixAddresses, type InstructionCounter, perf, valgrind, whyNotCounting } from '../platform/instruction-counters.ts'
import type { NativeCounts } from '../model/native-counts.ts'
import type { Staged } from '../model/progress.ts'
import type { Nanoseconds } from '../model/units.ts'
import { guardDisk } from '../platform/files.ts'
import { mean, relativeRange } from '../stats/deviation.ts'
import type { MeasureContext } from './launch.ts'

export interface NativeCountOptions {
  /** About how long an iteration of the slower side takes; its pilot knows. */
  readonly iterationNs: Nanoseconds
  /** Whether valgrind may be used where perf cannot; it takes many times longer. */
  readonly withValgrind: boolean
  /** What all launches together may take. */
  readonly budgetNs: Nanoseconds
}

/** The difference of two launches spans about this much: tens of millions of instructions, where starting takes 150 million. */
const spanNs: Nanoseconds = 10e6
const mostIterations = 1e6
/** Two show whether the count is the same each time. */
const repetitions = 2
const arms = ['baseline', 'candidate'] as const

/**
 * The machine instructions that one iteration executes on both sides, by the processor's counter or, when it has none and that is asked for, by valgrind.
 *
 * A count holds the start of the engine and the warm-up as well, so two launches are made, one with n and one with 2 n iterations after
 * the same warm-up, and their difference is divided by n. The engine compiles on the main thread, or the count would depend on when its
 * threads ran; it is therefore not the count of a timed launch.
 *
 * Whatever stands in the way is told and never a 0: no tool, no counter, no permission, a side that fails, no time.
 */
export async function* nativeCounts(context: MeasureContext, options: NativeCountOptions): Staged<NativeCounts> {
  yield { kind: 'stage', text: 'counting machine instructions' }
  const counter = await usableCounter(context, options.withValgrind)
  if ('why' in counter) return { kind: 'unavailable', why: counter.why }

  const iterations = Math.min(mostIterations, Math.max(1, Math.ceil(spanNs / options.iterationNs)))
  const planned = arms.length * repetitions * 2
  const perIteration: Record<(typeof arms)[number], number[]> = { baseline: [], candidate: [] }
  let spent: Nanoseconds = 0
  let done = 0
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const arm of arms) {
      const counts: number[] = []
      for (const samples of [1, 2]) {
        // The first launch of all tells what the rest will take.
        if (done > 0 && spent + (spent / done) * (planned - done) > options.budgetNs)
          return unavailable(
            `${planned} launches under ${counter.name} would take ${seconds((spent / done) * planned)}, more than the budget left`,
          )
        const start = performance.now()
        const counted = await countLaunch(
          context,
          counter,
          arm,
          { batch: iterations, warmUp: 1, samples, perTurn: 1 },
          options.budgetNs - spent,
        )
        spent += (performance.now() - start) * 1e6
        if (typeof counted === 'string') return unavailable(counted)
        counts.push(counted)
        done++
        yield { kind: 'launch', stage: 'count', arm, done, planned, remainingNs: (spent / done) * (planned - done) }
      }
      const difference = counts[1]! - counts[0]!
      if (difference <= 0)
        return unavailable(`an iteration of the ${arm} executes too little for ${counter.name} to tell it from the start`)
      perIteration[arm].push(difference / iterations)
    }
  }
  const { baseline, candidate } = perIteration
  return {
    kind: 'counted',
    tool: counter.name,
    baseline: mean(baseline),
    candidate: mean(candidate),
    spread: Math.max(relativeRange(baseline), relativeRange(candidate)),
    launches: repetitions * 2,
    iterations,
  }
}

function unavailable(why: string): NativeCounts {
  return { kind: 'unavailable', why }
}

/** One launch under the counter: what it counted, or why it did not. */
async function countLaunch(
  context: MeasureContext,
  counter: InstructionCounter,
  arm: (typeof arms)[number],
  plan: IterationPlan,
  leftNs: Nanoseconds,
): Promise<number | string> {
  const { engine, dir, file, flags } = context.sides[arm]
  const output = join(context.folder, 'native-count.txt')
  await guardDisk(output, () => fs.rm(output, { force: true }))
  const { outcome } = await engine.launch({
    mode: { kind: 'steady', plan },
    workload: context.workload,
    dir,
    file,
    flags: [...counter.engineFlags, ...flags],
    under: counter.command(output),
    // A launch that is fast enough without the tool is not too slow for being counted; what the budget has left still bounds it.
    timeLimitNs: Math.min(context.timeLimitNs * counter.slowdown, Math.max(context.timeLimitNs, leftNs)),
    turn: null,
    signal: context.signal,
  })
  const text = await fs.readFile(output, 'utf8').catch(() => '')
  await fs.rm(output, { force: true })
  if (outcome.kind === 'failed') return `the ${arm} did not run under ${counter.name} (${outcome.cause}: ${outcome.message.split('\n')[0]})`
  const reading = counter.read(text, '')
  return reading.kind === 'counted' ? reading.instructions : reading.why
}

/** The first tool that counts; otherwise why none of them does. */
async function usableCounter(
  { folder, signal }: MeasureContext,
  withValgrind: boolean,
): Promise<InstructionCounter | { readonly why: string }> {
  if (process.platform !== 'linux') return { why: 'machine instructions are counted on Linux only' }
  const output = join(folder, 'native-count.txt')
  const byPerf = await whyNotCounting(perf, output, signal)
  if (byPerf === null) return perf
  if (!withValgrind) return { why: byPerf }
  const counter = valgrind(await canFixAddresses())
  const byValgrind = await whyNotCounting(counter, output, signal)
  return byValgrind === null ? counter : { why: `${byPerf}; ${byValgrind}` }
}

function seconds(ns: Nanoseconds): string {
  return `${Math.round(ns / 1e9)} s`
}
