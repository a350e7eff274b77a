import { CulpritError } from '../model/errors.ts'
import { Cursor } from './cursor.ts'
import { maximumFunctions } from './functions.ts'

/** The name section. Of its subsections, those of the module and of functions are decoded; the others are only found. */
export interface Names {
  readonly module: string | null
  /** By function index, imports included. */
  readonly functions: ReadonlyMap<number, string>
  readonly subsections: readonly { readonly id: number; readonly offset: number; readonly bytes: number }[]
}

// Ids of subsections: the specification's appendix, and the proposal "extended name section".
const moduleName = 0
const functionNames = 1
const flat = { type: 4, table: 5, memory: 6, global: 7, element: 8, data: 9, tag: 11 } as const
const nested = { local: 2, label: 3, field: 10 } as const

export function readNames(cursor: Cursor): Names {
  let module: string | null = null
  let functions: ReadonlyMap<number, string> = new Map()
  const subsections = []
  while (cursor.left > 0) {
    const id = cursor.u8('a subsection of names')
    const content = cursor.take(cursor.u32('the size of a subsection of names'), 'a subsection of names')
    subsections.push({ id, offset: content.position, bytes: content.left })
    if (id === moduleName) module = content.name('the name of the module')
    else if (id === functionNames) functions = readNameMap(content, maximumFunctions)
    else continue
    content.finish('a subsection of names')
  }
  return { module, functions, subsections }
}

/** The names of an index space other than that of functions, decoded when asked; those before any damage. */
export function itemNames(bytes: Uint8Array, names: Names | null, space: keyof typeof flat): ReadonlyMap<number, string> {
  const found = new Map<number, string>()
  tolerating(() => {
    for (const content of subsection(bytes, names, flat[space])) readNameMap(content, Infinity, found)
  })
  return found
}

/** Function (or type, of fields) → index inside → name: locals begin with the parameters; decoded when asked; those before any damage. */
export function innerNames(
  bytes: Uint8Array,
  names: Names | null,
  space: keyof typeof nested,
): ReadonlyMap<number, ReadonlyMap<number, string>> {
  const found = new Map<number, Map<number, string>>()
  tolerating(() => {
    for (const content of subsection(bytes, names, nested[space])) {
      for (let left = content.count('maps of names', 2); left > 0; left--) {
        const outer = content.u32('an index')
        const inner = found.get(outer) ?? new Map<number, string>()
        found.set(outer, inner)
        readNameMap(content, Infinity, inner)
      }
    }
  })
  return found
}

function* subsection(bytes: Uint8Array, names: Names | null, id: number): Generator<Cursor> {
  for (const each of names?.subsections ?? []) if (each.id === id) yield new Cursor(bytes, each.offset, each.offset + each.bytes)
}

/** Index → name. */
function readNameMap(cursor: Cursor, limit: number, names = new Map<number, string>()): Map<number, string> {
  for (let left = cursor.count('names', 2, limit); left > 0; left--) {
    names.set(cursor.u32('the index of a name'), cursor.name('a name'))
  }
  return names
}

/** What is wrong in a name section concerns nobody but who would have shown the name. */
function tolerating(read: () => void): void {
  try {
    read()
  } catch (error) {
    if (!(error instanceof CulpritError)) throw error
  }
}
