import { cursorOver, type DwarfSections } from './sections.ts'

/** What entries with the same code have: their kind, whether others are inside, and the attributes with their forms. */
export interface Abbreviation {
  readonly tag: number
  readonly children: boolean
  readonly names: readonly number[]
  readonly forms: readonly number[]
  /** Of attributes whose value stands here. */
  readonly implicit: readonly number[]
}

export type Abbreviations = ReadonlyMap<number, Abbreviation>

const implicitConst = 0x21

/** Reads each table of `.debug_abbrev` once. */
export class AbbreviationTables {
  private readonly sections: DwarfSections
  private readonly tables = new Map<number, Abbreviations>()

  constructor(sections: DwarfSections) {
    this.sections = sections
  }

  at(offset: number): Abbreviations {
    const known = this.tables.get(offset)
    if (known) return known
    const table = new Map<number, Abbreviation>()
    this.tables.set(offset, table)
    const cursor = cursorOver(this.sections, 'abbrev', offset)
    if (!cursor) return table
    for (let code = cursor.uleb(); code !== 0; code = cursor.uleb()) {
      const tag = cursor.uleb()
      const children = cursor.u8() !== 0
      const names: number[] = []
      const forms: number[] = []
      const implicit: number[] = []
      for (;;) {
        const name = cursor.uleb()
        const form = cursor.uleb()
        if (name === 0 && form === 0) break
        names.push(name)
        forms.push(form)
        implicit.push(form === implicitConst ? cursor.sleb() : 0)
      }
      table.set(code, { tag, children, names, forms, implicit })
    }
    return table
  }
}
