import type { Profile, ProfileFunction, ProfileMode } from '../model/profile.ts'
import type { Counts, ProfileRecord } from '../model/profile-record.ts'
import { inclusiveSums, ownSums, TreeBuilder } from './tree.ts'

/**
 * The profile of a program whose modules counted, from what each of its threads wrote. Instances of one module are added up; where only
 * a part of the program was asked for, what had been counted before it is taken off.
 *
 * The same paths of calls in several threads are one path. Functions that never ran are left out.
 */
export function profileOfRecords(
  records: readonly ProfileRecord[],
  { program, mode, notes }: { readonly program: string; readonly mode: ProfileMode; readonly notes: readonly string[] },
): Profile {
  const modules = modulesOf(records)
  const sum = new Sum(mode)
  for (const { name, instances } of modules.values()) {
    for (const { before, after } of instances) {
      sum.add(name, after, 1)
      if (before !== null) sum.add(name, before, -1)
    }
  }
  const own = new Set(records.flatMap(record => [...record.notes, ...record.modules.flatMap(module => module.notes)]))
  const ofInstances = [...modules.values()].flatMap(({ instances }) => instances.flatMap(({ after }) => after.notes))
  return {
    formatVersion: 1,
    kind: 'profile',
    mode,
    program,
    engine: records[0]?.engine ?? null,
    modules: Array.from(modules, ([sha256, { name, bytes, instances }]) => ({
      name,
      sha256,
      bytes,
      // Where nothing is counted, nobody looks for instances.
      instances: mode === 'time' ? null : instances.length,
    })),
    ...sum.result(),
    end: null,
    samplingIntervalNs: null,
    weightUnit: null,
    notes: [...new Set([...notes, ...own, ...ofInstances])],
  }
}

/** By hash, with a name that no other module of the program has. */
function modulesOf(records: readonly ProfileRecord[]) {
  const modules = new Map<string, { name: string; bytes: number; instances: ProfileRecord['modules'][number]['instances'][number][] }>()
  const names = new Set<string>()
  for (const module of records.flatMap(record => record.modules)) {
    const known = modules.get(module.sha256)
    if (known) {
      known.instances.push(...module.instances)
      continue
    }
    const short = `module ${module.sha256.slice(0, 8)}`
    const name =
      module.name === null || names.has(module.name)
        ? module.name === null
          ? short
          : `${module.name} ${module.sha256.slice(0, 8)}`
        : module.name
    names.add(name)
    modules.set(module.sha256, { name, bytes: module.bytes, instances: [...module.instances] })
  }
  return modules
}

interface FunctionSum {
  readonly kind: ProfileFunction['kind']
  readonly module: string
  readonly index: number | null
  readonly name: string | null
  calls: number
  instructions: number | null
  classes: Map<string, number> | null
}

/** What no function of its own did: instructions of small functions that the host called, and paths for which there was no node. */
const outside = 'called from outside, without a node'
const noNode = 'paths without a node'

class Sum {
  readonly #mode: ProfileMode
  readonly #functions: FunctionSum[] = []
  readonly #places = new Map<string, number>()
  readonly #tree = new TreeBuilder()
  readonly #columns = { calls: [0], instructions: [0], selfNs: [0] }
  #hasTime = false

  constructor(mode: ProfileMode) {
    this.#mode = mode
  }

