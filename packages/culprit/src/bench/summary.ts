import type { Benchmark } from '../model/bench.ts'
import type { Share } from '../model/units.ts'
import { binomialAtLeast } from '../stats/binomial.ts'
import { mean, standardDeviation } from '../stats/deviation.ts'
import { median } from '../stats/median.ts'
import { quantile } from '../stats/quantiles.ts'

type Summary = Pick<Benchmark, 'median' | 'mean' | 'p95' | 'p99' | 'deviation' | 'low' | 'high' | 'confidence' | 'samples' | 'outliers'>

const confidence = 0.95
/** With fewer values not even the interval from the smallest to the largest covers the median with probability 0.95: 1 - 2 / 2^5 is less. */
const fewest = 6

/**
 * What the samples of a benchmark, one list per process, come to, in their unit: quantiles of all of them (type 7), their
 * standard deviation, how many lie beyond Tukey's fences, and an interval that covers the median with probability 0.95 or more.
 *
 * Samples of one process depend on each other. So the interval is that of the processes' medians when there are six processes or more,
 * and the median can lie outside when they have unequal numbers of samples. A single process gives the interval of its samples, which
 * says nothing of another process; two to five give none. Processes without samples do not count; without any, all is null.
 */
export function summarise(processes: readonly (readonly number[])[]): Summary {
  const lists = processes.filter(samples => samples.length > 0)
  const samples = lists.flat()
  if (samples.length === 0) {
    const unknown = { median: null, mean: null, p95: null, p99: null, deviation: null, low: null, high: null, confidence: null }
    return { ...unknown, samples: 0, outliers: null }
  }
  const interval = medianInterval(lists.length === 1 ? samples : lists.map(list => median(list)))
  return {
    median: median(samples),
    mean: mean(samples),
    p95: percentile(samples, 0.95),
    p99: percentile(samples, 0.99),
    deviation: samples.length < 2 ? null : standardDeviation(samples),
    low: interval?.low ?? null,
    high: interval?.high ?? null,
    confidence: interval === null ? null : confidence,
    samples: samples.length,
    outliers: outliersOf(samples),
  }
}

/** Null of fewer than 20 values, of which none is expected to lie beyond the 95th percentile: it would be the largest by another name. */
function percentile(samples: readonly number[], share: Share): number | null {
  return samples.length < 20 ? null : quantile(samples, share)
}

/**
 * The interval between two order statistics that covers the median of whatever distribution the values are independent draws of: as many
 * values are left out at each end as the binomial distribution with probability 1/2 allows. Null for fewer than six values.
 */
function medianInterval(values: readonly number[]): { readonly low: number; readonly high: number } | null {
  const count = values.length
  if (count < fewest) return null
  const sorted = Float64Array.from(values).sort()
  // The largest number that can be left out at an end: P(X <= left) <= 0.025, and P(X <= left) = P(X >= count - left).
  let left = 0
  let tooMany = count >> 1
  while (tooMany - left > 1) {
    const middle = (left + tooMany) >> 1
    if (binomialAtLeast(count - middle, count, 0.5) <= (1 - confidence) / 2) left = middle
    else tooMany = middle
  }
  return { low: sorted[left]!, high: sorted[count - 1 - left]! }
}

/** How many values lie more than 1.5 interquartile ranges below the first quartile, and above the third (Tukey 1977). */
function outliersOf(values: readonly number[]): { low: number; high: number } {
  const first = quantile(values, 0.25)
  const third = quantile(values, 0.75)
  const reach = 1.5 * (third - first)
  return {
    low: values.filter(value => value < first - reach).length,
    high: values.filter(value => value > third + reach).length,
  }
}
