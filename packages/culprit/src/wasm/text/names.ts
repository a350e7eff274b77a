import { CulpritError } from '../../model/errors.ts'
import type { ExternalKind } from '../../model/module.ts'
import { Cursor } from '../cursor.ts'
import type { ModuleFacts } from '../module.ts'
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

// Of the name section (https://webassembly.github.io/spec/core/appendix/custom.html#name-section and the proposals for more of it).
const localNames = 2
const subsectionOf: Readonly<Record<Exclude<Space, 'function'>, number>> = {
  type: 4,
  table: 5,
  memory: 6,
  global: 7,
  element: 8,
  data: 9,
  tag: 11,
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
  const places = localNamePlaces(facts)
  let current = -1
  let locals: ReadonlyMap<number, string> = new Map()
  const localOf = (functionIndex: number, index: number) => {
    if (functionIndex !== current) {
      current = functionIndex
      const place = places.get(functionIndex)
      locals = place === undefined ? new Map() : unique(tolerant(() => nameMap(new Cursor(facts.bytes, place.start, place.end))))
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
  const subsection = facts.custom.names?.subsections.find(each => each.id === subsectionOf[space])
  if (subsection) {
    const { offset, bytes } = subsection
    for (const [index, name] of tolerant(() => nameMap(new Cursor(facts.bytes, offset, offset + bytes)))) names.set(index, name)
  }
  yield* names
}

/** Function index → where the names of its locals are; they are read when the function is. */
function localNamePlaces(facts: ModuleFacts): Map<number, { start: number; end: number }> {
  const places = new Map<number, { start: number; end: number }>()
  const subsection = facts.custom.names?.subsections.find(each => each.id === localNames)
  if (!subsection) return places
  const end = subsection.offset + subsection.bytes
  const cursor = new Cursor(facts.bytes, subsection.offset, end)
  tolerant(() => {
    for (let left = cursor.count('functions with names of locals', 2); left > 0; left--) {
      const index = cursor.u32('the index of a function')
      const start = cursor.position
      for (let names = cursor.count('names', 2); names > 0; names--) {
        cursor.u32('the index of a name')
        cursor.skip(cursor.u32('the length of a name'), 'a name')
      }
      places.set(index, { start, end: cursor.position })
    }
    return []
  })
  return places
}

function nameMap(cursor: Cursor): [number, string][] {
  const names: [number, string][] = []
  for (let left = cursor.count('names', 2); left > 0; left--) names.push([cursor.u32('the index of a name'), cursor.name('a name')])
  return names
}

/** Engines ignore what is wrong in the name section, and so does a text: it shows indices instead. */
function tolerant<Item>(read: () => Item[]): Item[] {
  try {
    return read()
  } catch (error) {
    if (error instanceof CulpritError) return []
    throw error
  }
}
