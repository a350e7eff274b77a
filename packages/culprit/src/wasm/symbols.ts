import type { ModuleFacts } from './module.ts'
import type { FunctionType } from './types.ts'

export interface ExportedFunction {
  readonly index: number
  readonly type: FunctionType
}

/** The function that is exported as `name`, with its parameters and results; null when there is none. */
export function exportedFunction(facts: ModuleFacts, name: string): ExportedFunction | null {
  const found = facts.exports.find(entry => entry.kind === 'function' && entry.name === name)
  return found ? { index: found.index, type: functionType(facts, found.index) } : null
}

/** The type of a function of the module's index space, imports included. */
export function functionType(facts: ModuleFacts, index: number): FunctionType {
  const composite = facts.types[facts.functionTypes[index]!]?.composite
  if (composite?.kind !== 'function') throw new Error(`function ${index} does not exist`)
  return composite
}

/** Where the name of a function is from, the first that has one: in this order. */
export type NameOrigin = 'name section' | 'twin' | 'symbol file' | 'import' | 'export'

export interface FunctionName {
  readonly name: string
  readonly origin: NameOrigin
}

/** Names from elsewhere, by function index. */
export interface NameSources {
  readonly twin?: ReadonlyMap<number, string>
  readonly symbolFile?: ReadonlyMap<number, string>
}

/**
 * Function index → name: what the name section says, otherwise an unstripped twin, otherwise a file of symbols, otherwise an import's
 * `module.name`, otherwise the (first) name it is exported by.
 */
export function namedFunctions(facts: ModuleFacts, sources: NameSources = {}): Map<number, FunctionName> {
  return namesAs(facts, sources, (name, origin) => ({ name, origin }))
}

/** As `namedFunctions`, of the module alone and without the origins; of these functions only, when they are given. */
export function functionNames(facts: ModuleFacts, indices: ReadonlySet<number> | null = null): ReadonlyMap<number, string> {
  const names = indices === null ? facts : { ...facts, exports: facts.exports.filter(({ index }) => indices.has(index)) }
  return namesAs(names, {}, name => name)
}

function namesAs<Value>(
  facts: ModuleFacts,
  sources: NameSources,
  valueOf: (name: string, origin: NameOrigin) => Value,
): Map<number, Value> {
  const names = new Map<number, Value>()
  for (const one of facts.exports) {
    if (one.kind === 'function' && !names.has(one.index)) names.set(one.index, valueOf(one.name, 'export'))
  }
  let imported = 0
  for (const { module, name, description } of facts.imports) {
    if (description.kind === 'function') names.set(imported++, valueOf(`${module}.${name}`, 'import'))
  }
  const add = (given: Iterable<readonly [number, string]>, origin: NameOrigin) => {
    for (const [index, name] of given) if (index < facts.functionTypes.length) names.set(index, valueOf(name, origin))
  }
  add(sources.symbolFile ?? [], 'symbol file')
  add(sources.twin ?? [], 'twin')
  add(facts.custom.names?.functions ?? [], 'name section')
  return names
}