  add(module: string, { functions, tree }: Counts, sign: 1 | -1): void {
    const places = functions.map(({ index, name }) => this.#place({ kind: 'wasm', module, index, name }))
    for (const [at, { calls, instructions, classes }] of functions.entries()) this.#count(places[at]!, sign, calls, instructions, classes)
    if (tree === null) return
    this.#hasTime ||= tree.selfNs !== null
    const nodes: number[] = []
    for (const [at, parent] of tree.parents.entries()) {
      const [calls, instructions, selfNs] = [tree.calls[at] ?? 0, tree.instructions[at] ?? 0, tree.selfNs?.[at] ?? 0]
      const one = tree.functions[at] ?? -1
      if (at === 0) {
        nodes.push(0)
        if (instructions !== 0) this.#addTo(this.#outside(module, outside, sign, 0, instructions), sign, 0, instructions, selfNs)
      } else if (one < 0)
        nodes.push(this.#addTo(this.#outside(module, noNode, sign, calls, instructions), sign, calls, instructions, selfNs))
      else nodes.push(this.#addTo(this.#tree.child(nodes[parent] ?? 0, places[one] ?? 0), sign, calls, instructions, selfNs))
    }
  }

  /** Without what did nothing in the part that counts. */
  result(): Pick<Profile, 'functions' | 'tree'> {
    const functions = this.#functions.map(({ classes, ...rest }): ProfileFunction => ({
      ...rest,
      classes: classes && Object.fromEntries([...classes].filter(([, value]) => value !== 0)),
      selfNs: null,
      totalNs: null,
    }))
    const ran = ({ calls, instructions }: ProfileFunction) => calls !== 0 || (instructions ?? 0) !== 0
    if (this.#mode !== 'tree') return { functions: functions.filter(ran), tree: null }

    const { calls, instructions, selfNs } = this.#columns
    const { parents, functions: ofNode } = this.#tree
    const active = parents.map((_, node) => node === 0 || calls[node] !== 0 || instructions[node] !== 0)
    for (let node = parents.length - 1; node > 0; node--) if (active[node]) active[parents[node]!] = true
    const kept = parents.flatMap((_, node) => (active[node] ? [node] : []))
    const placeOfNode = new Map(kept.map((node, place) => [node, place]))
    const listed = functions.flatMap((one, place) => (ran(one) ? [place] : []))
    for (const node of kept) if (node !== 0 && !ran(functions[ofNode[node]!]!)) listed.push(ofNode[node]!)
    const placeOfFunction = new Map([...new Set(listed)].map((from, place) => [from, place]))

    const tree = {
      parents: kept.map(node => (node === 0 ? -1 : placeOfNode.get(parents[node]!)!)),
      functions: kept.map(node => (node === 0 ? -1 : placeOfFunction.get(ofNode[node]!)!)),
      calls: kept.map(node => atLeastZero(calls[node]!)),
      instructions: kept.map(node => atLeastZero(instructions[node]!)),
      selfNs: this.#hasTime ? kept.map(node => atLeastZero(selfNs[node]!)) : null,
      weights: null,
    }
    const named = [...placeOfFunction.keys()].map(place => functions[place]!)
    if (tree.selfNs === null) return { functions: named, tree }
    const own = ownSums(tree, tree.selfNs, named.length)
    const inclusive = inclusiveSums(tree, tree.selfNs, named.length)
    return { functions: named.map((one, place) => ({ ...one, selfNs: own[place]!, totalNs: inclusive[place]! })), tree }
  }

  #outside(module: string, name: string, sign: 1 | -1, calls: number, instructions: number): number {
    const place = this.#place({ kind: 'other', module, index: null, name })
    this.#count(place, sign, calls, instructions, null)
    return this.#tree.child(0, place)
  }

  #place(one: Pick<FunctionSum, 'kind' | 'module' | 'index' | 'name'>): number {
    const key = `${one.index ?? one.name} ${one.module}`
    const known = this.#places.get(key)
    if (known !== undefined) return known
    this.#places.set(key, this.#functions.length)
    return this.#functions.push({ ...one, calls: 0, instructions: null, classes: null }) - 1
  }

  #count(place: number, sign: 1 | -1, calls: number, instructions: number | null, classes: Counts['functions'][number]['classes']): void {
    const sum = this.#functions[place]!
    sum.calls += sign * calls
    if (instructions !== null) sum.instructions = (sum.instructions ?? 0) + sign * instructions
    if (classes === null) return
    sum.classes ??= new Map()
    for (const [name, value] of Object.entries(classes)) sum.classes.set(name, (sum.classes.get(name) ?? 0) + sign * value)
  }

  #addTo(node: number, sign: 1 | -1, calls: number, instructions: number, selfNs: number): number {
    const add = (column: number[], value: number) => {
      column[node] = (column[node] ?? 0) + sign * value
    }
    add(this.#columns.calls, calls)
    add(this.#columns.instructions, instructions)
    add(this.#columns.selfNs, selfNs)
    return node
  }
}

/** A clock that was read twice in one moment can leave a rounding below zero; counts cannot. */
function atLeastZero(value: number): number {
  return Math.max(0, value)
}
