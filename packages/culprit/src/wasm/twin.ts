import { noTwin } from '../model/errors.ts'
import type { ModuleFacts } from './module.ts'
import { SameCode } from './same-code.ts'

export interface TwinNames {
  /** By function index, imports included. */
  readonly names: ReadonlyMap<number, string>
  /** Functions that the modules define, and how many of them are the same code in both. */
  readonly functions: number
  readonly same: number
  /** Named in the twin, but their code differs, so they have no name from it. */
  readonly refused: number
}

/**
 * The function names of a module that has lost them, from a build of the same code that still has them. A function gets a name only where
 * the twin has the same code at the same index, and an import where it is the same import.
 *
 * Modules with other numbers of functions or imports, or of which less than half of the functions are the same, are no twins: an error.
 */
export function namesFromTwin(stripped: ModuleFacts, twin: ModuleFacts): TwinNames {
  if (stripped.layer !== 'core' || twin.layer !== 'core') throw noTwin('names can be taken from a core module for a core module only')
  const given = twin.custom.names?.functions
  if (given === undefined || given.size === 0) throw noTwin('the other module has no names of functions itself')
  for (const [what, one, other] of [
    ['imported functions', stripped.imported.function, twin.imported.function],
    ['functions', stripped.bodies.count, twin.bodies.count],
  ] as const) {
    if (one !== other) throw noTwin(`the module has ${one} ${what}, and the other ${other}`)
  }
  const code = new SameCode(stripped, twin)
  const names = new Map<number, string>()
  const imported = stripped.imported.function
  const functions = stripped.bodies.count
  let same = 0
  let refused = 0
  for (let body = 0; body < functions; body++) {
    const name = given.get(imported + body)
    if (code.same(body)) {
      same++
      if (name !== undefined) names.set(imported + body, name)
    } else if (name !== undefined) refused++
  }
  if (same * 2 < functions) throw noTwin(`only ${same} of ${functions} functions are the same code at the same index`)
  const imports = [functionImports(stripped), functionImports(twin)] as const
  for (let index = 0; index < imported; index++) {
    const name = given.get(index)
    if (name !== undefined && imports[0][index] === imports[1][index]) names.set(index, name)
  }
  return { names, functions, same, refused }
}

function functionImports(facts: ModuleFacts): string[] {
  return facts.imports
    .filter(({ description }) => description.kind === 'function')
    .map(({ module, name }) => JSON.stringify([module, name]))
}
