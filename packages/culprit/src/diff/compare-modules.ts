import type { FunctionPair, ModuleDiff, UnpairedFunction } from '../model/module-diff.ts'
import { exportList, importList, operatorCounts } from '../wasm/document.ts'
import type { ModuleFacts } from '../wasm/module.ts'
import type { Section } from '../wasm/sections.ts'
import { functionNames } from '../wasm/symbols.ts'
import { functionTypeText } from '../wasm/types.ts'
import { equalBytes } from './bytes.ts'
import { compareData } from './compare-data.ts'
import { matchFunctions, type MatchOptions } from './matching/match-functions.ts'
import { rankPairs, type RankedPair } from './rank-pairs.ts'
import { sharedExports } from './shared-exports.ts'

/** Pairs and unpaired functions of each side that the document lists; counts are of all. */
const pairsLimit = 1_000

export type CompareOptions = Pick<MatchOptions, 'names'>

/** The `module-diff` document: baseline `a`, candidate `b`. */
export function compareModules(a: ModuleFacts, b: ModuleFacts, options: CompareOptions = {}): ModuleDiff {
  const comparable = a.layer === 'core' && b.layer === 'core'
  const exports = sharedExports(a, b)
  const ranked = comparable ? rankPairs(a, b, matchFunctions(a, b, { ...options, exports }), pairsLimit) : null
  const { identical, moved, changed } = ranked?.counts ?? { identical: 0, moved: 0, changed: 0 }
  const unpaired = ranked?.unpaired ?? { a: [], b: [] }
  const pairs = ranked?.pairs ?? []
  const listed = { a: listedUnpaired(a, unpaired.a), b: listedUnpaired(b, unpaired.b) }
  const names = {
    a: namesOf(a, options.names?.a, [...pairs.map(pair => pair.a), ...listed.a]),
    b: namesOf(b, options.names?.b, [...pairs.map(pair => pair.b), ...listed.b]),
  }
  return {
    formatVersion: 1,
    kind: 'module-diff',
    identical: equalBytes(content(a), content(b)),
    bytes: { a: content(a).length, b: content(b).length },
    sections: compareSections(a, b),
    operators: { a: operatorCounts(a), b: operatorCounts(b) },
    features: difference(a.features, b.features, feature => feature),
    imports: difference(importList(a), importList(b), entry => JSON.stringify([entry.module, entry.name, entry.kind, entry.type])),
    exports: compareExports(a, b, exports),
    dataSegments: compareData(a, b),
    matching: comparable ? 'structure' : 'none',
    functions: {
      identical,
      moved,
      changed,
      added: comparable ? unpaired.b.length : null,
      removed: comparable ? unpaired.a.length : null,
      unpaired: { a: unpaired.a.length, b: unpaired.b.length },
    },
    pairs: pairs.map(pair => pairEntry(a, b, names, pair)),
    pairsTotal: identical + moved + changed,
    pairsLimit,
    unpaired: { a: unpairedEntries(a, names.a, listed.a), b: unpairedEntries(b, names.b, listed.b) },
  }
}

type Names = ReadonlyMap<number, string>

/** Of the functions with these bodies, which are far fewer than the module has. */
function namesOf(facts: ModuleFacts, given: Names | undefined, bodies: readonly number[]): Names {
  const indices = new Set(bodies.map(body => body + facts.imported.function))
  const own = functionNames(facts, indices)
  return given === undefined ? own : new Map([...own, ...given])
}

function pairEntry(a: ModuleFacts, b: ModuleFacts, names: { a: Names; b: Names }, pair: RankedPair): FunctionPair {
  return {
    ...pair,
    a: reference(a, names.a, pair.a),
    b: reference(b, names.b, pair.b),
    bytes: { a: bodyBytes(a, pair.a), b: bodyBytes(b, pair.b) },
    operators: { a: a.bodies.operators[pair.a]!, b: b.bodies.operators[pair.b]! },
  }
}

