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

/** Function index → name: what the name section says, otherwise an import's `module.name`, otherwise the (first) name it is exported by. */
export function functionNames(facts: ModuleFacts): ReadonlyMap<number, string> {
  const names = new Map<number, string>()
  for (const { name, kind, index } of facts.exports) if (kind === 'function' && !names.has(index)) names.set(index, name)
  let imported = 0
  for (const { module, name, description } of facts.imports) {
    if (description.kind === 'function') names.set(imported++, `${module}.${name}`)
  }
  for (const [index, name] of facts.custom.names?.functions ?? []) names.set(index, name)
  return names
}
