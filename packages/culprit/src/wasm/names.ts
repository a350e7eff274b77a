import type { Cursor } from './cursor.ts'
import { maximumFunctions } from './functions.ts'

/** The name section. Of its subsections, those of the module and of functions are decoded; the others are only found. */
export interface Names {
  readonly module: string | null
  /** By function index, imports included. */
  readonly functions: ReadonlyMap<number, string>
  readonly subsections: readonly { readonly id: number; readonly offset: number; readonly bytes: number }[]
}

export function readNames(cursor: Cursor): Names {
  let module: string | null = null
  let functions: ReadonlyMap<number, string> = new Map()
  const subsections = []
  while (cursor.left > 0) {
    const id = cursor.u8('a subsection of names')
    const content = cursor.take(cursor.u32('the size of a subsection of names'), 'a subsection of names')
    subsections.push({ id, offset: content.position, bytes: content.left })
    if (id === 0) module = content.name('the name of the module')
    else if (id === 1) functions = readNameMap(content, maximumFunctions)
    else continue
    content.finish('a subsection of names')
  }
  return { module, functions, subsections }
}

/** Index → name. */
function readNameMap(cursor: Cursor, limit: number): Map<number, string> {
  const names = new Map<number, string>()
  for (let left = cursor.count('names', 2, limit); left > 0; left--) {
    names.set(cursor.u32('the index of a name'), cursor.name('a name'))
  }
  return names
}
