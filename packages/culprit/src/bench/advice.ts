import type { Benchmark } from '../model/bench.ts'

/** A deviation above this share of the mean makes a figure that says little (Criterion users know it as "very unstable"). */
const largestDeviation = 0.2
/** From here on others had the processor often enough to be the cause. */
const muchWaiting = 0.05

/** What to do about a benchmark whose values scatter by more than a fifth of their mean, likeliest cause first; empty for all others. */
export function adviceFor(
  benchmark: Pick<Benchmark, 'unit' | 'mean' | 'deviation' | 'outliers' | 'samples' | 'modes' | 'isSteady' | 'waitShare'>,
): string[] {
  const { unit, mean, deviation, outliers, samples, modes, isSteady, waitShare } = benchmark
  if (mean === null || deviation === null || mean <= 0 || deviation <= largestDeviation * mean) return []
  const advice: string[] = []
  if (unit === 'ns' && waitShare !== null && waitShare > muchWaiting) {
    advice.push(
      'Others had the processor in part of the time: close them, or measure on a quieter machine; culprit env says what stands in the way.',
    )
  }
  if (modes !== null && modes > 1) {
    advice.push(
      'The values lie on two levels: look for two states of the program, such as a cache that is hit or not, and measure each by itself.',
    )
  }
  if (isSteady === false) advice.push('It was still getting faster or slower when it was measured: a longer --warm-up-time may end that.')
  if (outliers !== null && outliers.low + outliers.high > 0 && outliers.low + outliers.high <= samples / 10) {
    advice.push(
      'A few values are far away from the others, such as those in which memory was collected: the median says more than the mean.',
    )
  }
  return advice.length > 0
    ? advice
    : [
        'A longer --measurement-time makes each value the mean of more iterations, and a larger --sample-size shows whether it is a few values.',
      ]
}
