import type { FunctionDiff, FunctionDiffLine, FunctionDiffRow } from '../model/function-diff.ts'
import type { PairedBy } from '../model/paired-by.ts'
import type { ModuleFacts } from '../wasm/module.ts'
import { functionNames } from '../wasm/symbols.ts'
import { functionReader, functionText, textNames, type TextLine, type TextNames } from '../wasm/text/index.ts'
import { matchLines } from './function-diff-lines.ts'
import { identifyingNames, Numbers } from './function-diff-names.ts'

export interface FunctionOf {
  readonly facts: ModuleFacts
  /** In the module's index space of functions. */
  readonly index: number
}

export interface FunctionDiffOptions {
  /** Function of `a` → the same one in `b`, imports included: a call to it is the same line. */
  readonly partners: ReadonlyMap<number, number>
  readonly how: PairedBy | null
  readonly confidence: number | null
  /** Lines around a difference that are shown. */
  readonly context?: number
}

/** Rows that the document has; counts are of all. */
const rowsLimit = 10_000

/**
 * The `function-diff` document: what two functions do, line by line.
 *
 * Lines are compared without what only renumbering changes: indices of functions that are partners, of types that are the same, of
 * globals, and of locals that are used in the same places.
 */
export function compareFunctions(a: FunctionOf, b: FunctionOf, options: FunctionDiffOptions): FunctionDiff {
  const { partners, how, confidence, context = 3 } = options
  const backwards = new Map(Array.from(partners, ([from, to]) => [to, from]))
  const numbers = new Numbers()
  const namesA = identifyingNames(a.facts, index => `a${index}`, numbers)
  const namesB = identifyingNames(b.facts, index => (backwards.has(index) ? `a${backwards.get(index)!}` : `b${index}`), numbers)
  const locals = partnersOfLocals(
    keysOf(a, namesA, () => 'any', numbers),
    keysOf(b, namesB, () => 'any', numbers),
  )
  const keysA = keysOf(a, namesA, index => `a${index}`, numbers)
  const keysB = keysOf(b, namesB, index => (locals.has(index) ? `a${locals.get(index)!}` : `b${index}`), numbers)
  const places = folded([...placesOf(keysA, keysB)], context)
  const shown = places.slice(0, rowsLimit)
  const linesA = linesAt(
    a,
    shown.map(place => place.a),
  )
  const linesB = linesAt(
    b,
    shown.map(place => place.b),
  )
  const lines = { same: 0, changed: 0, removed: 0, added: 0 }
  for (const { state, lines: count } of places) lines[state === 'folded' ? 'same' : state] += count
  return {
    formatVersion: 1,
    kind: 'function-diff',
    identical: lines.changed + lines.removed + lines.added === 0,
    a: described(a),
    b: described(b),
    how,
    confidence,
    lines,
    renumberedLocals: Array.from(locals).filter(([from, to]) => from !== to).length,
    context,
    rows: shown.map(place => ({
      state: place.state,
      lines: place.lines,
      a: place.state === 'folded' ? null : (linesA.get(place.a) ?? null),
      b: place.state === 'folded' ? null : (linesB.get(place.b) ?? null),
    })),
    rowsTotal: places.length,
    rowsLimit,
  }
}

function described({ facts, index }: FunctionOf): FunctionDiff['a'] {
  const { starts, ends, operators } = facts.bodies
  const body = index - facts.imported.function
  const name = functionNames(facts).get(index) ?? null
  if (body < 0) return { index, name, bytes: null, operators: null }
  return { index, name, bytes: ends[body]! - starts[body]!, operators: operators[body]! }
}

/** Of each line a number for what it says, one for its operator, and the index of its local or -1. */
interface Keys {
  readonly lines: Uint32Array
  readonly operators: Uint32Array
  readonly locals: Int32Array
}

function keysOf(
  { facts, index }: FunctionOf,
  names: Omit<TextNames, 'local'>,
  localName: (index: number) => string,
  numbers: Numbers,
): Keys {
  const lines: number[] = []
  const operators: number[] = []
  const locals: number[] = []
  let current = -1
  const local = (_: number, index: number) => localName((current = index))
  for (const { text, operator } of functionText(functionReader(facts, { ...names, local }), index)) {
    lines.push(numbers.of(text))
    operators.push(operator === null ? declaration : operator + 1)
    locals.push(current)
    current = -1
  }
  return { lines: Uint32Array.from(lines), operators: Uint32Array.from(operators), locals: Int32Array.from(locals) }
}

