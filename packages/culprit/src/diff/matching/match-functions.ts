import { pairedBy, type PairedBy } from '../../model/paired-by.ts'
import type { Probability } from '../../model/units.ts'
import type { ModuleFacts } from '../../wasm/module.ts'
import { equalBytes, equalRanges } from '../bytes.ts'
import { sharedExports } from '../shared-exports.ts'
import { Assignment } from './assignment.ts'
import { Candidates } from './candidates.ts'
import { confidenceOf, leftOverConfidence, nameConfidence } from './confidence.ts'
import { Correspondence } from './correspondence.ts'
import { Evidence } from './evidence.ts'
import { fingerprintsOf, type Fingerprints } from './fingerprints.ts'
import { groupsOf, type Groups } from './groups.ts'
import { exactKeys, keysByDepth, keysOfKnown } from './labels.ts'
import { hasShortNames, namedPairs, type NamedPairs } from './names.ts'
import { References } from './references.ts'
import { tableOrder } from './table-order.ts'

export interface MatchOptions {
  /** Names of functions by index, of a caller who has better ones than the modules' own. */
  readonly names?: { readonly a: ReadonlyMap<number, string>; readonly b: ReadonlyMap<number, string> }
  /** What `sharedExports` gives, of a caller who has asked already. */
  readonly exports?: Int32Array
  /** Pairs that are less probable are not claimed. Unless given, it is one half, and more for functions with different bodies. */
  readonly leastConfidence?: Probability
}

/** Which function of `b` is which of `a`. All arrays are by function index, imports included. */
export interface Matching {
  /** Index in `b` of each function of `a`; -1 when it has no partner. */
  readonly partner: Int32Array
  /** The other direction. */
  readonly partnerOfB: Int32Array
  /** Of functions of `a` with a partner: a place in `waysOfMatching`. */
  readonly how: Uint8Array
  /** How probable it is that both are the same function of the source; 0 without a partner. */
  readonly confidence: Float64Array
  /** Of functions of `a` with a partner: a place in `pairStates`. */
  readonly state: Uint8Array
}

/** `import-name`: both sides import the function under the same name. */
export const waysOfMatching: readonly (PairedBy | 'import-name')[] = [...pairedBy, 'import-name']
/** See `functions` in the `module-diff` document. */
export const pairStates = ['identical', 'moved', 'changed'] as const

/**
 * Pairs the functions of two core modules by names, bodies, what they call, what calls them, and where they stand.
 *
 * It goes in rounds. The first pairs are those whose bodies, together with what they call to some depth, are unique on both sides, and
 * those with equal names, which are final. From then on, every function is weighed against a bounded number of candidates with what
 * the pairs so far imply (`Evidence`); the best pairs of all are taken, and they are the start of the next round.
 *
 * Time and memory grow with the number of functions and operators, whatever the modules are like. Hashes stand for bodies, of 64 bits, and of 32 for
 * an operator of more than four bytes, so bodies that are made to collide are taken for equal.
 */
export function matchFunctions(a: ModuleFacts, b: ModuleFacts, options: MatchOptions = {}): Matching {
  if (equalBytes(a.bytes.subarray(a.offset, a.end), b.bytes.subarray(b.offset, b.end))) return matchingWithSelf(a)
  return new Matcher(a, b, options).run()
}

function matchingWithSelf({ functionTypes }: ModuleFacts): Matching {
  const count = functionTypes.length
  const partner = Int32Array.from({ length: count }, (_, index) => index)
  return {
    partner,
    partnerOfB: partner,
    how: new Uint8Array(count).fill(waysOfMatching.indexOf('identical-body')),
    confidence: new Float64Array(count).fill(1),
    state: new Uint8Array(count),
  }
}

/** Rounds of weighing, at most. Where it was tried, a fifth one changed the number of pairs by less than one in a thousand. */
const rounds = 4
/** A round that changes fewer pairs than one in so many is the last one. */
const fewChanges = 2_000
/** Scores are logarithms of odds. The first round believes only what is quite sure, so that errors do not spread. */
const firstScore = 2
const leastScore = -1
/** Candidates below it are not even rivals. */
const leastRival = -2
/** How far functions are followed into what they call. */
const depth = 3
/** A smaller body that is unique on both sides may still be that of another function. */
const leastOperators = 12
const fixedScore = 1000
/** Of candidates with such a score fewer than one in two thousand were wrong: they are not weighed again. */
const settledScore = 9

