import type { ModuleFacts } from '../module.ts'
import { coreSections, customSection, type Section } from '../sections.ts'
import { ByteWriter } from '../assembler/byte-writer.ts'
import { lebAt, lebEnd } from './leb.ts'

/** Entries that are added at the end of a section, so that no index moves. */
export interface Entries {
  readonly count: number
  readonly bytes: Uint8Array
}

export interface Changes {
  /** By section id: the whole new content. */
  readonly replaced: ReadonlyMap<number, Uint8Array>
  /** By section id; a section that is not there is made. */
  readonly appended: ReadonlyMap<number, Entries>
  /** The new content of a custom section, with its name; null drops it. */
  custom(section: Section): Uint8Array | null
  /** Custom sections that are new, with their names; they come last. */
  readonly added: readonly Uint8Array[]
  /** A buffer that has one of the new contents, and may have room around it: where that is enough, the module is put there instead of a new one. */
  readonly around?: ArrayBuffer
}

/** The module with its changes. Sections stay in their order; new ones stand where the format wants them. */
export function assemble(facts: ModuleFacts, changes: Changes): Uint8Array<ArrayBuffer> {
  const { bytes } = facts
  const pieces = [bytes.subarray(facts.offset, facts.offset + 8)]
  const addSection = (id: number, ...content: readonly Uint8Array[]) => {
    const head = new ByteWriter(16)
    head.u8(id)
    head.u32(total(content))
    pieces.push(head.written, ...content)
  }
  const order = [...coreSections.keys()]
  const present = new Set(facts.sections.map(section => section.id))
  const missing = order.filter(id => !present.has(id) && (changes.replaced.has(id) || changes.appended.has(id)))
  const addCore = (id: number, section: Section | null) => {
    const source = changes.replaced.get(id) ?? (section ? contentOf(bytes, section) : nothing)
    const entries = changes.appended.get(id)
    if (!entries) return addSection(id, source)
    const count = new ByteWriter(16)
    count.u32(lebAt(source, 0) + entries.count)
    addSection(id, count.written, source.subarray(lebEnd(source, 0)), entries.bytes)
  }
  for (const section of facts.sections) {
    if (section.id === customSection) {
      const content = changes.custom(section)
      if (content) addSection(customSection, content)
      continue
    }
    while (missing.length > 0 && order.indexOf(missing[0]!) < order.indexOf(section.id)) addCore(missing.shift()!, null)
    addCore(section.id, section)
  }
  for (const id of missing) addCore(id, null)
  for (const content of changes.added) addSection(customSection, content)
  return joined(pieces, changes.around)
}

function joined(pieces: readonly Uint8Array[], around: ArrayBuffer | undefined): Uint8Array<ArrayBuffer> {
  const place = pieces.findIndex(({ buffer }) => buffer === around)
  const start = place < 0 ? -1 : pieces[place]!.byteOffset - total(pieces.slice(0, place))
  const length = total(pieces)
  const hasRoom = around !== undefined && start >= 0 && start + length <= around.byteLength
  const bytes = hasRoom ? new Uint8Array(around, start, length) : new Uint8Array(length)
  let at = 0
  for (const [index, piece] of pieces.entries()) {
    if (!hasRoom || index !== place) bytes.set(piece, at)
    at += piece.length
  }
  return bytes
}

function total(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0)
}

/** Behind the section's size; of a custom section with its name. */
export function contentOf(bytes: Uint8Array, section: Section): Uint8Array {
  return bytes.subarray(section.offset, section.offset + section.bytes)
}

/** No entries. */
const nothing = Uint8Array.of(0)
