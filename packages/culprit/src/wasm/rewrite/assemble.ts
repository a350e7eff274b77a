import type { ModuleFacts } from '../module.ts'
import { coreSections, customSection, type Section } from '../sections.ts'
import { ByteWriter } from './byte-writer.ts'
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
}

/** The module with its changes. Sections stay in their order; new ones stand where the format wants them. */
export function assemble(facts: ModuleFacts, changes: Changes): Uint8Array<ArrayBuffer> {
  const { bytes } = facts
  const writer = new ByteWriter(facts.end - facts.offset + 1024 + total(changes))
  writer.copy(bytes, facts.offset, facts.offset + 8)
  const order = [...coreSections.keys()]
  const present = new Set(facts.sections.map(section => section.id))
  const missing = order.filter(id => !present.has(id) && (changes.replaced.has(id) || changes.appended.has(id)))
  const writeCore = (id: number, section: Section | null) => {
    const source = changes.replaced.get(id) ?? (section ? contentOf(bytes, section) : nothing)
    const entries = changes.appended.get(id)
    writer.section(id, () => {
      if (!entries) return writer.copy(source, 0, source.length)
      writer.u32(lebAt(source, 0) + entries.count)
      writer.copy(source, lebEnd(source, 0), source.length)
      writer.copy(entries.bytes, 0, entries.bytes.length)
    })
  }
  for (const section of facts.sections) {
    if (section.id === customSection) {
      const content = changes.custom(section)
      if (content) writeCustom(writer, content)
      continue
    }
    while (missing.length > 0 && order.indexOf(missing[0]!) < order.indexOf(section.id)) writeCore(missing.shift()!, null)
    writeCore(section.id, section)
  }
  for (const id of missing) writeCore(id, null)
  for (const content of changes.added) writeCustom(writer, content)
  return writer.written.slice()
}

/** Behind the section's size; of a custom section with its name. */
export function contentOf(bytes: Uint8Array, section: Section): Uint8Array {
  return bytes.subarray(section.offset, section.offset + section.bytes)
}

function writeCustom(writer: ByteWriter, content: Uint8Array): void {
  writer.section(customSection, () => writer.copy(content, 0, content.length))
}

/** No entries. */
const nothing = Uint8Array.of(0)

function total({ replaced, appended, added }: Changes): number {
  const sizes = [...replaced.values(), ...[...appended.values()].map(entries => entries.bytes), ...added].map(bytes => bytes.length)
  return sizes.reduce((sum, size) => sum + size + 16, 0)
}
