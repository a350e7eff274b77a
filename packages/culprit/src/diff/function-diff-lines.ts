/**
 * Which lines of two texts belong together, lines being numbers that are equal when the lines are: for each line of `a` the one of `b`,
 * or -1. Partners are in the same order on both sides.
 *
 * They make a shortest edit script, found in linear space (Myers 1986, "An O(ND) Difference Algorithm and Its Variations", section 4b),
 * where it has few edits. Where a search goes beyond `longestSearch`, lines that both sides have exactly once become anchors (Bram
 * Cohen's patience diff); where there are none, the furthest point that was reached. So the time is bounded by
 * (|a| + |b|) × (`longestSearch` + log(|a| + |b|)).
 */
export function matchLines(a: Uint32Array, b: Uint32Array): Int32Array {
  const partner = new Int32Array(a.length).fill(-1)
  const anchors = new Anchors(a, b)
  const search = new MiddleSearch(a, b)
  // Ranges that are still to be matched. A stack of them, because the recursion could be as deep as the texts are long.
  const ranges: Range[] = [{ a: 0, aEnd: a.length, b: 0, bEnd: b.length, anchorsBelow: Infinity }]
  for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
    let { a: from, aEnd, b: other, bEnd } = range
    while (from < aEnd && other < bEnd && a[from] === b[other]) partner[from++] = other++
    while (from < aEnd && other < bEnd && a[aEnd - 1] === b[bEnd - 1]) partner[--aEnd] = --bEnd
    if (from === aEnd || other === bEnd) continue
    const rest = { ...range, a: from, aEnd, b: other, bEnd }
    const middle = search.in(rest)
    const size = aEnd - from + bEnd - other
    const seeks = !middle.isShortest && size < range.anchorsBelow
    const found = seeks ? anchors.in(rest) : []
    const anchorsBelow = seeks ? size / 2 : range.anchorsBelow
    if (found.length === 0) {
      ranges.push({ ...rest, aEnd: middle.a, bEnd: middle.b, anchorsBelow }, { ...rest, a: middle.a, b: middle.b, anchorsBelow })
      continue
    }
    for (const anchor of found) {
      partner[anchor.a] = anchor.b
      ranges.push({ a: from, aEnd: anchor.a, b: other, bEnd: anchor.b, anchorsBelow })
      from = anchor.a + 1
      other = anchor.b + 1
    }
    ranges.push({ a: from, aEnd, b: other, bEnd, anchorsBelow })
  }
  return partner
}

interface Range {
  readonly a: number
  readonly aEnd: number
  readonly b: number
  readonly bEnd: number
  /**
   * Anchors are sought again when it has fewer lines than this: half of what it was cut out of when they were sought last, because
   * seeking them takes as long as the range is.
   */
  readonly anchorsBelow: number
}
interface Point {
  readonly a: number
  readonly b: number
}

/** Finds the lines that a range has once on each side. */
class Anchors {
  private readonly a: Uint32Array
  private readonly b: Uint32Array
  /** By line, how often the range has it, and where it was last. */
  private readonly countA: Uint32Array
  private readonly countB: Uint32Array
  private readonly placeB: Uint32Array

  constructor(a: Uint32Array, b: Uint32Array) {
    this.a = a
    this.b = b
    const lines = Math.max(largest(a), largest(b)) + 1
    this.countA = new Uint32Array(lines)
    this.countB = new Uint32Array(lines)
    this.placeB = new Uint32Array(lines)
  }

  /** In order on both sides: of those that cross, as many as possible. */
  in(range: Range): Point[] {
    const { a, b, countA, countB, placeB } = this
    for (let at = range.a; at < range.aEnd; at++) countA[a[at]!]!++
    for (let at = range.b; at < range.bEnd; at++) {
      countB[b[at]!]!++
      placeB[b[at]!] = at
    }
    const unique: Point[] = []
    for (let at = range.a; at < range.aEnd; at++) {
      const line = a[at]!
      if (countA[line] === 1 && countB[line] === 1) unique.push({ a: at, b: placeB[line]! })
    }
    for (let at = range.a; at < range.aEnd; at++) countA[a[at]!] = 0
    for (let at = range.b; at < range.bEnd; at++) countB[b[at]!] = 0
    return longestIncreasing(unique)
  }
}

/** The longest subsequence whose `b` grows; `a` grows already. */
function longestIncreasing(points: readonly Point[]): Point[] {
  // ends[n]: the point with the smallest `b` at which a subsequence of n + 1 points ends.
  const ends: number[] = []
  const before = new Int32Array(points.length)
  for (const [index, point] of points.entries()) {
    let low = 0
    let high = ends.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (points[ends[middle]!]!.b < point.b) low = middle + 1
      else high = middle
    }
    before[index] = low === 0 ? -1 : ends[low - 1]!
    ends[low] = index
  }
  const chosen: Point[] = []
  for (let index = ends.at(-1) ?? -1; index >= 0; index = before[index]!) chosen.push(points[index]!)
  return chosen.toReversed()
}

