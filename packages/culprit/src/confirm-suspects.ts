import { confirmed, keyOf } from './bench/beside-baseline.ts'
import { carryOut, createRun } from './carry-out.ts'
import { drive } from './drive.ts'
import type { Bench, Benchmark } from './model/bench.ts'
import type { PlannedBenchmark } from './model/bench-request.ts'
import type { Comparison } from './model/comparison.ts'
import { CulpritError } from './model/errors.ts'
import type { ProgressEvent } from './model/progress.ts'
import type { Request } from './model/run.ts'
import { usualSourceOptions } from './model/usual-source-options.ts'
import { ownRun } from './own-run.ts'
import type { OpenBench } from './stages/prepare-benchmarks.ts'
import { confirmValues } from './stages/confirm-values.ts'
import { referenceOf } from './stages/measured-reference.ts'
import type { Decision } from './verdict/decide.ts'
import { defaultManyPlan } from './verdict/many.ts'

/** Runs every suspect again in fresh interleaved pairs of what the baseline measured and what was measured now; its verdict is then theirs. */
export async function confirmSuspects(
  open: OpenBench,
  compared: Bench,
  baseline: Bench,
  show: (event: ProgressEvent) => void,
): Promise<Bench> {
  const before = new Map(baseline.benchmarks.map(one => [keyOf(one), one]))
  const suspects = compared.benchmarks.filter(({ baseline }) => baseline?.isSuspect)
  const benchmarks: Benchmark[] = []
  let done = 0
  for (const [place, benchmark] of compared.benchmarks.entries()) {
    const old = before.get(keyOf(benchmark))
    if (benchmark.baseline?.isSuspect !== true || old === undefined) {
      benchmarks.push(benchmark)
      continue
    }
    show({ kind: 'stage', text: `confirming ${++done} of ${suspects.length} suspects with fresh pairs: ${benchmark.name}` })
    benchmarks.push(await confirm(open, place, benchmark, old, show))
  }
  return { ...compared, benchmarks }
}

async function confirm(
  open: OpenBench,
  place: number,
  now: Benchmark,
  before: Benchmark,
  show: (event: ProgressEvent) => void,
): Promise<Benchmark> {
  const planned = open.folder.request.benchmarks[place]!
  const unconfirmed = (why: string): Benchmark =>
    confirmed(now, { ...now.baseline!, verdict: 'inconclusive', reason: `${now.baseline!.reason}; not confirmed: ${why}` })
  const [was, is] = [await referenceOf(open.store, before, planned), await referenceOf(open.store, now, planned)]
  if (was === null || is === null)
    return unconfirmed('the version of the baseline cannot be had any more: what is measured in place is not kept')
  const request = requestOf(open, place, planned, was, is, before, now)
  try {
    if (now.ran!.measuresItself) {
      const found = await drive(confirmValues(open, place, request), show)
      return found.kind === 'unusable' ? unconfirmed(found.why) : confirmed(now, ofValues(open, found.decision))
    }
    const comparison = await pairsOf(open, place, request, show)
    const { verdict, reason, ratio, run } = comparison
    return confirmed(now, {
      verdict,
      reason: `${comparison.pairs} fresh pairs: ${reason}`,
      confirmation: run,
      ratio: ratio?.estimate ?? null,
      low: ratio?.low ?? null,
      high: ratio?.high ?? null,
    })
  } catch (error) {
    open.signal.throwIfAborted()
    if (error instanceof CulpritError) return unconfirmed(error.message)
    throw error
  }
}

function ofValues({ folder }: OpenBench, { verdict, reason, ratio, pairs }: Decision): Parameters<typeof confirmed>[1] {
  return {
    verdict,
    reason: `${pairs} fresh pairs: ${reason.replaceAll('-', ' ')}`,
    confirmation: folder.request.id,
    ratio: ratio?.estimate ?? null,
    low: ratio?.low ?? null,
    high: ratio?.high ?? null,
  }
}

function requestOf(
  { folder }: OpenBench,
  place: number,
  planned: PlannedBenchmark,
  was: string,
  is: string,
  before: Benchmark,
  now: Benchmark,
): Request {
  const { request } = folder
  return {
    command: 'compare',
    baseline: { reference: was, engine: before.ran!.engine, flags: before.ran!.flags },
    candidate: { reference: is, engine: now.ran!.engine, flags: now.ran!.flags },
    workload: planned.workload,
    sources: usualSourceOptions,
    threshold: planned.threshold,
    budgetNs: request.confirm!.budgetNs,
    timeLimitNs: request.timeLimitNs,
    waitQuietNs: 0,
    scales: [],
    counters: 'none',
    // At half the rate of a single comparison: what is confirmed was picked for looking large.
    alpha: defaultManyPlan.confirmationAlpha,
    seed: `${request.settings.seed}-confirmation-${place}`,
    commandLine: request.commandLine,
    cwd: request.cwd,
  }
}

async function pairsOf(
  { store, folder, signal }: OpenBench,
  place: number,
  request: Request,
  show: (event: ProgressEvent) => void,
): Promise<Comparison> {
  const result = await ownRun(store, {
    known: folder.request.confirmations[place] ?? null,
    create: () => createRun(store, request),
    remember: id => folder.write({ ...folder.request, confirmations: { ...folder.request.confirmations, [place]: id } }),
    carryOut: folder => carryOut({ store, folder, signal }, null, show),
  })
  if (result.kind !== 'comparison') throw new Error(`a confirmation came to an ${result.kind}`)
  return result
}
