import type { ModuleFacts } from '../../wasm/module.ts'

/** Pairs of functions that have the same name, by index among the defined ones: one of `a`, its partner, the next of `a`, and so on. */
export interface NamedPairs {
  readonly exported: Int32Array
  readonly debug: Int32Array
}

type Names = ReadonlyMap<number, string>

/** `names` are those that the caller knows; without them, those of the name sections count. Both are by function index. */
export function namedPairs(
  a: ModuleFacts,
  b: ModuleFacts,
  names: { readonly a: Names; readonly b: Names } | null,
  shared: () => Int32Array,
): NamedPairs {
  // A short export name says nothing about another build.
  const exported = hasShortNames(a) || hasShortNames(b) ? new Int32Array() : exportedPairs(a, b, shared())
  const debugNames = (facts: ModuleFacts) => facts.custom.names?.functions ?? new Map<number, string>()
  return { exported, debug: pairsOf(namedBodies(a, names?.a ?? debugNames(a)), namedBodies(b, names?.b ?? debugNames(b))) }
}

/** Emscripten shortens the names of a release build to letters in order of use; then it calls the module of the imports `a`. */
export function hasShortNames(facts: ModuleFacts): boolean {
  return facts.imports.some(({ module }) => module.length === 1)
}

/** Name → defined function, or null where several have the name. */
type NamedBodies = ReadonlyMap<string, number | null>

function pairsOf(a: NamedBodies, b: NamedBodies): Int32Array {
  const pairs: number[] = []
  for (const [name, bodyA] of a) {
    const bodyB = b.get(name) ?? null
    if (bodyA !== null && bodyB !== null) pairs.push(bodyA, bodyB)
  }
  return Int32Array.from(pairs)
}

function exportedPairs(a: ModuleFacts, b: ModuleFacts, places: Int32Array): Int32Array {
  const pairs = new Int32Array(2 * places.length)
  let length = 0
  for (let place = 0; place < places.length; place++) {
    const one = a.exports[place]!
    const other = b.exports[places[place]!]
    if (one.kind !== 'function' || other?.kind !== 'function') continue
    const bodyA = one.index - a.imported.function
    const bodyB = other.index - b.imported.function
    if (bodyA < 0 || bodyB < 0) continue
    pairs[length++] = bodyA
    pairs[length++] = bodyB
  }
  return pairs.subarray(0, length)
}

function namedBodies(facts: ModuleFacts, names: Names): NamedBodies {
  const named = new Map<string, number | null>()
  for (const [index, name] of names) {
    const body = index - facts.imported.function
    if (body >= 0 && body < facts.bodies.count) named.set(name, named.has(name) ? null : body)
  }
  return named
}
