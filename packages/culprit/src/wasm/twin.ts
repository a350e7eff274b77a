import { noTwin } from '../model/errors.ts'
import type { ModuleFacts } from './module.ts'
import { SameCode } from './same-code.ts'
import type { SourceLines } from './source-lines.ts'

export interface TwinNames {
  /** By function index, imports included. */
  readonly names: ReadonlyMap<number, string>
  /** Functions that the modules define, and how many of them are the same code in both. */
  readonly functions: number
  readonly same: number
  /** Whether a function, by its index among those with a body, is the same code. */
  readonly isSame: (body: number) => boolean
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
  const sameBodies = new Uint8Array(functions)
  let same = 0
  let refused = 0
  for (let body = 0; body < functions; body++) {
    const name = given.get(imported + body)
    if (code.same(body)) {
      same++
      sameBodies[body] = 1
      if (name !== undefined) names.set(imported + body, name)
    } else if (name !== undefined) refused++
  }
  if (same * 2 < functions) throw noTwin(`only ${same} of ${functions} functions are the same code at the same index`)
  const imports = [functionImports(stripped), functionImports(twin)] as const
  for (let index = 0; index < imported; index++) {
    const name = given.get(index)
    if (name !== undefined && imports[0][index] === imports[1][index]) names.set(index, name)
  }
  return { names, functions, same, isSame: body => sameBodies[body] === 1, refused }
}

function functionImports(facts: ModuleFacts): string[] {
  return facts.imports
    .filter(({ description }) => description.kind === 'function')
    .map(({ module, name }) => JSON.stringify([module, name]))
}

/**
 * The lines of a twin for functions that are the same in both: where each begins, and within it where every number takes as many bytes.
 */
export function linesOfTwin(stripped: ModuleFacts, twin: ModuleFacts, { isSame }: TwinNames, lines: SourceLines): SourceLines {
  const { starts, ends } = stripped.bodies
  const bodyAt = (offset: number) => {
    let low = 0
    let high = starts.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (starts[middle]! <= offset) low = middle + 1
      else high = middle
    }
    const body = low - 1
    return body >= 0 && offset < ends[body]! && isSame(body) ? body : null
  }
  const inTwin = (offset: number) => {
    const body = bodyAt(offset)
    if (body === null || ends[body]! - starts[body]! !== twin.bodies.ends[body]! - twin.bodies.starts[body]!) return null
    return offset - starts[body]! + twin.bodies.starts[body]!
  }
  return {
    kind: lines.kind,
    unread: lines.unread,
    locate: offset => {
      const there = inTwin(offset)
      return there === null ? null : lines.locate(there)
    },
    frames: offset => {
      const there = inTwin(offset)
      return there === null ? [] : lines.frames(there)
    },
    first: start => {
      const body = bodyAt(start)
      return body === null || starts[body] !== start ? null : lines.first(twin.bodies.starts[body]!, twin.bodies.ends[body]!)
    },
  }
}