// What is claimed unless the caller says otherwise. Of functions that changed and were paired with less than 0.7, 114 of 160 were right; an
// error among them is reported as a change, one among equal bodies is not.
const leastEqual = 0.5
const leastChanged = 0.7

class Matcher {
  private readonly a: Fingerprints
  private readonly b: Fingerprints
  private readonly least: Probability
  private readonly leastOfChanged: Probability
  private readonly labelsA: Int32Array
  private readonly labelsB: Int32Array
  private readonly known: Correspondence
  private readonly evidence: Evidence
  private readonly candidates: Candidates
  private readonly named: NamedPairs
  /** 1 where a name has decided. */
  private readonly fixedA: Uint8Array
  private readonly fixedB: Uint8Array
  /** The function with the same unique key; -1 where there is none. */
  private readonly anchors: Int32Array
  /** 1 for functions that were paired because no others were left. */
  private readonly leftOver: Uint8Array
  private assignment: Assignment

  constructor(factsA: ModuleFacts, factsB: ModuleFacts, options: MatchOptions) {
    const [a, b] = [fingerprintsOf(factsA), fingerprintsOf(factsB)]
    const short = hasShortNames(factsA) || hasShortNames(factsB)
    const tables = { a: tableOrder(factsA), b: tableOrder(factsB) }
    this.a = a
    this.b = b
    this.least = options.leastConfidence ?? leastEqual
    this.leastOfChanged = options.leastConfidence ?? leastChanged
    this.labelsA = a.entities.labels(short)
    this.labelsB = b.entities.labels(short)
    this.known = new Correspondence(a, b, this.labelsA, this.labelsB)
    this.anchors = new Int32Array(a.count).fill(-1)
    this.evidence = new Evidence(this.known, tables, this.anchors)
    this.candidates = new Candidates(this.known, tables, this.anchors)
    this.named = namedPairs(factsA, factsB, options.names ?? null, () => options.exports ?? sharedExports(factsA, factsB))
    this.leftOver = new Uint8Array(a.count)
    this.fixedA = new Uint8Array(a.count)
    this.fixedB = new Uint8Array(b.count)
    this.assignment = new Assignment(a.count, b.count)
  }

  run(): Matching {
    this.pairNames()
    this.pairUnique()
    for (let round = 0; round < rounds; round++) {
      this.known.propagate()
      if (round > 0) this.candidates.findSimilar()
      const changes = this.weigh(round === 0 ? firstScore : leastScore)
      if (round > 0 && changes * fewChanges < this.a.count) break
    }
    this.assignment.compareRivals(leastRival, exactKeys(this.a), exactKeys(this.b))
    this.dropImprobable()
    this.pairLeftOver()
    this.known.propagate()
    return this.result()
  }

  private pairNames(): void {
    for (const pairs of [this.named.exported, this.named.debug]) {
      for (let place = 0; place < pairs.length; place += 2) {
        const bodyA = pairs[place]!
        const bodyB = pairs[place + 1]!
        if (this.fixedA[bodyA] === 1 || this.fixedB[bodyB] === 1) continue
        this.fixedA[bodyA] = this.fixedB[bodyB] = 1
        this.known.pair(bodyA, bodyB)
      }
    }
  }

  /** The deepest keys first: of two functions that differ only in what they call, the shallow key would take the wrong one. */
  private pairUnique(): void {
    const { a, known } = this
    const keysA = keysByDepth(a, this.labelsA, depth)
    const keysB = keysByDepth(this.b, this.labelsB, depth)
    for (let level = depth; level >= 0; level--) {
      const groups = groupsOf(keysA[level]!, keysB[level]!, known.partnerA, known.partnerB)
      for (let bodyA = 0; bodyA < a.count; bodyA++) {
        const group = groups.a[bodyA]!
        if (group < 0 || groups.sizeA[group] !== 1 || groups.sizeB[group] !== 1) continue
        if (level === 0 && a.facts.bodies.operators[bodyA]! < leastOperators) continue
        const bodyB = groups.membersB[groups.startsB[group]!]!
        this.anchors[bodyA] = bodyB
        known.pair(bodyA, bodyB)
      }
    }
  }

