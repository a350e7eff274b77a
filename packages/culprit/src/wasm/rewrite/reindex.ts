// Two imported functions move the index of every function behind them. All places outside of function bodies that name a function:
// exports, the start function, elements, and the expressions that initialise globals, tables and elements.
import { Cursor } from '../cursor.ts'
import { readGlobalType } from '../globals.ts'
import type { ModuleFacts } from '../module.ts'
import { OperatorWalker } from '../operator-walker.ts'
import { customSection, type Section } from '../sections.ts'
import { readTableType } from '../tables.ts'
import { readReferenceType } from '../types.ts'
import { BodyWriter } from './body-writer.ts'
import { lebAt } from './leb.ts'

const refFunc = 0xd2

/** By section id: the new content of the sections that name functions. `shifted` gives the new index of a function. */
export function reindexedSections(facts: ModuleFacts, shifted: (index: number) => number): Map<number, Uint8Array> {
  const sections = new Map<number, Uint8Array>()
  for (const section of facts.sections) {
    const rewrite = section.id === customSection ? undefined : rewrites[section.name]
    if (!rewrite) continue
    const copier = new BodyWriter(facts.bytes, section.bytes + 64)
    copier.begin(section.offset, [])
    const place = new Place(facts.bytes, section, copier, shifted)
    rewrite(place)
    copier.copyUntil(section.offset + section.bytes)
    sections.set(section.id, copier.out.written)
  }
  return sections
}

/** The functions that something outside of function bodies names: the host can call no others. */
export function namedOutside(facts: ModuleFacts): Set<number> {
  const named = new Set<number>()
  reindexedSections(facts, index => {
    named.add(index)
    return index
  })
  return named
}

const rewrites: Readonly<Record<string, (place: Place) => void>> = {
  table(place) {
    for (let left = place.cursor.u32('tables'); left > 0; left--) {
      const filled = place.cursor.peek('a table') === 0x40
      if (filled) place.cursor.skip(2, 'a table')
      readTableType(place.cursor, new Set())
      if (filled) place.expression()
    }
  },
  global(place) {
    for (let left = place.cursor.u32('globals'); left > 0; left--) {
      readGlobalType(place.cursor, new Set())
      place.expression()
    }
  },
  export(place) {
    for (let left = place.cursor.u32('exports'); left > 0; left--) {
      place.cursor.skip(place.cursor.u32('a name'), 'a name')
      if (place.cursor.u8('the kind of an export') === 0) place.reference()
      else place.cursor.u32('an index')
    }
  },
  start(place) {
    place.reference()
  },
  element(place) {
    const { cursor } = place
    for (let left = cursor.u32('element segments'); left > 0; left--) {
      const flags = cursor.u32('the flags of an element segment')
      const isActive = (flags & 1) === 0
      const hasExpressions = (flags & 4) !== 0
      if (isActive) {
        if ((flags & 2) !== 0) cursor.u32('a table')
        place.expression()
      }
      if ((flags & 3) !== 0) {
        if (hasExpressions) readReferenceType(cursor, new Set())
        else cursor.u8('the kind of an element segment')
      }
      for (let items = cursor.u32('items'); items > 0; items--) {
        if (hasExpressions) place.expression()
        else place.reference()
      }
    }
  },
}

/** A section that is read and copied at once. */
class Place {
  readonly cursor: Cursor
  private readonly copier: BodyWriter
  private readonly walker: OperatorWalker
  private readonly shifted: (index: number) => number

  constructor(bytes: Uint8Array, section: Section, copier: BodyWriter, shifted: (index: number) => number) {
    this.cursor = new Cursor(bytes, section.offset, section.offset + section.bytes)
    this.copier = copier
    this.walker = new OperatorWalker(bytes, new Set())
    this.shifted = shifted
  }

  /** The index of a function, at the cursor. */
  reference(): void {
    this.copier.copyUntil(this.cursor.position)
    this.copier.out.u32(this.shifted(this.cursor.u32('a function')))
    this.copier.skipUntil(this.cursor.position)
  }

  expression(): void {
    const { walker, cursor, copier } = this
    walker.enterExpression(cursor.position, cursor.end)
    for (let length = walker.fill(); length > 0; length = walker.fill()) {
      for (let i = 0; i < length; i++) {
        if (walker.ids[i] !== refFunc) continue
        copier.copyUntil(walker.offsets[i]! + 1)
        copier.out.u32(this.shifted(lebAt(cursor.bytes, walker.offsets[i]! + 1)))
        copier.skipUntil(walker.offsets[i + 1]!)
      }
    }
    cursor.position = walker.position
  }
}
