import type { FunctionPair } from '../model/module-diff.ts'
import type { OperatorClass } from '../model/operator-classes.ts'
import type { ModuleFacts } from '../wasm/module.ts'
import { OperatorWalker } from '../wasm/operator-walker.ts'
import { operatorIdLimit, operators } from '../wasm/operators.ts'
import { pairStates, waysOfMatching, type Matching } from './matching/match-functions.ts'

/** A pair of functions by index among the defined ones. */
export interface RankedPair extends Omit<FunctionPair, 'a' | 'b' | 'bytes' | 'operators'> {
  readonly a: number
  readonly b: number
}

export interface RankedPairs {
  readonly counts: Readonly<Record<FunctionPair['state'], number>>
  /** Changed ones first, the largest change first; then moved, then identical ones. */
  readonly pairs: readonly RankedPair[]
  /** Defined functions without a partner. */
  readonly unpaired: { readonly a: readonly number[]; readonly b: readonly number[] }
}

/** All pairs are counted and up to `limit` listed. Only the bodies of functions that changed or are listed are decoded again. */
export function rankPairs(a: ModuleFacts, b: ModuleFacts, matching: Matching, limit: number): RankedPairs {
  const [firstA, firstB] = [a.imported.function, b.imported.function]
  const partnerOf = (bodyA: number) => matching.partner[bodyA + firstA]! - firstB
  const byState = Object.fromEntries(pairStates.map(state => [state, [] as number[]])) as Record<FunctionPair['state'], number[]>
  for (let body = 0; body < a.bodies.count; body++) {
    if (matching.partner[body + firstA]! >= 0) byState[pairStates[matching.state[body + firstA]!]!].push(body)
  }
  const [readerA, readerB] = [new BodyHistogram(a), new BodyHistogram(b)]
  const compare = (body: number) => comparedOperators(readerA.read(body), readerB.read(partnerOf(body)))
  const compared = new Map(byState.changed.map(body => [body, compare(body)]))
  const changes = new Float64Array(a.bodies.count)
  for (const [body, { differingOperators }] of compared)
    changes[body] = differingOperators + Math.abs(size(a, body) - size(b, partnerOf(body)))
  const order = (one: number, other: number) => changes[other]! - changes[one]! || partnerOf(one) - partnerOf(other)
  const listed = [
    ...byState.changed.toSorted(order),
    ...byState.moved.slice(0, limit).toSorted(order),
    ...byState.identical.slice(0, limit),
  ].slice(0, limit)
  const entry = (body: number): RankedPair => ({
    a: body,
    b: partnerOf(body),
    how: wayOf(matching, body + firstA),
    confidence: matching.confidence[body + firstA]!,
    state: pairStates[matching.state[body + firstA]!]!,
    ...(compared.get(body) ?? compare(body)),
  })
  return {
    counts: { identical: byState.identical.length, moved: byState.moved.length, changed: byState.changed.length },
    pairs: listed.map(entry),
    unpaired: { a: without(matching.partner, firstA), b: without(matching.partnerOfB, firstB) },
  }
}

function wayOf({ how }: Matching, index: number): FunctionPair['how'] {
  const way = waysOfMatching[how[index]!]!
  if (way === 'import-name') throw new Error(`function ${index} is defined and cannot be paired by an import`)
  return way
}

function without(partner: Int32Array, first: number): number[] {
  const bodies: number[] = []
  for (let index = first; index < partner.length; index++) if (partner[index]! < 0) bodies.push(index - first)
  return bodies
}

function size({ bodies }: ModuleFacts, body: number): number {
  return bodies.ends[body]! - bodies.starts[body]!
}

/** The operators of one body by id. Each read overwrites the one before. */
class BodyHistogram {
  private readonly facts: ModuleFacts
  private readonly walker: OperatorWalker
  private readonly histogram = new Uint32Array(operatorIdLimit)

  constructor(facts: ModuleFacts) {
    this.facts = facts
    this.walker = new OperatorWalker(facts.bytes, new Set())
  }

  read(body: number): Uint32Array {
    const { histogram, walker } = this
    const { operatorStarts, ends } = this.facts.bodies
    histogram.fill(0)
    walker.enterBody(operatorStarts[body]!, ends[body]!)
    walker.count(histogram, () => walker.tally())
    return histogram
  }
}

type ComparedOperators = Pick<RankedPair, 'differingOperators' | keyof typeof ids>

function comparedOperators(one: Uint32Array, other: Uint32Array): ComparedOperators {
  const both = (ids: readonly number[]) => ({ a: countOf(one, ids), b: countOf(other, ids) })
  return {
    differingOperators: difference(one, other),
    calls: both(ids.calls),
    simd: both(ids.simd),
    loops: both(ids.loops),
    loads: both(ids.loads),
    stores: both(ids.stores),
  }
}

function difference(one: Uint32Array, other: Uint32Array): number {
  let sum = 0
  for (let id = 0; id < operatorIdLimit; id++) sum += Math.abs(one[id]! - other[id]!)
  return sum
}

function countOf(histogram: Uint32Array, ids: readonly number[]): number {
  let sum = 0
  for (const id of ids) sum += histogram[id]!
  return sum
}

function ofClasses(...classes: OperatorClass[]): number[] {
  return operators.flatMap(operator => (operator && classes.includes(operator.class) ? [operator.id] : []))
}

const loopOpcode = 0x03

/** By what is told of a pair, the operators that are counted. */
const ids = {
  calls: ofClasses('call', 'indirectCall'),
  simd: ofClasses('simd', 'relaxedSimd'),
  loops: [loopOpcode],
  loads: ofClasses('load'),
  stores: ofClasses('store'),
}