  /** Returns how many functions of `a` have another partner than before, or none any more. */
  private weigh(least: number): number {
    const { a, b, known } = this
    const assignment = new Assignment(a.count, b.count)
    for (let bodyA = 0; bodyA < a.count; bodyA++) this.weighCandidates(bodyA, assignment)
    const before = known.partnerA.slice()
    known.clearPairs()
    assignment.assign(least, (bodyA, bodyB) => known.pair(bodyA, bodyB))
    this.assignment = assignment
    return known.partnerA.reduce((changes, partner, bodyA) => changes + (partner === before[bodyA] ? 0 : 1), 0)
  }

  private weighCandidates(bodyA: number, assignment: Assignment): void {
    const { known, evidence, candidates, fixedA, fixedB } = this
    const partner = known.partnerA[bodyA]!
    const before = this.assignment.scores[bodyA]!
    if (fixedA[bodyA] === 1 || (partner >= 0 && before >= settledScore)) {
      assignment.offer(bodyA, partner, fixedA[bodyA] === 1 ? fixedScore : before)
      return
    }
    evidence.look(bodyA)
    candidates.gather(bodyA, evidence)
    for (let place = 0; place < candidates.count; place++) {
      const bodyB = candidates.bodies[place]!
      if (fixedB[bodyB] === 1) continue
      // All else being equal, the one that is nearest to where it is expected.
      const score = evidence.weigh(bodyA, bodyB) - Math.min(0.2, Math.abs(bodyB - candidates.expected) * 0.002)
      if (score >= leastRival) assignment.offer(bodyA, bodyB, score)
    }
  }

  /**
   * Of functions with equal bodies that refer to the same, those that are left on both sides are paired in their order: when there are equally
   * many, or when those of each side are the same to every caller, so that each is as good as another.
   */
  private pairLeftOver(): void {
    if (leftOverConfidence < this.least) return
    const { a, b, known, leftOver } = this
    known.propagate()
    const [keysA, keysB] = [keysOfKnown(a, known.entityA, true), keysOfKnown(b, known.entityB, false)]
    const groups = groupsOf(keysA, keysB, known.partnerA, known.partnerB)
    const uniform = uniformGroups(groups, exactKeys(a), exactKeys(b))
    const next = groups.startsB.slice()
    for (let bodyA = 0; bodyA < a.count; bodyA++) {
      const group = groups.a[bodyA]!
      if (group < 0 || next[group] === groups.startsB[group + 1]) continue
      if (groups.sizeA[group] !== groups.sizeB[group] && uniform[group] === 0) continue
      leftOver[bodyA] = 1
      known.pair(bodyA, groups.membersB[next[group]!++]!)
    }
  }

  private confidenceOf(bodyA: number): number {
    if (this.leftOver[bodyA] === 1) return leftOverConfidence
    return this.fixedA[bodyA] === 1 ? nameConfidence : confidenceOf(this.assignment.scores[bodyA]!, this.assignment.rivals[bodyA]!)
  }

  private dropImprobable(): void {
    const { a, b, known } = this
    const pairs = known.partnerA.slice()
    known.clearPairs()
    for (let bodyA = 0; bodyA < pairs.length; bodyA++) {
      const bodyB = pairs[bodyA]!
      if (bodyB < 0) continue
      const equal = a.bodyLow[bodyA] === b.bodyLow[bodyB] && a.bodyHigh[bodyA] === b.bodyHigh[bodyB]
      if (this.confidenceOf(bodyA) >= (equal ? this.least : this.leastOfChanged)) known.pair(bodyA, bodyB)
    }
  }