/**
 * Local of `b` → the one of `a` that it is used like: compilers number them anew when anything changes. Lines are matched without them,
 * and the pairs that stand beside each other most often belong together.
 */
function partnersOfLocals(a: Keys, b: Keys): Map<number, number> {
  const times = new Map<number, { readonly a: number; readonly b: number; times: number }>()
  for (const [at, other] of matchLines(a.lines, b.lines).entries()) {
    if (other < 0 || a.locals[at]! < 0) continue
    const pair = { a: a.locals[at]!, b: b.locals[other]!, times: 0 }
    const key = pair.a * 2 ** 20 + pair.b
    const known = times.get(key) ?? pair
    known.times++
    times.set(key, known)
  }
  const partners = new Map<number, number>()
  const taken = new Set<number>()
  for (const pair of [...times.values()].toSorted((one, other) => other.times - one.times || one.a - other.a || one.b - other.b)) {
    if (partners.has(pair.b) || taken.has(pair.a)) continue
    partners.set(pair.b, pair.a)
    taken.add(pair.a)
  }
  return partners
}

const declaration = 0

/** A row, with places of lines instead of the lines; -1 where a side has none. */
interface Place {
  readonly state: FunctionDiffRow['state']
  readonly lines: number
  readonly a: number
  readonly b: number
}

function* placesOf(a: Keys, b: Keys): Generator<Place> {
  const partner = matchLines(a.lines, b.lines)
  let at = 0
  let other = 0
  while (at < a.lines.length || other < b.lines.length) {
    if (at < a.lines.length && partner[at] === other) {
      yield { state: 'same', lines: 1, a: at++, b: other++ }
      continue
    }
    let end = at
    while (end < a.lines.length && partner[end]! < 0) end++
    const otherEnd = end < a.lines.length ? partner[end]! : b.lines.length
    yield* differing(a, at, end, b, other, otherEnd)
    at = end
    other = otherEnd
  }
}

/** In longer stretches than this, that two operators are the same says nothing. */
const mostChanged = 100

/** Lines of both sides without a partner: those with the same operator, in order, are one changed line. */
function* differing(a: Keys, from: number, end: number, b: Keys, other: number, otherEnd: number): Generator<Place> {
  const comparable = Math.max(end - from, otherEnd - other) <= mostChanged
  const partner = comparable ? matchLines(a.operators.subarray(from, end), b.operators.subarray(other, otherEnd)) : null
  let place = other
  for (let at = from; at < end; at++) {
    const matched = partner === null || partner[at - from]! < 0 ? -1 : other + partner[at - from]!
    if (matched < 0) {
      yield { state: 'removed', lines: 1, a: at, b: -1 }
      continue
    }
    while (place < matched) yield { state: 'added', lines: 1, a: -1, b: place++ }
    yield { state: 'changed', lines: 1, a: at, b: place++ }
  }
  while (place < otherEnd) yield { state: 'added', lines: 1, a: -1, b: place++ }
}

/** Same lines that are further than `context` from all others become one row, when that saves any. */
function folded(places: readonly Place[], context: number): Place[] {
  const rows: Place[] = []
  for (let from = 0; from < places.length;) {
    let to = from
    while (to < places.length && places[to]!.state === 'same') to++
    const before = from === 0 ? 0 : context
    const after = to === places.length ? 0 : context
    const count = to - from - before - after
    if (count > 1) {
      const first = places[from + before]!
      rows.push(...places.slice(from, from + before), { ...first, state: 'folded', lines: count }, ...places.slice(to - after, to))
    } else for (let at = from; at < to; at++) rows.push(places[at]!)
    if (to < places.length) rows.push(places[to]!)
    from = to + 1
  }
  return rows
}

/** The lines at these places of the text; what is -1 is none. */
function linesAt({ facts, index }: FunctionOf, places: readonly number[]): Map<number, FunctionDiffLine> {
  const wanted = new Set(places)
  const found = new Map<number, FunctionDiffLine>()
  let place = 0
  for (const line of functionText(functionReader(facts, textNames(facts)), index)) {
    if (wanted.has(place)) found.set(place, asLine(line))
    place++
  }
  return found
}

function asLine({ offset, indent, text }: TextLine): FunctionDiffLine {
  return { offset, indent, text }
}
