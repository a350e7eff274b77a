import type { Cursor } from './cursor.ts'

/** What a dynamically linked module needs from its loader. */
export interface Dylink {
  readonly memoryBytes: number
  readonly tableSlots: number
  readonly needed: readonly string[]
}

const memoryInfo = 1
const neededLibraries = 2

/** The `dylink.0` section: subsections, of which two are of interest here. */
export function readDylink(cursor: Cursor): Dylink {
  let dylink: Dylink = { memoryBytes: 0, tableSlots: 0, needed: [] }
  while (cursor.left > 0) {
    const id = cursor.u8('a subsection of dylink.0')
    const content = cursor.take(cursor.u32('the size of a subsection of dylink.0'), 'a subsection of dylink.0')
    if (id === memoryInfo) dylink = { ...dylink, ...readMemoryInfo(content) }
    if (id === neededLibraries) dylink = { ...dylink, needed: readNeeded(content) }
  }
  return dylink
}

/** The `dylink` section of toolchains before 2021. */
export function readOldDylink(cursor: Cursor): Dylink {
  return { ...readMemoryInfo(cursor), needed: readNeeded(cursor) }
}

function readMemoryInfo(cursor: Cursor): { memoryBytes: number; tableSlots: number } {
  const memoryBytes = cursor.u32('the memory of a dynamic library')
  cursor.u32('the alignment of the memory of a dynamic library')
  const tableSlots = cursor.u32('the table of a dynamic library')
  cursor.u32('the alignment of the table of a dynamic library')
  return { memoryBytes, tableSlots }
}

function readNeeded(cursor: Cursor): string[] {
  const needed: string[] = []
  for (let left = cursor.count('needed libraries', 1); left > 0; left--) needed.push(cursor.name('a needed library'))
  return needed
}