  private result(): Matching {
    const { a, b, known } = this
    const references = new References(known, this.labelsA, this.labelsB)
    const count = a.entities.functions
    const [firstA, firstB] = [a.facts.imported.function, b.facts.imported.function]
    const partner = new Int32Array(count).fill(-1)
    const partnerOfB = new Int32Array(b.entities.functions).fill(-1)
    const how = new Uint8Array(count)
    const confidence = new Float64Array(count)
    const state = new Uint8Array(count)
    const isExported = new Uint8Array(a.count)
    for (let place = 0; place < this.named.exported.length; place += 2) isExported[this.named.exported[place]!] = 1
    const add = (indexA: number, indexB: number, way: (typeof waysOfMatching)[number], probability: number, same: boolean) => {
      partner[indexA] = indexB
      partnerOfB[indexB] = indexA
      how[indexA] = waysOfMatching.indexOf(way)
      confidence[indexA] = probability
      state[indexA] = pairStates.indexOf(!same ? 'changed' : indexA === indexB ? 'identical' : 'moved')
    }
    for (let index = 0; index < firstA; index++) {
      const other = known.entityA[index]!
      if (this.labelsA[index] !== 0 && other >= 0 && other < firstB && this.labelsB[other] === this.labelsA[index]) {
        add(index, other, 'import-name', 1, true)
      }
    }
    for (let bodyA = 0; bodyA < a.count; bodyA++) {
      const bodyB = known.partnerA[bodyA]!
      if (bodyB < 0) continue
      const equal = a.bodyLow[bodyA] === b.bodyLow[bodyB] && a.bodyHigh[bodyA] === b.bodyHigh[bodyB]
      const named = this.fixedA[bodyA] === 1 ? (isExported[bodyA] === 1 ? 'export-name' : 'debug-name') : null
      add(
        bodyA + firstA,
        bodyB + firstB,
        equal && (named !== null || this.anchors[bodyA] === bodyB)
          ? this.equalBodies(bodyA, bodyB)
          : (named ?? this.strongest(bodyA, bodyB)),
        this.confidenceOf(bodyA),
        equal && references.same(bodyA, bodyB),
      )
    }
    return { partner, partnerOfB, how, confidence, state }
  }

  private equalBodies(bodyA: number, bodyB: number): PairedBy {
    const a = this.a.facts
    const b = this.b.facts
    const startA = a.bodies.starts[bodyA]!
    const startB = b.bodies.starts[bodyB]!
    const length = a.bodies.ends[bodyA]! - startA
    const equal = length === b.bodies.ends[bodyB]! - startB && equalRanges(a.bytes, startA, b.bytes, startB, length)
    return equal ? 'identical-body' : 'identical-masked-body'
  }

  /** What says most for a pair whose body is not unique, or not the same. */
  private strongest(bodyA: number, bodyB: number): PairedBy {
    const { evidence } = this
    evidence.look(bodyA)
    evidence.weigh(bodyA, bodyB)
    const { referenceScore, callerScore, orderScore, agreeing } = evidence
    if (!evidence.sameBody && evidence.similarity >= 0.5) return 'similar-body'
    const most = Math.max(callerScore, orderScore, 0)
    if (agreeing > 0 && (referenceScore > most || (evidence.sameBody && evidence.contradicting === 0 && callerScore <= 0))) return 'callees'
    if (callerScore > 0 && callerScore >= orderScore) return 'call-site'
    if (orderScore > 0) return 'order'
    return evidence.sameBody ? this.equalBodies(bodyA, bodyB) : 'similar-body'
  }
}

/** 1 for groups in which all functions of `a` have the same key, and all of `b`. */
function uniformGroups({ a, b, sizeA }: Groups, keysA: Int32Array, keysB: Int32Array): Uint8Array {
  const uniform = new Uint8Array(sizeA.length).fill(1)
  for (const [groups, keys] of [
    [a, keysA],
    [b, keysB],
  ] as const) {
    const first = new Int32Array(sizeA.length).fill(-1)
    for (let body = 0; body < groups.length; body++) {
      const group = groups[body]!
      if (group < 0) continue
      if (first[group]! < 0) first[group] = body
      else if (keys[first[group]!] !== keys[body]) uniform[group] = 0
    }
  }
  return uniform
}
