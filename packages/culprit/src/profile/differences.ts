import { type Profile, type ProfileFunction, type ProfileMeasure, profileMeasureSchema } from '../model/profile.ts'
import type { FunctionDifference, ProfileDiff } from '../model/profile-diff.ts'
import { functionName } from './labels.ts'
import { columnOf, treeOf } from './measures.ts'
import { ownSums, TreeBuilder } from './tree.ts'

/** Functions of a to functions of b, both by their places in the profiles; and how they came to be paired, a sentence. */
export interface Pairing {
  readonly partners: ReadonlyMap<number, number>
  readonly how: string
}

/** Pairs functions by what only one function on each side has: the index in the same module, module and name, or the name alone. */
export function pairByName(a: Profile, b: Profile): Pairing {
  return { partners: withNames(a, b, new Map()), how: 'Functions were paired by their names, those of the same module by their indices.' }
}

/** Two modules of a and b, and which of their functions are the same: pairs of indices in their function index spaces. */
export interface ModulePartners {
  readonly a: string
  readonly b: string
  readonly functions: Iterable<readonly [a: number, b: number]>
}

/** Pairs the functions of modules as a comparison of the modules found them to be the same, and all others by their names. */
export function pairByModules(a: Profile, b: Profile, modules: readonly ModulePartners[]): Pairing {
  const placesA = placesByIndex(a)
  const placesB = placesByIndex(b)
  const partners = new Map<number, number>()
  for (const module of modules) {
    for (const [indexA, indexB] of module.functions) {
      const placeA = placesA.get(`${indexA} ${module.a}`)
      const placeB = placesB.get(`${indexB} ${module.b}`)
      if (placeA !== undefined && placeB !== undefined) partners.set(placeA, placeB)
    }
  }
  return { partners: withNames(a, b, partners), how: 'Functions of modules were paired by their code, all others by their names.' }
}

/**
 * What differs between two profiles: of each function, of each path, and in all. Amounts are those of the whole profiles, so both sides
 * must have done the same work. `noiseFloor` is the total variation between two profiles of the same program, where that is known and the
 * numbers vary from run to run.
 */
export function compareProfiles(a: Profile, b: Profile, { partners, how }: Pairing, noiseFloor: number | null): ProfileDiff {
  const trees = { a: treeOf(a), b: treeOf(b) }
  const known = profileMeasureSchema.options.filter(
    each => trees.a[each] !== null && trees.b[each] !== null && (each !== 'weights' || a.weightUnit === b.weightUnit),
  )
  const [measure] = known
  const { pairs, ofA, ofB } = pairedFunctions(a, b, partners)
  const sums = new Map(
    known.map(each => {
      const own = {
        a: ownSums(trees.a, columnOf(trees.a, each), a.functions.length),
        b: ownSums(trees.b, columnOf(trees.b, each), b.functions.length),
      }
      return [each, pairs.map(pair => ({ a: pair.a < 0 ? 0 : own.a[pair.a]!, b: pair.b < 0 ? 0 : own.b[pair.b]! }))] as const
    }),
  )
  const totals = new Map(Array.from(sums, ([each, values]) => [each, totalOf(values)] as const))
  const whole = measure === undefined ? { a: 0, b: 0 } : totals.get(measure)!
  const functions = pairs.map((pair, place): FunctionDifference => {
    const at = (each: ProfileMeasure) => sums.get(each)?.[place] ?? null
    const own = measure === undefined ? { a: 0, b: 0 } : at(measure)!
    const sides = { a: a.functions[pair.a] ?? null, b: b.functions[pair.b] ?? null }
    return {
      kind: (sides.b ?? sides.a)!.kind,
      a: sideFunction(sides.a),
      b: sideFunction(sides.b),
      calls: at('calls'),
      instructions: at('instructions'),
      selfNs: at('selfNs'),
      weights: at('weights'),
      change: own.b - own.a,
      share: whole.a === whole.b ? null : (own.b - own.a) / (whole.b - whole.a),
    }
  })
  const order = [...functions.keys()].sort((x, y) => Math.abs(functions[y]!.change) - Math.abs(functions[x]!.change) || x - y)
  const placeOf = new Int32Array(order.length)
  for (const [place, from] of order.entries()) placeOf[from] = place
  const did = (side: 'a' | 'b') =>
    functions.filter(
      each => each[side === 'a' ? 'b' : 'a'] === null && Array.from(known, name => each[name]![side]).some(value => value > 0),
    ).length
  const total = (each: ProfileMeasure) => totals.get(each) ?? null
  return {
    formatVersion: 1,
    kind: 'profile-diff',
    a: { program: a.program, engine: a.engine, mode: a.mode, modules: a.modules },
    b: { program: b.program, engine: b.engine, mode: b.mode, modules: b.modules },
    measure: measure ?? null,
    totals: { calls: total('calls'), instructions: total('instructions'), selfNs: total('selfNs'), weights: total('weights') },
    weightUnit: known.includes('weights') ? a.weightUnit : null,
    totalVariation: measure === undefined ? null : variation(sums.get(measure)!, whole),
    noiseFloor,
    pairing: { how, alone: { a: did('a'), b: did('b') } },
    functions: order.map(from => functions[from]!),
    tree:
      a.tree === null || b.tree === null
        ? null
        : unionTree(
            a,
            b,
            known,
            ofA.map(each => placeOf[each]!),
            ofB.map(each => placeOf[each]!),
          ),
    notes: [...new Set([...a.notes, ...b.notes])],
  }
}

