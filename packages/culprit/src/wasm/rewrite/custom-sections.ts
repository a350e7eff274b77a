import { Cursor } from '../cursor.ts'
import type { ModuleFacts } from '../module.ts'
import type { Producers } from '../producers.ts'
import type { Section } from '../sections.ts'
import type { Hint } from './body-writer.ts'
import { ByteWriter } from './byte-writer.ts'
import { lebAt, lebEnd } from './leb.ts'

/** The name section of a module with names added; `subsections` are left out. Without one so far, it has only the added names. */
export function namesWith(
  facts: ModuleFacts,
  added: ReadonlyMap<number, ReadonlyMap<number, string>>,
  leftOut: readonly number[],
): Uint8Array {
  const out = new ByteWriter()
  out.name('name')
  const present = (facts.custom.names?.subsections ?? []).filter(({ id }) => !leftOut.includes(id))
  const ids = [...new Set([...present.map(({ id }) => id), ...added.keys()])].sort((a, b) => a - b)
  for (const id of ids) {
    const names = added.get(id) ?? new Map<number, string>()
    const found = present.find(subsection => subsection.id === id)
    out.section(id, () => {
      if (!found) out.u32(names.size)
      else if (names.size === 0) out.copy(facts.bytes, found.offset, found.offset + found.bytes)
      else {
        out.u32(lebAt(facts.bytes, found.offset) + names.size)
        out.copy(facts.bytes, lebEnd(facts.bytes, found.offset), found.offset + found.bytes)
      }
      for (const [index, name] of names) {
        out.u32(index)
        out.name(name)
      }
    })
  }
  return out.written
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
export function hintsSection(hints: ReadonlyMap<number, readonly Hint[]>): Uint8Array {
  const out = new ByteWriter()
  out.name(branchHintSection)
  out.u32(hints.size)
  for (const [index, list] of hints) {
    out.u32(index)
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
