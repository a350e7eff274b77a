import type { ExternalKind } from '../../model/module.ts'
import { Cursor } from '../cursor.ts'
import type { Feature } from '../features.ts'
import { readGlobalType } from '../globals.ts'
import type { ModuleFacts } from '../module.ts'
import { customSection, type Section } from '../sections.ts'
import { readTableType } from '../tables.ts'
import { readReferenceType } from '../types.ts'
import { expressionTokens } from './expressions.ts'
import { functionReader, functionText, type FunctionReader } from './function-text.ts'
import { globalTypeText, importText, memoryTypeText, tableTypeText } from './imports.ts'
import { filled, indented } from './lines.ts'
import type { TextNames } from './names.ts'
import { quoted, quotedBytes } from './strings.ts'
import { closed, typeDefinition, typeText } from './types.ts'

/**
 * A module in the text format, a line at a time, in the order of its sections: the whole text of a large module is never in memory.
 * Of a component, each of its core modules.
 *
 * The name section is in the identifiers. Other custom sections are annotations `(@custom …)`, byte for byte.
 */
export function* moduleText(facts: ModuleFacts, namesOf: (facts: ModuleFacts) => TextNames): Generator<string> {
  if (facts.layer === 'component') {
    for (const [place, module] of facts.modules.entries()) {
      yield `;; core module ${place} of the component, at offset 0x${module.offset.toString(16)}`
      yield* moduleText(module, namesOf)
    }
    return
  }
  const module = new ModuleWriter(facts, namesOf(facts))
  yield `(module${module.names.module}`
  let last: string | null = null
  for (const section of facts.sections) {
    if (section.id !== customSection && section.name === 'code') {
      // Not in a generator of its own: a line would take half as long again.
      for (let body = 0; body < facts.bodies.count; body++) {
        for (const { indent, text } of functionText(module.functions, facts.imported.function + body))
          yield indented({ indent: indent + 1, text })
      }
    } else yield* module.section(section, last)
    if (section.id !== customSection) last = section.name
  }
  yield ')'
}

class ModuleWriter {
  private readonly facts: ModuleFacts
  readonly names: TextNames
  readonly functions: FunctionReader
  private readonly features = new Set<Feature>()

  constructor(facts: ModuleFacts, names: TextNames) {
    this.facts = facts
    this.names = names
    this.functions = functionReader(facts, names)
  }

  /** `last` is the section before it that is no custom one. */
  *section(section: Section, last: string | null): Generator<string> {
    const { facts, names } = this
    const content = new Cursor(facts.bytes, section.offset, section.offset + section.bytes)
    if (section.id === customSection) {
      yield* this.custom(section, content, last)
      return
    }
    switch (section.name) {
      case 'type':
        yield* this.types()
        break
      case 'import':
        yield* this.imports()
        break
      case 'table':
        yield* this.tables(content)
        break
      case 'memory':
        for (const [index, memory] of this.defined('memory', facts.memories)) {
          yield `  (memory${names.definition('memory', index)} ${memoryTypeText(memory)})`
        }
        break
      case 'tag':
        for (const [index, type] of this.defined('tag', facts.tags)) {
          yield `  (tag${names.definition('tag', index)} (type ${names.reference('type', type)}))`
        }
        break
      case 'global':
        yield* this.globals(content)
        break
      case 'export':
        for (const { name, kind, index } of facts.exports) {
          yield `  (export ${quoted(name)} (${keywords[kind]} ${names.reference(kind, index)}))`
        }
        break
      case 'start':
        yield `  (start ${names.reference('function', facts.start!)})`
        break
      case 'element':
        yield* this.elements(content)
        break
      case 'data':
        yield* this.data(content)
    }
  }

  private defined<Type>(kind: 'memory' | 'tag', all: readonly Type[]): [number, Type][] {
    const imported = this.facts.imported[kind]
    return all.slice(imported).map((type, place) => [imported + place, type])
  }

  private *types(): Generator<string> {
    const { types } = this.facts
    for (const [index, type] of types.entries()) {
      const isFirst = type.group === index
      const isLast = types[index + 1]?.group !== type.group
      if (isFirst && !isLast) yield '  (rec'
      yield* block(typeDefinition(type, index, this.names), isFirst && isLast ? 1 : 2)
      if (!isFirst && isLast) yield '  )'
    }
  }

  private *imports(): Generator<string> {
    const next = { function: 0, table: 0, memory: 0, global: 0, tag: 0 }
    for (const entry of this.facts.imports) yield `  ${importText(entry, next[entry.description.kind]++, this.names)}`
  }

  private *tables(content: Cursor): Generator<string> {
    const { facts, names } = this
    let index = facts.imported.table
    for (let left = content.u32('the number of tables'); left > 0; left--) {
      const filled = content.peek('a table') === 0x40
      if (filled) content.skip(2, 'a table')
      const type = tableTypeText(readTableType(content, this.features), names)
      const value = filled ? this.expression(content, null) : []
      yield* block(closed([`(table${names.definition('table', index++)} ${type}`, ...value], ')'), 1)
    }
  }