/** Every function once: pairs and those without a partner (-1), and where each function of a side went. */
function pairedFunctions(a: Profile, b: Profile, partners: ReadonlyMap<number, number>) {
  const ofB = b.functions.map(() => -1)
  const pairs = a.functions.map((_, place) => {
    const partner = partners.get(place) ?? -1
    // One that has a partner already does not get a second one, whoever said so.
    if (ofB[partner] !== -1) return { a: place, b: -1 }
    ofB[partner] = place
    return { a: place, b: partner }
  })
  for (const place of b.functions.keys()) if (ofB[place]! < 0) ofB[place] = pairs.push({ a: -1, b: place }) - 1
  return { pairs, ofA: a.functions.map((_, place) => place), ofB }
}

function unionTree(
  a: Profile,
  b: Profile,
  known: readonly ProfileMeasure[],
  ofA: readonly number[],
  ofB: readonly number[],
): ProfileDiff['tree'] {
  const builder = new TreeBuilder()
  const nodesOf = (profile: Profile, places: readonly number[]) => {
    const tree = profile.tree!
    const nodes = new Int32Array(tree.parents.length)
    for (let node = 1; node < nodes.length; node++) nodes[node] = builder.child(nodes[tree.parents[node]!]!, places[tree.functions[node]!]!)
    return nodes
  }
  const nodes = { a: nodesOf(a, ofA), b: nodesOf(b, ofB) }
  const columns = (profile: Profile, side: 'a' | 'b') => {
    const column = (each: ProfileMeasure) => {
      if (!known.includes(each)) return null
      const values = Array.from({ length: builder.size }, () => 0)
      for (const [node, value] of columnOf(profile.tree!, each).entries()) values[nodes[side][node]!]! += value
      return values
    }
    return { calls: column('calls'), instructions: column('instructions'), selfNs: column('selfNs'), weights: column('weights') }
  }
  return { parents: builder.parents, functions: builder.functions, a: columns(a, 'a'), b: columns(b, 'b') }
}

interface Both {
  readonly a: number
  readonly b: number
}

function totalOf(values: readonly Both[]): Both {
  return values.reduce((sum, { a, b }) => ({ a: sum.a + a, b: sum.b + b }), { a: 0, b: 0 })
}

/** Half the sum of the differences of shares; a side on which nothing happened has nothing in common with one where something did. */
function variation(values: readonly Both[], whole: Both): number {
  if (whole.a === 0 || whole.b === 0) return whole.a === whole.b ? 0 : 1
  return Math.min(1, values.reduce((sum, { a, b }) => sum + Math.abs(a / whole.a - b / whole.b), 0) / 2)
}

function sideFunction(of: ProfileFunction | null): FunctionDifference['a'] {
  return of === null ? null : { module: of.module, index: of.index, name: of.name }
}

function placesByIndex({ functions }: Profile): Map<string, number> {
  return new Map(functions.flatMap(({ index, module }, place) => (index === null ? [] : [[`${index} ${module}`, place] as const])))
}

/** The partners with those that indices and names tell, of functions that have no partner yet. */
function withNames(a: Profile, b: Profile, partners: ReadonlyMap<number, number>): Map<number, number> {
  const all = new Map(partners)
  const taken = new Set(partners.values())
  const same = new Set(
    a.modules
      .filter(({ name, sha256 }) => sha256 !== null && b.modules.some(each => each.name === name && each.sha256 === sha256))
      .map(({ name }) => name),
  )
  const keys: readonly ((of: ProfileFunction) => string | null)[] = [
    of => (of.index !== null && of.module !== null && same.has(of.module) ? JSON.stringify([of.module, of.index]) : null),
    of => (of.name === null ? null : JSON.stringify([of.kind, of.module, functionName(of)])),
    of => (of.name === null ? null : JSON.stringify([of.kind, functionName(of)])),
  ]
  for (const key of keys) {
    const first = uniqueKeys(a, key, place => all.has(place))
    const second = uniqueKeys(b, key, place => taken.has(place))
    for (const [name, place] of first) {
      const partner = second.get(name) ?? null
      if (place === null || partner === null) continue
      all.set(place, partner)
      taken.add(partner)
    }
  }
  return all
}

/** The function that has a key, or null where several have it. */
function uniqueKeys({ functions }: Profile, key: (of: ProfileFunction) => string | null, isTaken: (place: number) => boolean) {
  const found = new Map<string, number | null>()
  for (const [place, of] of functions.entries()) {
    const name = isTaken(place) ? null : key(of)
    if (name !== null) found.set(name, found.has(name) ? null : place)
  }
  return found
}