/** The largest ones first. */
function listedUnpaired(facts: ModuleFacts, bodies: readonly number[]): number[] {
  return bodies.toSorted((one, other) => bodyBytes(facts, other) - bodyBytes(facts, one) || one - other).slice(0, pairsLimit)
}

function unpairedEntries(facts: ModuleFacts, names: Names, bodies: readonly number[]): UnpairedFunction[] {
  return bodies.map(body => ({ ...reference(facts, names, body), bytes: bodyBytes(facts, body), operators: facts.bodies.operators[body]! }))
}

function reference(facts: ModuleFacts, names: Names, body: number): { index: number; name: string | null } {
  const index = facts.imported.function + body
  return { index, name: names.get(index) ?? null }
}

function bodyBytes(facts: ModuleFacts, body: number): number {
  return facts.bodies.ends[body]! - facts.bodies.starts[body]!
}

function content(facts: ModuleFacts): Uint8Array {
  return facts.bytes.subarray(facts.offset, facts.end)
}

/** Sections of the same kind (custom ones: of the same name) are compared in their order. */
function compareSections(a: ModuleFacts, b: ModuleFacts): ModuleDiff['sections'] {
  const keyOf = ({ id, name }: Section) => `${id} ${name}`
  const bytes = (facts: ModuleFacts, { offset, bytes }: Section) => facts.bytes.subarray(offset, offset + bytes)
  const left = Map.groupBy(b.sections, keyOf)
  for (const sections of left.values()) sections.reverse()
  const compared = a.sections.map(section => {
    const other = left.get(keyOf(section))?.pop()
    const identical = other !== undefined && equalBytes(bytes(a, section), bytes(b, other))
    return { id: section.id, name: section.name, a: section.bytes, b: other?.bytes ?? null, identical }
  })
  const added = new Set([...left.values()].flat())
  const inOrder = b.sections.filter(section => added.has(section))
  return [...compared, ...inOrder.map(({ id, name, bytes }) => ({ id, name, a: null, b: bytes, identical: false }))]
}

/** There can be a hundred thousand exports, so only those are described whose names are not on both sides with the same type. */
function compareExports(a: ModuleFacts, b: ModuleFacts, places: Int32Array): ModuleDiff['exports'] {
  const typesA = typeTexts(a)
  const typesB = typeTexts(b)
  const [sameA, sameB] = [new Uint8Array(a.exports.length), new Uint8Array(b.exports.length)]
  for (let place = 0; place < places.length; place++) {
    const [one, other] = [a.exports[place]!, b.exports[places[place]!]]
    if (one.kind !== 'function' || other?.kind !== 'function') continue
    if (typesA[a.functionTypes[one.index]!] === typesB[b.functionTypes[other.index]!]) sameA[place] = sameB[places[place]!] = 1
  }
  const rest = (facts: ModuleFacts, same: Uint8Array) =>
    exportList({ ...facts, exports: facts.exports.filter((_, place) => same[place] === 0) })
  return difference(rest(a, sameA), rest(b, sameB), entry => JSON.stringify([entry.name, entry.kind, entry.type]))
}

function typeTexts({ types }: ModuleFacts): string[] {
  return types.map(({ composite }) => (composite.kind === 'function' ? functionTypeText(composite) : composite.kind))
}

/** Entries of either side that the other does not have as often. */
function difference<Entry>(a: readonly Entry[], b: readonly Entry[], key: (entry: Entry) => string): { added: Entry[]; removed: Entry[] } {
  const [keysA, keysB] = [a.map(key), b.map(key)]
  return { added: without(b, keysB, keysA), removed: without(a, keysA, keysB) }
}

function without<Entry>(entries: readonly Entry[], keys: readonly string[], others: readonly string[]): Entry[] {
  const left = new Map<string, number>()
  for (const other of others) left.set(other, (left.get(other) ?? 0) + 1)
  return entries.filter((_, place) => {
    const count = left.get(keys[place]!) ?? 0
    left.set(keys[place]!, count - 1)
    return count <= 0
  })
}
