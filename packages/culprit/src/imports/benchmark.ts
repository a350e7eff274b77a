import { summarise } from '../bench/summary.ts'
import type { Benchmark } from '../model/bench.ts'
import { badResultFile } from '../model/errors.ts'
import type { Imported } from './import.ts'

interface Fields {
  readonly file: string
  readonly suite?: string
  readonly name: string
  readonly unit: string
  readonly better?: Benchmark['better']
  readonly failure?: string | null
  /** Whether it was left out, and has no values because of that and not because it failed. */
  readonly isLeftOut?: boolean
  readonly processes: readonly (readonly number[])[]
  /** What the tool says of the samples; only read where there are none. */
  readonly known?: Partial<ReturnType<typeof summarise>>
  /** Amount of work of one iteration. */
  readonly work?: { readonly amount: number; readonly unit: string } | null
  readonly batch?: number | null
  readonly cpuShare?: number | null
  readonly unread: Readonly<Record<string, unknown>>
}

/** A benchmark of another tool: its samples summed up, or what the tool says of them; an error when a sample is not finite. */
export function imported(fields: Fields): Imported {
  const { file, suite = '', name, unit, better = 'smaller', failure = null, isLeftOut = false } = fields
  const { processes, known, work = null, batch = null, cpuShare = null, unread } = fields
  // A time divided by next to no iterations.
  if (processes.some(samples => !samples.every(Number.isFinite)))
    throw badResultFile(file, `a sample of "${name}" is too large for a number`, null)
  const hasSamples = processes.some(samples => samples.length > 0)
  const summary = hasSamples ? summarise(processes) : { ...summarise([]), ...known }
  const centre = summary.median ?? summary.mean
  const perSecond = work === null || unit !== 'ns' || centre === null ? NaN : (work.amount / centre) * 1e9
  const benchmark: Benchmark = {
    suite,
    name,
    unit,
    better,
    state: failure === null ? 'measured' : isLeftOut ? 'not-measured' : 'failed',
    failure,
    ...summary,
    processes: hasSamples ? processes.map(samples => [...samples]) : [],
    throughput: work === null || !Number.isFinite(perSecond) ? null : { value: perSecond, unit: work.unit },
    batch: batch === 0 ? null : batch,
    isSteady: null,
    modes: null,
    cpuShare: cpuShare !== null && Number.isFinite(cpuShare) ? cpuShare : null,
    waitShare: null,
    target: null,
    baseline: null,
    advice: [],
    ran: null,
    unread: { ...unread },
  }
  return { file, benchmark }
}

/** A sum, for shares of sums. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
