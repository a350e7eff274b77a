import type { PairedBy } from '../model/module-diff.ts'
import type { ModuleFacts } from '../wasm/module.ts'
import { BodyReader, bodyHash, sameBody, textHash } from './bodies.ts'

export interface Pair {
  /** Indices among the defined functions of each side. */
  readonly a: number
  readonly b: number
  readonly how: PairedBy
  readonly confidence: number
  readonly state: 'identical' | 'moved' | 'changed'
}

// A name can be given to another function, and a body can be equal by chance. Matching on unique masked bodies was right for 97 to 99.9 %
// of the functions of consecutive releases of mupdf, canvaskit and duckdb, whose names tell the truth.
const nameConfidence = 0.99
const bodyConfidence = 0.97

interface Candidate {
  readonly a: number
  readonly b: number
  readonly by: 'export-name' | 'debug-name' | 'body'
  readonly confidence: number
}

/** One of the two modules, and what is known about its functions. Arrays are by index among the defined functions. */
interface Side {
  readonly facts: ModuleFacts
  readonly reader: BodyReader
  readonly hashes: Float64Array
  /** Index on the other side, or -1. */
  readonly partner: Int32Array
  /** Of each imported function, a number for its name. */
  readonly imports: Int32Array
}
interface Sides {
  readonly a: Side
  readonly b: Side
}

/**
 * Pairs the functions that two modules define: first by names that one function on each side has, then by equal bodies. Functions
 * without a name whose bodies changed are left over.
 *
 * Of several functions with equal bodies, those that call the same functions belong together. What is still more than one is paired
 * in order, with 1/n of the confidence.
 */
export function pairFunctions(a: ModuleFacts, b: ModuleFacts): Pair[] {
  // Emscripten shortens the names of a release build to letters in order of use. Then a name says nothing about another build.
  const namesAreShort = hasShortNames(a) || hasShortNames(b)
  const sides = { a: sideOf(a, namesAreShort), b: sideOf(b, namesAreShort) }
  const candidates: Candidate[] = []
  const pair = (candidate: Candidate) => {
    if (sides.a.partner[candidate.a]! >= 0 || sides.b.partner[candidate.b]! >= 0) return
    sides.a.partner[candidate.a] = candidate.b
    sides.b.partner[candidate.b] = candidate.a
    candidates.push(candidate)
  }
  const pairNames = (namesA: NamedBodies, namesB: NamedBodies, by: Candidate['by']) => {
    for (const [name, first] of namesA) {
      const second = namesB.get(name) ?? null
      if (first !== null && second !== null) pair({ a: first, b: second, by, confidence: nameConfidence })
    }
  }
  const pairGroups = (keysA: Float64Array, keysB: Float64Array, largest: number) => {
    const groups = unpairedByKey(sides.b, keysB)
    for (const [key, first] of unpairedByKey(sides.a, keysA)) {
      const second = groups.get(key) ?? []
      const size = Math.max(first.length, second.length)
      if (size > largest) continue
      for (let i = 0; i < Math.min(first.length, second.length); i++) {
        pair({ a: first[i]!, b: second[i]!, by: 'body', confidence: bodyConfidence / size })
      }
    }
  }
  if (!namesAreShort) pairNames(exportedBodies(a), exportedBodies(b), 'export-name')
  pairNames(namedBodies(a), namedBodies(b), 'debug-name')
  pairGroups(sides.a.hashes, sides.b.hashes, 1)
  pairGroups(
    keysWithCallees(sides.a, body => body),
    keysWithCallees(sides.b, body => sides.b.partner[body]!),
    Infinity,
  )
  return candidates.flatMap(candidate => verified(sides, candidate) ?? [])
}

/** Of two modules with the same bytes. */
export function pairWithSelf({ bodies }: ModuleFacts): Pair[] {
  return Array.from({ length: bodies.count }, (_, body) => ({ a: body, b: body, how: 'identical-body', confidence: 1, state: 'identical' }))
}

