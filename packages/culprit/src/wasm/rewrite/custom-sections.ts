import { Cursor } from '../cursor.ts'
import type { ModuleFacts } from '../module.ts'
import type { Producers } from '../producers.ts'
import type { Section } from '../sections.ts'
import type { AddedNames } from './additions.ts'
import type { Hint } from './body-writer.ts'
import { ByteWriter } from '../assembler/byte-writer.ts'
import { lebAt, lebEnd } from './leb.ts'

/** Of the subsections of the name section, those that are changed; labels are left out where bodies get another block. */
const functionNames = 1
const localNames = 2
export const labelNames = 3

/**
 * The name section of a module with names added. Without one so far, it has only these. `shifted` says where a function went, null where
 * none moved.
 */
export function namesWith(
  facts: ModuleFacts,
  added: ReadonlyMap<number, AddedNames>,
  leftOut: readonly number[],
  shifted: ((index: number) => number) | null,
): Uint8Array {
  const out = new ByteWriter()
  out.name('name')
  const { bytes } = facts
  const present = (facts.custom.names?.subsections ?? []).filter(({ id }) => !leftOut.includes(id))
  const ids = [...new Set([...present.map(({ id }) => id), ...added.keys()])].sort((a, b) => a - b)
  for (const id of ids) {
    const names = added.get(id) ?? noNames
    const found = present.find(subsection => subsection.id === id)
    out.section(id, () => {
      if (id === functionNames && shifted) writeShifted(out, shiftedNames(facts, shifted), names)
      else if (id === localNames && shifted && found) shiftLocalNames(out, bytes, found.offset, found.offset + found.bytes, shifted)
      else if (found && names.count === 0) out.copy(bytes, found.offset, found.offset + found.bytes)
      else {
        out.u32((found ? lebAt(bytes, found.offset) : 0) + names.count)
        if (found) out.copy(bytes, lebEnd(bytes, found.offset), found.offset + found.bytes)
        out.copy(names.bytes, 0, names.bytes.length)
      }
    })
  }
  return out.written
}

function shiftedNames(facts: ModuleFacts, shifted: (index: number) => number): [number, string][] {
  const names = [...(facts.custom.names?.functions ?? [])].map(([index, name]): [number, string] => [shifted(index), name])
  return names.sort(([a], [b]) => a - b)
}

function writeShifted(out: ByteWriter, names: readonly [number, string][], added: AddedNames): void {
  const write = (some: readonly [number, string][]) => {
    for (const [index, name] of some) {
      out.u32(index)
      out.name(name)
    }
  }
  const before = names.filter(([index]) => index < added.first)
  out.u32(names.length + added.count)
  write(before)
  out.copy(added.bytes, 0, added.bytes.length)
  write(names.slice(before.length))
}

const noNames: AddedNames = { first: 0, count: 0, bytes: new Uint8Array(0) }

/** Function, and then its locals with their names, which stay as they are. */
function shiftLocalNames(out: ByteWriter, bytes: Uint8Array, start: number, end: number, shifted: (index: number) => number): void {
  const cursor = new Cursor(bytes, start, end)
  const functions = cursor.u32('the number of functions')
  out.u32(functions)
  for (let left = functions; left > 0; left--) {
    out.u32(shifted(cursor.u32('a function')))
    const from = cursor.position
    for (let locals = cursor.u32('the number of locals'); locals > 0; locals--) {
      cursor.u32('a local')
      cursor.skip(cursor.u32('a name'), 'a name')
    }
    out.copy(bytes, from, cursor.position)
  }
}

/** The producers, with culprit as the last that processed the module. */
export function producersWith(producers: Producers, version: string): Uint8Array {
  const field = 'processed-by'
  const fields = new Map([...producers].map(([name, tools]) => [name, [...tools]]))
  fields.set(field, [...(fields.get(field) ?? []).filter(tool => tool.name !== 'culprit'), { name: 'culprit', version }])
  const out = new ByteWriter()
  out.name('producers')
  out.u32(fields.size)
  for (const [name, tools] of fields) {
    out.name(name)
    out.u32(tools.length)
    for (const tool of tools) {
      out.name(tool.name)
      out.name(tool.version)
    }
  }
  return out.written
}

/** The target features, with one more that is used. */
export function targetFeaturesWith(claims: readonly string[], feature: string): Uint8Array {
  const all = [...claims.filter(claim => claim.slice(1) !== feature), `+${feature}`]
  const out = new ByteWriter()
  out.name('target_features')
  out.u32(all.length)
  for (const claim of all) {
    out.u8(claim.charCodeAt(0))
    out.name(claim.slice(1))
  }
  return out.written
}

/** Branch hints by function index, with absolute offsets. */
export function hintsOf(facts: ModuleFacts, section: Section): ReadonlyMap<number, readonly Hint[]> {
  const cursor = new Cursor(facts.bytes, section.offset, section.offset + section.bytes)
  cursor.name('the name of a custom section')
  const all = new Map<number, Hint[]>()
  for (let functions = cursor.u32('the number of functions with branch hints'); functions > 0; functions--) {
    const index = cursor.u32('a function with branch hints')
    const start = facts.bodies.starts[index - facts.imported.function] ?? 0
    const hints: Hint[] = []
    for (let left = cursor.u32('the number of branch hints'); left > 0; left--) {
      const offset = start + cursor.u32('the offset of a branch hint')
      cursor.u32('the size of a branch hint')
      hints.push({ offset, likely: cursor.u8('a branch hint') })
    }
    all.set(index, hints)
  }
  return all
}

/** `metadata.code.branch_hint`, from offsets that count from each body's declaration of locals. */
export function hintsSection(hints: ReadonlyMap<number, readonly Hint[]>, shifted: ((index: number) => number) | null): Uint8Array {
  const out = new ByteWriter()
  out.name(branchHintSection)
  out.u32(hints.size)
  for (const [index, list] of hints) {
    out.u32(shifted?.(index) ?? index)
    out.u32(list.length)
    for (const { offset, likely } of list) {
      out.u32(offset)
      out.u32(1)
      out.u8(likely)
    }
  }
  return out.written
}

export const branchHintSection = 'metadata.code.branch_hint'
