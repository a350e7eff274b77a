import { parseTarget } from '../bench/target.ts'
import { failureOf, launchBenchmark, tryBenchmark, type Tried } from '../measure/benchmark.ts'
import { orderOf } from '../measure/order.ts'
import type { BenchRequest } from '../model/bench-request.ts'
import type { LaunchRecord } from '../model/launch.ts'
import type { Staged } from '../model/progress.ts'
import type { PreparedBenchmark } from './prepare-benchmarks.ts'

/** What became of one benchmark. */
export type MeasuredBenchmark =
  | { readonly kind: 'measured'; readonly tried: Extract<Tried, { kind: 'ready' }>; readonly launches: readonly LaunchRecord[] }
  | { readonly kind: 'failed'; readonly failure: string }
  | { readonly kind: 'left-out'; readonly why: string }

/**
 * Tries every benchmark once, and then runs them round after round, each process of a benchmark in another round: what the machine does for a minute falls
 * on all benchmarks and not on the one that was at work. The order in a round is tossed anew.
 */
export async function* measureBenchmarks(benchmarks: readonly PreparedBenchmark[], request: BenchRequest): Staged<MeasuredBenchmark[]> {
  const { settings, keepsGoing } = request
  yield { kind: 'stage', text: `trying ${benchmarks.length} benchmarks` }
  const results: MeasuredBenchmark[] = []
  for (const [place, { context, planned }] of benchmarks.entries()) {
    const stopped = keepsGoing ? undefined : results.findIndex(result => result.kind === 'failed')
    if (stopped !== undefined && stopped >= 0) {
      results.push({ kind: 'left-out', why: `left out because "${benchmarks[stopped]!.planned.name}" failed; --no-fail-fast goes on` })
      continue
    }
    const tried = await tryBenchmark(context, settings)
    if (tried.kind === 'failed') {
      yield { kind: 'look', pairs: 0, text: `"${planned.name}" failed: ${tried.failure}` }
      results.push(tried)
    } else {
      // What the benchmark counts is known now; a target in something else is found out before anything is measured for it.
      if (planned.target !== null) parseTarget(planned.target, planned.name, tried.unit)
      results.push({ kind: 'measured', tried, launches: [] })
    }
    yield { kind: 'launch', stage: 'pilot', arm: 'baseline', done: place + 1, planned: benchmarks.length, remainingNs: null }
  }
  const failed = results.findIndex(({ kind }) => kind === 'failed')
  if (!keepsGoing && failed >= 0) return results.map(one => leftOut(one, benchmarks[failed]!.planned.name))

  const running = results.flatMap((result, place) => (result.kind === 'measured' ? [place] : []))
  yield { kind: 'stage', text: `measuring ${running.length} benchmarks` }
  const planned = running.length * settings.processes
  let done = 0
  let spentNs = 0
  for (let round = 0; round < settings.processes; round++) {
    for (const place of orderOf(running, settings.seed, 'bench', round)) {
      const result = results[place]!
      if (result.kind !== 'measured') continue
      const record = await launchBenchmark(benchmarks[place]!.context, result.tried.plan, round)
      const { outcome, usage } = record
      results[place] =
        outcome.kind === 'failed'
          ? { kind: 'failed', failure: `in process ${round + 1} of ${settings.processes}: ${failureOf(outcome)}` }
          : { ...result, launches: [...result.launches, record] }
      done++
      spentNs += usage.wallNs
      yield { kind: 'launch', stage: 'steady', arm: 'baseline', done, planned, remainingNs: (spentNs / done) * (planned - done) }
      if (outcome.kind === 'failed' && !keepsGoing) return results.map(one => leftOut(one, benchmarks[place]!.planned.name))
    }
  }
  return results
}

function leftOut(result: MeasuredBenchmark, failed: string): MeasuredBenchmark {
  return result.kind === 'measured' ? { kind: 'left-out', why: `stopped because "${failed}" failed; --no-fail-fast goes on` } : result
}
