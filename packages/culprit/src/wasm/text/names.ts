import type { ExternalKind } from '../../model/module.ts'
import type { ModuleFacts } from '../module.ts'
import { innerNames, itemNames } from '../names.ts'
import { functionNames } from '../symbols.ts'
import { identifier } from './strings.ts'

/** The index spaces of a module. */
export type Space = ExternalKind | 'type' | 'element' | 'data'

/** What stands in a text for an index, where the thing is defined and where it is used. */
export interface TextNames {
  /** Behind `module`: ` $name`, or nothing. */
  readonly module: string
  /** Behind the keyword that defines it: ` $name (;3;)`. */
  definition(space: Space, index: number): string
  /** `$name`, or the index. */
  reference(space: Space, index: number): string
  /** Behind `param` or `local`: `$name`, or null where it has none. */
  localDefinition(functionIndex: number, index: number): string | null
  local(functionIndex: number, index: number): string
  /** Behind a block at this depth; the function itself has the depth 0. */
  labelDefinition(depth: number): string
  /** `relative` blocks further out, seen from inside of `depth` blocks. */
  label(relative: number, depth: number): string
}

/** No names at all. */
export const numericNames: TextNames = {
  module: '',
  definition: (_, index) => ` (;${index};)`,
  reference: (_, index) => String(index),
  localDefinition: () => null,
  local: (_, index) => String(index),
  labelDefinition: depth => ` ;; label = @${depth}`,
  label: (relative, depth) => (relative > depth ? String(relative) : `${relative} (;@${depth - relative};)`),
}

/**
 * What the name section says, otherwise an import's `module.name`, otherwise the name of an export. Where several things of an index
 * space have the same name, their indices are added to it. `usable` can refuse identifiers that a reader of the text does not know.
 */
export function textNames(facts: ModuleFacts, usable: (identifier: string) => boolean = () => true): TextNames {
  const unique = (names: Iterable<readonly [number, string]>) => uniqueIdentifiers(names, usable)
  const others = (space: Exclude<Space, 'function'>) => unique(namesOf(facts, space))
  const identifiers: Readonly<Record<Space, ReadonlyMap<number, string>>> = {
    function: unique(functionNames(facts)),
    type: others('type'),
    table: others('table'),
    memory: others('memory'),
    global: others('global'),
    element: others('element'),
    data: others('data'),
    tag: others('tag'),
  }
  // Decoding the names of all locals takes long, and many texts need none.
  let all: ReturnType<typeof innerNames> | null = null
  let current = -1
  let locals: ReadonlyMap<number, string> = new Map()
  const localOf = (functionIndex: number, index: number) => {
    if (functionIndex !== current) {
      current = functionIndex
      all ??= innerNames(facts.bytes, facts.custom.names, 'local')
      locals = unique(all.get(functionIndex) ?? [])
    }
    return locals.get(index)
  }
  const own = facts.custom.names?.module ?? null
  const module = own === null ? null : identifier(own)
  return {
    ...numericNames,
    module: module !== null && usable(module) ? ` ${module}` : '',
    definition: (space, index) => {
      const name = identifiers[space].get(index)
      return name === undefined ? ` (;${index};)` : ` ${name} (;${index};)`
    },
    reference: (space, index) => identifiers[space].get(index) ?? String(index),
    localDefinition: (functionIndex, index) => localOf(functionIndex, index) ?? null,
    local: (functionIndex, index) => localOf(functionIndex, index) ?? String(index),
  }
}

function uniqueIdentifiers(names: Iterable<readonly [number, string]>, usable: (identifier: string) => boolean): Map<number, string> {
  const entries = [...names].flatMap(([index, name]) => {
    const text = identifier(name)
    return text === null ? [] : [{ index, name, text }]
  })
  const holders = new Map<string, number>()
  for (const { text } of entries) holders.set(text, (holders.get(text) ?? 0) + 1)
  const unique = new Map<number, string>()
  for (const { index, name, text } of entries) {
    // The suffix comes before the end of the quotes, and is not cut off with the end of a long name.
    const own = holders.get(text) === 1 ? text : identifier(`${name.slice(0, 100)}#${index}`.toWellFormed())!
    // Someone may have given this very name to another.
    if (own !== text && holders.has(own)) continue
    if (usable(own)) unique.set(index, own)
  }
  return unique
}

function* namesOf(facts: ModuleFacts, space: Exclude<Space, 'function'>): Generator<[number, string]> {
  const names = new Map<number, string>()
  for (const { name, kind, index } of facts.exports) if (kind === space && !names.has(index)) names.set(index, name)
  let imported = 0
  for (const { module, name, description } of facts.imports) {
    if (description.kind === space) names.set(imported++, `${module}.${name}`)
  }
  for (const [index, name] of itemNames(facts.bytes, facts.custom.names, space)) names.set(index, name)
  yield* names
}
