import { Cursor } from '../cursor.ts'
import type { ModuleFacts } from '../module.ts'
import { customSection } from '../sections.ts'
import { DwarfCursor } from './dwarf-cursor.ts'

/** Where the sections of debugging information are, by their names without `.debug_`. */
export interface DwarfSections {
  readonly bytes: Uint8Array
  /** Of the content, absolute. */
  readonly ranges: ReadonlyMap<string, { readonly start: number; readonly end: number }>
  /** What addresses count from, and the first that there is none of: the content of the code section. */
  readonly code: { readonly start: number; readonly end: number }
}

/** Null for a module without line tables or without code. */
export function dwarfSections(facts: ModuleFacts): DwarfSections | null {
  const ranges = new Map<string, { start: number; end: number }>()
  for (const { id, name, offset, bytes } of facts.sections) {
    if (id !== customSection || !name.startsWith(prefix)) continue
    const cursor = new Cursor(facts.bytes, offset, offset + bytes)
    cursor.name('the name of a custom section')
    ranges.set(name.slice(prefix.length), { start: cursor.position, end: cursor.end })
  }
  const code = facts.sections.find(({ id }) => id === codeSection)
  if (!ranges.has('line') || !code) return null
  return { bytes: facts.bytes, ranges, code: { start: code.offset, end: code.offset + code.bytes } }
}

const prefix = '.debug_'
const codeSection = 10

/** A cursor over a section from `offset` in it; null when there is no such place. */
export function cursorOver({ bytes, ranges }: DwarfSections, name: string, offset = 0): DwarfCursor | null {
  const range = ranges.get(name)
  return range && offset <= range.end - range.start ? new DwarfCursor(bytes, range.start + offset, range.end) : null
}