/** Null when only a hash said that the two are equal, and it was wrong. */
function verified(sides: Sides, { a, b, by, confidence }: Candidate): Pair | null {
  const bodyA = sides.a.reader.read(a)
  const bodyB = sides.b.reader.read(b)
  if (!sameBody(bodyA, bodyB)) return by === 'body' ? null : { a, b, how: by, confidence, state: 'changed' }
  const how = sameBytes(sides.a.facts, a, sides.b.facts, b) ? 'identical-body' : 'identical-masked-body'
  if (!bodyA.callees.every((callee, place) => sameCallee(sides, callee, bodyB.callees[place]!))) {
    return { a, b, how, confidence, state: 'changed' }
  }
  const sameIndex = sides.a.facts.imported.function + a === sides.b.facts.imported.function + b
  return { a, b, how, confidence, state: sameIndex ? 'identical' : 'moved' }
}

/** Whether two functions that are called at the same place are the same one, as far as can be told. */
function sameCallee({ a, b }: Sides, calleeA: number, calleeB: number): boolean {
  const bodyA = calleeA - a.facts.imported.function
  const bodyB = calleeB - b.facts.imported.function
  if (bodyA < 0 || bodyB < 0) return bodyA < 0 && bodyB < 0 && a.imports[calleeA] === b.imports[calleeB]
  const unknown = a.partner[bodyA]! < 0 && b.partner[bodyB]! < 0
  return unknown || a.partner[bodyA] === bodyB || a.hashes[bodyA] === b.hashes[bodyB]
}

function sideOf(facts: ModuleFacts, namesAreShort: boolean): Side {
  const reader = new BodyReader(facts)
  const imported = facts.imports.filter(entry => entry.description.kind === 'function')
  return {
    facts,
    reader,
    hashes: Float64Array.from({ length: facts.bodies.count }, (_, index) => bodyHash(reader.read(index))),
    partner: new Int32Array(facts.bodies.count).fill(-1),
    imports: Int32Array.from(imported, ({ module, name }) => (namesAreShort ? 0 : textHash(JSON.stringify([module, name])))),
  }
}

function unpairedByKey({ partner }: Side, keys: Float64Array): Map<number, number[]> {
  const groups = new Map<number, number[]>()
  for (let index = 0; index < keys.length; index++) {
    if (partner[index]! >= 0) continue
    const group = groups.get(keys[index]!)
    if (group) group.push(index)
    else groups.set(keys[index]!, [index])
  }
  return groups
}

/** Of the unpaired functions, a number for the body and all that it calls: a pair (`pairName`), an import, or a body that is unpaired too. */
function keysWithCallees({ facts, reader, hashes, partner, imports }: Side, pairName: (body: number) => number): Float64Array {
  const keys = new Float64Array(hashes.length)
  for (let index = 0; index < hashes.length; index++) {
    if (partner[index]! >= 0) continue
    let key = lowWord(hashes[index]!)
    for (const callee of reader.read(index).callees) {
      const body = callee - facts.imported.function
      const name = body < 0 ? imports[callee]! : partner[body]! >= 0 ? pairName(body) : lowWord(hashes[body]!)
      key = Math.imul((key ^ (key >>> 15)) + name, 0x85ebca6b)
    }
    keys[index] = hashes[index]! - (hashes[index]! % 2 ** 32) + (key >>> 0)
  }
  return keys
}

function lowWord(hash: number): number {
  return (hash % 2 ** 32) | 0
}

/** Name → defined function, or null where several have the name. */
type NamedBodies = ReadonlyMap<string, number | null>

function exportedBodies(facts: ModuleFacts): NamedBodies {
  const named = new Map<string, number>()
  for (const { name, kind, index } of facts.exports) {
    if (kind === 'function' && index >= facts.imported.function) named.set(name, index - facts.imported.function)
  }
  return named
}

function namedBodies(facts: ModuleFacts): NamedBodies {
  const named = new Map<string, number | null>()
  for (const [index, name] of facts.custom.names?.functions ?? []) {
    const body = index - facts.imported.function
    if (body >= 0 && body < facts.bodies.count) named.set(name, named.has(name) ? null : body)
  }
  return named
}

/** With short names, Emscripten calls the module of the imports `a`. */
function hasShortNames(facts: ModuleFacts): boolean {
  return facts.imports.some(({ module }) => module.length === 1)
}

function sameBytes(a: ModuleFacts, bodyA: number, b: ModuleFacts, bodyB: number): boolean {
  return equalBytes(
    a.bytes.subarray(a.bodies.starts[bodyA], a.bodies.ends[bodyA]),
    b.bytes.subarray(b.bodies.starts[bodyB], b.bodies.ends[bodyB]),
  )
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