  private *globals(content: Cursor): Generator<string> {
    const { facts, names } = this
    let index = facts.imported.global
    for (let left = content.u32('the number of globals'); left > 0; left--) {
      const type = globalTypeText(readGlobalType(content, this.features), names)
      yield* block(closed([`(global${names.definition('global', index++)} ${type}`, ...this.expression(content, null)], ')'), 1)
    }
  }

  /** Goes behind a constant expression. */
  private expression(content: Cursor, keyword: string | null): string[] {
    const { walker, text } = this.functions
    return expressionTokens(walker, text, content, keyword)
  }

  private *elements(content: Cursor): Generator<string> {
    const { names } = this
    const segments = content.u32('the number of element segments')
    for (let index = 0; index < segments; index++) {
      const flags = content.u32('the flags of an element segment')
      const active = (flags & 1) === 0
      const explicit = (flags & 2) !== 0
      const expressions = (flags & 4) !== 0
      const head = [`(elem${names.definition('element', index)}`, ...sharedWord(flags)]
      if (active) {
        if (explicit) head.push(`(table ${names.reference('table', content.u32('a table'))})`)
        head.push(...this.expression(content, 'offset'))
      } else if (explicit) head.push('declare')
      if (!expressions) head.push('func')
      if ((flags & 3) === 0) head.push(...(expressions ? ['funcref'] : []))
      else if (expressions) head.push(typeText(readReferenceType(content, this.features), names))
      else content.skip(1, 'the kind of an element segment')
      let left = content.u32('the number of items')
      const items = (): string[] => {
        left--
        return expressions ? this.expression(content, 'item') : [names.reference('function', content.u32('a function'))]
      }
      yield* list(head, () => (left > 0 ? items() : null))
    }
  }

  private *data(content: Cursor): Generator<string> {
    const { names } = this
    const segments = content.u32('the number of data segments')
    for (let index = 0; index < segments; index++) {
      const flags = content.u32('the flags of a data segment')
      const head = [`(data${names.definition('data', index)}`, ...sharedWord(flags)]
      const mode = flags & ~isShared
      if (mode !== passive) {
        if (mode === explicitMemory) head.push(`(memory ${names.reference('memory', content.u32('a memory'))})`)
        head.push(...this.expression(content, 'offset'))
      }
      const bytes = content.u32('the size of a data segment')
      yield* strings(head.join(' '), content, bytes)
    }
  }

  private *custom({ name }: Section, content: Cursor, last: string | null): Generator<string> {
    content.name('the name of a custom section')
    if (name === 'name' && !this.facts.custom.unread.some(({ section }) => section === name)) {
      yield `  ;; the name section, of ${content.left} bytes, is in the identifiers`
      return
    }
    const place = last === null ? '(before first)' : `(after ${sectionKeywords[last] ?? last})`
    yield* strings(`(@custom ${quoted(name)} ${place}`, content, content.left)
  }
}

const passive = 1
const explicitMemory = 2
const isShared = 8

function sharedWord(flags: number): string[] {
  return (flags & isShared) === 0 ? [] : ['shared']
}

const keywords: Readonly<Record<ExternalKind, string>> = {
  function: 'func',
  table: 'table',
  memory: 'memory',
  global: 'global',
  tag: 'tag',
}
/** https://webassembly.github.io/spec/core/appendix/custom.html#custom-annotations; other sections are called what they are. */
const sectionKeywords: Readonly<Record<string, string>> = { function: 'func', element: 'elem', 'data count': 'datacount' }

function* block(tokens: readonly string[], indent: number): Generator<string> {
  for (const [place, text] of filled(tokens).entries()) yield indented({ indent: place === 0 ? indent : indent + 2, text })
}

const itemsAtOnce = 1_000

/** As `block`, with any number of items, of which only some are in memory. `next` gives the tokens of one, null behind the last. */
function* list(head: readonly string[], next: () => string[] | null): Generator<string> {
  let tokens = [...head]
  let indent = 1
  for (let item = next(); item !== null; item = next()) {
    tokens.push(...item)
    if (tokens.length < itemsAtOnce) continue
    const lines = filled(tokens)
    for (const text of lines.slice(0, -1)) {
      yield indented({ indent, text })
      indent = 2
    }
    tokens = lines.slice(-1)
  }
  for (const text of filled(closed(tokens, ')'))) {
    yield indented({ indent, text })
    indent = 2
  }
}

const bytesOnALine = 64

/** The next `size` bytes as strings behind `head`: on its line when they are few. */
function* strings(head: string, content: Cursor, size: number): Generator<string> {
  const { bytes, position } = content
  content.skip(size, 'bytes')
  if (size <= bytesOnALine) {
    yield `  ${head} ${quotedBytes(bytes, position, position + size)})`
    return
  }
  yield `  ${head}`
  for (let from = position; from < position + size; from += bytesOnALine) {
    const to = Math.min(from + bytesOnALine, position + size)
    yield `    ${quotedBytes(bytes, from, to)}${to === position + size ? ')' : ''}`
  }
}
