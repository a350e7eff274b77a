import { AbbreviationTables, type Abbreviations } from './abbreviations.ts'
import { readForm, textOf, type FormValue, type UnitFormat } from './forms.ts'
import { cursorOver, type DwarfSections } from './sections.ts'
import type { DwarfCursor } from './dwarf-cursor.ts'

/** A compilation unit of `.debug_info`. */
export interface Unit extends UnitFormat {
  readonly end: number
  /** Of its first entry, absolute. */
  readonly entries: number
  readonly abbreviations: Abbreviations
  readonly root: ReadonlyMap<number, FormValue>
  readonly directory: string | null
  /** Offset of its line program in `.debug_line`. */
  readonly lines: number | null
}

// DWARF 5, 7.5.4
export const attribute = {
  name: 0x03,
  stmtList: 0x10,
  lowPc: 0x11,
  highPc: 0x12,
  compDir: 0x1b,
  abstractOrigin: 0x31,
  declFile: 0x3a,
  declLine: 0x3b,
  specification: 0x47,
  ranges: 0x55,
  callColumn: 0x57,
  callFile: 0x58,
  callLine: 0x59,
  linkageName: 0x6e,
  strOffsetsBase: 0x72,
  addrBase: 0x73,
  rnglistsBase: 0x74,
  mipsLinkageName: 0x2007,
} as const

const typeUnit = 0x02
const skeletonUnit = 0x04
const splitTypeUnit = 0x06

/** The units, each with its first entry; `damaged` is told of those that cannot be read. */
export function* readUnits(sections: DwarfSections, damaged: (error: unknown) => void): Generator<Unit> {
  const tables = new AbbreviationTables(sections)
  const cursor = cursorOver(sections, 'info')
  if (!cursor) return
  while (cursor.left > 0) {
    let next = cursor.end
    try {
      const start = cursor.position
      const { end, wide } = cursor.unit()
      next = end
      yield readUnit(sections, tables, cursor, start, end, wide)
    } catch (error) {
      damaged(error)
    }
    cursor.position = next
  }
}

function readUnit(
  sections: DwarfSections,
  tables: AbbreviationTables,
  section: DwarfCursor,
  start: number,
  end: number,
  wide: boolean,
): Unit {
  const version = section.u16()
  if (version < 2 || version > 5) throw section.damaged(`version ${version} is not known`)
  let addressSize: number
  let abbreviationOffset: number
  if (version >= 5) {
    const kind = section.u8()
    addressSize = section.u8()
    abbreviationOffset = section.offset(wide)
    if (kind === typeUnit || kind === splitTypeUnit) section.skip(8 + (wide ? 8 : 4))
    else if (kind >= skeletonUnit) section.skip(8)
  } else {
    abbreviationOffset = section.offset(wide)
    addressSize = section.u8()
  }
  const format: UnitFormat = { version, wide, addressSize, start, stringOffsets: null, addresses: null }
  const entries = section.position
  const abbreviations = tables.at(abbreviationOffset)
  section.end = Math.min(section.end, end)
  const sectionEnd = sections.ranges.get('info')!.end
  try {
    const root = readEntry(section, abbreviations, format)
    format.stringOffsets = root.get(attribute.strOffsetsBase)?.value ?? null
    format.addresses = root.get(attribute.addrBase)?.value ?? null
    const directory = root.get(attribute.compDir)
    return {
      ...format,
      end,
      entries,
      abbreviations,
      root,
      directory: directory ? textOf(sections, format, directory) : null,
      lines: root.get(attribute.stmtList)?.value ?? null,
    }
  } finally {
    section.end = sectionEnd
  }
}

/** The attributes of the entry at the cursor; none of an entry that ends a list. */
export function readEntry(cursor: DwarfCursor, abbreviations: Abbreviations, format: UnitFormat): Map<number, FormValue> {
  const values = new Map<number, FormValue>()
  const code = cursor.uleb()
  if (code === 0) return values
  const abbreviation = abbreviations.get(code)
  if (!abbreviation) throw cursor.damaged(`an entry of the kind ${code}, which is not declared`)
  for (let i = 0; i < abbreviation.names.length; i++) {
    values.set(abbreviation.names[i]!, readForm(cursor, abbreviation.forms[i]!, format, abbreviation.implicit[i]))
  }
  return values
}
