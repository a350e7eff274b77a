import { median } from './median.ts'

/** What it takes to know the squared error of any stretch of a series in constant time. */
export interface Cumulated {
  /** The sum of the first i values, and of their squares, for i = 0 … n; taken around the median, since far from 0 they would cancel badly. */
  readonly sums: Float64Array
  readonly squares: Float64Array
}

/** The cumulated sums of finite values. */
export function cumulate(values: ArrayLike<number>): Cumulated {
  const centre = median(values)
  const sums = new Float64Array(values.length + 1)
  const squares = new Float64Array(values.length + 1)
  for (let index = 0; index < values.length; index++) {
    const value = values[index]! - centre
    sums[index + 1] = sums[index]! + value
    squares[index + 1] = squares[index]! + value * value
  }
  return { sums, squares }
}

/** The squared error of the values from `start` up to `end` around their mean, in their unit squared. */
export function squaredError({ sums, squares }: Cumulated, start: number, end: number): number {
  const sum = sums[end]! - sums[start]!
  return squares[end]! - squares[start]! - (sum * sum) / (end - start)
}

/**
 * The starts of the segments that have the least squared error plus `cutCost` for each cut, every segment with at least `minimum` values
 * (optimal partitioning, Jackson et al. 2005). The first is 0; none for an empty series.
 */
export function partition(cumulated: Cumulated, cutCost: number, minimum: number): number[] {
  const length = cumulated.sums.length - 1
  const cost = new Float64Array(length + 1).fill(Infinity)
  const startOfLast = new Int32Array(length + 1)
  cost[0] = -cutCost
  for (let end = Math.min(minimum, length); end <= length; end++) {
    let least = cost[0] + squaredError(cumulated, 0, end)
    let best = 0
    for (let start = minimum; start <= end - minimum; start++) {
      const candidate = cost[start]! + squaredError(cumulated, start, end)
      if (candidate < least) {
        least = candidate
        best = start
      }
    }
    cost[end] = least + cutCost
    startOfLast[end] = best
  }
  const starts: number[] = []
  for (let end = length; end > 0; end = startOfLast[end]!) starts.unshift(startOfLast[end]!)
  return starts
}
