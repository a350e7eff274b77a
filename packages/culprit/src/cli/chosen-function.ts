import { ambiguousFunction, badReference, missingFunction } from '../model/errors.ts'
import { findFunctions, similarFunctions } from '../wasm/find-functions.ts'
import type { ModuleFacts } from '../wasm/index.ts'

/** The module whose functions a user means: of a component, the only core module inside. */
export function moduleWithFunctions(reference: string, facts: ModuleFacts): ModuleFacts {
  if (facts.layer === 'core') return facts
  const [only, ...others] = facts.modules
  if (only !== undefined && others.length === 0) return only
  throw badReference(reference, `it is a component with ${facts.modules.length} modules inside; name one of them, such as ${reference}#1`)
}

/** The index of the one function that has this index or name. */
export function chosenFunction(reference: string, facts: ModuleFacts, wanted: string): number {
  const [only, ...others] = findFunctions(facts, wanted)
  if (only === undefined) throw missingFunction(reference, wanted, facts.functionTypes.length, similarFunctions(facts, wanted, 8))
  if (others.length > 0) throw ambiguousFunction(reference, wanted, [only, ...others])
  return only
}