function largest(lines: Uint32Array): number {
  return lines.reduce((most, line) => Math.max(most, line), 0)
}

/** Edits on one side of the middle. The time for completely different texts grows with it, and beyond it their alignment says nothing. */
const longestSearch = 128
const unreachable = -1

/** Finds a point through which a shortest edit script goes: where searches from both ends meet. */
class MiddleSearch {
  private readonly a: Uint32Array
  private readonly b: Uint32Array
  /** By diagonal (place in `a` minus place in `b`, from the own end), how far along `a` the search came. */
  private readonly forward = new Int32Array(2 * longestSearch + 3)
  private readonly backward = new Int32Array(2 * longestSearch + 3)

  constructor(a: Uint32Array, b: Uint32Array) {
    this.a = a
    this.b = b
  }

  /**
   * Both sides of the range have lines, and neither their first nor their last ones are equal. Where the search was too long, the furthest
   * point that it came to from one of the ends.
   */
  in({ a: aStart, aEnd, b: bStart, bEnd }: Range): Point & { readonly isShortest: boolean } {
    const { a, b, forward, backward } = this
    const lengthA = aEnd - aStart
    const lengthB = bEnd - bStart
    const difference = lengthA - lengthB
    const isOdd = difference % 2 !== 0
    forward[zero] = backward[zero] = 0
    for (let edits = 1; edits <= longestSearch; edits++) {
      const [low, high] = [diagonalFrom(edits, lengthB), diagonalTo(edits, lengthA)]
      widen(forward, edits)
      for (let diagonal = low; diagonal <= high; diagonal += 2) {
        let reached = step(forward, diagonal, lengthA, lengthB)
        if (reached !== unreachable) {
          let at = aStart + reached
          let other = bStart + reached - diagonal
          for (; at < aEnd && other < bEnd && a[at] === b[other]; at++) other++
          reached = at - aStart
        }
        forward[zero + diagonal] = reached
        const opposite = difference - diagonal
        if (isOdd && Math.abs(opposite) < edits && meets(reached, backward[zero + opposite]!, lengthA)) {
          return { a: aStart + reached, b: bStart + reached - diagonal, isShortest: true }
        }
      }
      widen(backward, edits)
      for (let diagonal = low; diagonal <= high; diagonal += 2) {
        let reached = step(backward, diagonal, lengthA, lengthB)
        if (reached !== unreachable) {
          let at = aEnd - reached
          let other = bEnd - reached + diagonal
          for (; at > aStart && other > bStart && a[at - 1] === b[other - 1]; at--) other--
          reached = aEnd - at
        }
        backward[zero + diagonal] = reached
        const opposite = difference - diagonal
        if (!isOdd && Math.abs(opposite) <= edits && meets(forward[zero + opposite]!, reached, lengthA)) {
          return { a: aEnd - reached, b: bEnd - reached + diagonal, isShortest: true }
        }
      }
    }
    const ahead = furthest(forward, lengthA, lengthB)
    const behind = furthest(backward, lengthA, lengthB)
    return ahead.sum >= behind.sum
      ? { a: aStart + ahead.reached, b: bStart + ahead.reached - ahead.diagonal, isShortest: false }
      : { a: aEnd - behind.reached, b: bEnd - behind.reached + behind.diagonal, isShortest: false }
  }
}

/** Where the diagonal 0 is in the arrays. */
const zero = longestSearch + 1

/** Diagonals of one parity; those that leave the range are left out. */
function diagonalFrom(edits: number, lengthB: number): number {
  return -edits + 2 * Math.max(0, edits - lengthB)
}

function diagonalTo(edits: number, lengthA: number): number {
  return edits - 2 * Math.max(0, edits - lengthA)
}

/** Diagonals that no shorter script had. */
function widen(reached: Int32Array, edits: number): void {
  reached[zero - edits] = reached[zero + edits] = unreachable
  reached[zero - edits - 1] = reached[zero + edits + 1] = unreachable
}

/** One more line of `a`, or one more of `b`, whichever comes further. */
function step(reached: Int32Array, diagonal: number, lengthA: number, lengthB: number): number {
  const left = reached[zero + diagonal - 1]!
  const above = reached[zero + diagonal + 1]!
  const across = left !== unreachable && left < lengthA ? left + 1 : unreachable
  const down = above !== unreachable && above - diagonal <= lengthB ? above : unreachable
  return Math.max(across, down)
}

function meets(forward: number, backward: number, lengthA: number): boolean {
  return forward !== unreachable && backward !== unreachable && forward + backward >= lengthA
}

function furthest(reached: Int32Array, lengthA: number, lengthB: number): { reached: number; diagonal: number; sum: number } {
  let best = { reached: 0, diagonal: 0, sum: 0 }
  const [low, high] = [diagonalFrom(longestSearch, lengthB), diagonalTo(longestSearch, lengthA)]
  for (let diagonal = low; diagonal <= high; diagonal += 2) {
    const along = reached[zero + diagonal]!
    if (along !== unreachable && 2 * along - diagonal > best.sum) best = { reached: along, diagonal, sum: 2 * along - diagonal }
  }
  return best
}
