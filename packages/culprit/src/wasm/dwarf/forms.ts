import type { DwarfCursor } from './dwarf-cursor.ts'
import { cursorOver, type DwarfSections } from './sections.ts'

/** What the forms of a unit's attributes depend on. */
export interface UnitFormat {
  readonly version: number
  readonly wide: boolean
  readonly addressSize: number
  /** Of the unit, absolute: references inside it count from here. */
  readonly start: number
  /** Offset of the unit's first entry in `.debug_str_offsets` and `.debug_addr`; null where the unit names none. */
  stringOffsets: number | null
  addresses: number | null
}

// DWARF 5, 7.5.6; those above 0x1f00 are of GNU's split DWARF.
const form = {
  addr: 0x01,
  block2: 0x03,
  block4: 0x04,
  data2: 0x05,
  data4: 0x06,
  data8: 0x07,
  string: 0x08,
  block: 0x09,
  block1: 0x0a,
  data1: 0x0b,
  flag: 0x0c,
  sdata: 0x0d,
  strp: 0x0e,
  udata: 0x0f,
  refAddr: 0x10,
  ref1: 0x11,
  ref2: 0x12,
  ref4: 0x13,
  ref8: 0x14,
  refUdata: 0x15,
  indirect: 0x16,
  secOffset: 0x17,
  exprloc: 0x18,
  flagPresent: 0x19,
  strx: 0x1a,
  addrx: 0x1b,
  refSup4: 0x1c,
  strpSup: 0x1d,
  data16: 0x1e,
  lineStrp: 0x1f,
  refSig8: 0x20,
  implicitConst: 0x21,
  loclistx: 0x22,
  rnglistx: 0x23,
  refSup8: 0x24,
  strx1: 0x25,
  strx2: 0x26,
  strx3: 0x27,
  strx4: 0x28,
  addrx1: 0x29,
  addrx2: 0x2a,
  addrx3: 0x2b,
  addrx4: 0x2c,
  gnuAddrIndex: 0x1f01,
  gnuStrIndex: 0x1f02,
} as const

/** A value as it stands in the unit: texts, addresses and references by index are found with `textOf`, `addressOf`, `referenceOf`. */
export interface FormValue {
  readonly form: number
  readonly value: number
  /** Only of a text that stands in the unit itself. */
  readonly text: string | null
}

/** Goes behind a value, and returns it; of a block, its length. */
export function readForm(cursor: DwarfCursor, code: number, unit: UnitFormat, implicit = 0, depth = 0): FormValue {
  if (code === form.string) return { form: code, value: 0, text: cursor.text() }
  if (code === form.indirect) {
    if (depth > 0) throw cursor.damaged('a form that names itself')
    return readForm(cursor, cursor.uleb(), unit, implicit, depth + 1)
  }
  return { form: code, value: code === form.implicitConst ? implicit : skipForm(cursor, code, unit), text: null }
}

/** Goes behind a value and returns it where it is a number that stands there; of a block, its length. */
export function skipForm(cursor: DwarfCursor, code: number, unit: UnitFormat): number {
  switch (code) {
    case form.addr:
      return cursor.sized(unit.addressSize)
    case form.data1:
    case form.flag:
    case form.ref1:
    case form.strx1:
    case form.addrx1:
      return cursor.u8()
    case form.data2:
    case form.ref2:
    case form.strx2:
    case form.addrx2:
      return cursor.u16()
    case form.strx3:
    case form.addrx3:
      return cursor.u24()
    case form.data4:
    case form.ref4:
    case form.strx4:
    case form.addrx4:
    case form.refSup4:
      return cursor.u32()
    case form.data8:
    case form.ref8:
    case form.refSig8:
    case form.refSup8:
      return cursor.u64()
    case form.data16:
      cursor.skip(16)
      return 0
    case form.sdata:
      return cursor.sleb()
    case form.udata:
    case form.refUdata:
    case form.strx:
    case form.addrx:
    case form.loclistx:
    case form.rnglistx:
    case form.gnuAddrIndex:
    case form.gnuStrIndex:
      return cursor.uleb()
    case form.strp:
    case form.lineStrp:
    case form.strpSup:
    case form.secOffset:
      return cursor.offset(unit.wide)
    case form.refAddr:
      // An address in DWARF 2, an offset since.
      return unit.version <= 2 ? cursor.sized(unit.addressSize) : cursor.offset(unit.wide)
    case form.string:
      cursor.skipText()
      return 0
    case form.block1:
      return block(cursor, cursor.u8())
    case form.block2:
      return block(cursor, cursor.u16())
    case form.block4:
      return block(cursor, cursor.u32())
    case form.block:
    case form.exprloc:
      return block(cursor, cursor.uleb())
    case form.flagPresent:
    case form.implicitConst:
      return 1
    case form.indirect: {
      const meant = cursor.uleb()
      if (meant === form.indirect) throw cursor.damaged('a form that names itself')
      return skipForm(cursor, meant, unit)
    }
    default:
      throw cursor.damaged(`the form 0x${code.toString(16)} is not known`)
  }
}

function block(cursor: DwarfCursor, length: number): number {
  cursor.skip(length)
  return length
}

/** Null when the value is no text or leads nowhere. */
export function textOf(sections: DwarfSections, unit: UnitFormat, { form: code, value, text }: FormValue): string | null {
  if (text !== null) return text
  switch (code) {
    case form.strp:
      return cursorOver(sections, 'str', value)?.text() ?? null
    case form.lineStrp:
      return cursorOver(sections, 'line_str', value)?.text() ?? null
    case form.strx:
    case form.strx1:
    case form.strx2:
    case form.strx3:
    case form.strx4: {
      if (unit.stringOffsets === null) return null
      const entry = cursorOver(sections, 'str_offsets', unit.stringOffsets + value * (unit.wide ? 8 : 4))
      const at = entry && entry.left >= (unit.wide ? 8 : 4) ? entry.offset(unit.wide) : null
      return at === null ? null : (cursorOver(sections, 'str', at)?.text() ?? null)
    }
    default:
      return null
  }
}

/** Null when the value is no address or leads nowhere. */
export function addressOf(sections: DwarfSections, unit: UnitFormat, { form: code, value }: FormValue): number | null {
  switch (code) {
    case form.addr:
      return value
    case form.addrx:
    case form.addrx1:
    case form.addrx2:
    case form.addrx3:
    case form.addrx4:
    case form.gnuAddrIndex: {
      if (unit.addresses === null) return null
      const entry = cursorOver(sections, 'addr', unit.addresses + value * unit.addressSize)
      return entry && entry.left >= unit.addressSize ? entry.sized(unit.addressSize) : null
    }
    default:
      return null
  }
}

/** Whether the value says how far, and not where. */
export function isConstant({ form: code }: FormValue): boolean {
  return (
    code === form.data1 ||
    code === form.data2 ||
    code === form.data4 ||
    code === form.data8 ||
    code === form.udata ||
    code === form.sdata ||
    code === form.implicitConst
  )
}

/** Whether the value is an index into the table of the unit's section of lists. */
export function isListIndex({ form: code }: FormValue): boolean {
  return code === form.rnglistx
}

/** Absolute, of the entry that is meant; null when it is in another file. */
export function referenceOf(sections: DwarfSections, unit: UnitFormat, { form: code, value }: FormValue): number | null {
  switch (code) {
    case form.ref1:
    case form.ref2:
    case form.ref4:
    case form.ref8:
    case form.refUdata:
      return unit.start + value
    case form.refAddr: {
      const info = sections.ranges.get('info')
      return info ? info.start + value : null
    }
    default:
      return null
  }
}
