import { invalidModule } from '../model/errors.ts'
import type { Cursor } from './cursor.ts'

export interface Section {
  readonly id: number
  /** Of the kind, such as `code`; of a custom section its own. */
  readonly name: string
  /** Absolute, behind the section's size; of a custom section its name comes first. */
  readonly offset: number
  readonly bytes: number
}

export const customSection = 0

/** Section ids of a core module in the order in which they have to come; custom sections may stand anywhere. */
export const coreSections: ReadonlyMap<number, string> = new Map([
  [1, 'type'],
  [2, 'import'],
  [3, 'function'],
  [4, 'table'],
  [5, 'memory'],
  [13, 'tag'],
  [6, 'global'],
  [7, 'export'],
  [8, 'start'],
  [9, 'element'],
  [12, 'data count'],
  [10, 'code'],
  [11, 'data'],
])

export const nestedModuleSection = 1
export const nestedComponentSection = 4

/** Section ids of a component, which come in any order and as often as needed. */
export const componentSections: ReadonlyMap<number, string> = new Map([
  [nestedModuleSection, 'core module'],
  [2, 'core instance'],
  [3, 'core type'],
  [nestedComponentSection, 'component'],
  [5, 'instance'],
  [6, 'alias'],
  [7, 'type'],
  [8, 'canonical function'],
  [9, 'start'],
  [10, 'import'],
  [11, 'export'],
  [12, 'value'],
])

/** Their content is one thing; all others begin with how many things they have. */
export const componentSectionsWithoutCount: ReadonlySet<number> = new Set([customSection, nestedModuleSection, nestedComponentSection, 9])

/** The next section and a cursor over its content (behind the name of a custom one). */
export function readSection(cursor: Cursor, known: ReadonlyMap<number, string>): { section: Section; content: Cursor } {
  const start = cursor.position
  const id = cursor.u8('a section')
  const bytes = cursor.u32('the size of a section')
  const kind = id === customSection ? 'custom' : known.get(id)
  if (kind === undefined) throw invalidModule(`${id} is no kind of section that this version of culprit knows`, start)
  if (bytes > cursor.left) {
    throw invalidModule(`the ${kind} section claims ${bytes} bytes, but only ${cursor.left} are left`, start)
  }
  const content = cursor.take(bytes, `the ${kind} section`)
  const offset = content.position
  const name = id === customSection ? content.name('the name of a custom section') : kind
  return { section: { id, name, offset, bytes }, content }
}
