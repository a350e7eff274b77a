import type { GlobalType } from '../globals.ts'
import type { Import, ImportDescription } from '../imports.ts'
import type { Limits } from '../limits.ts'
import type { MemoryType } from '../memories.ts'
import type { TableType } from '../tables.ts'
import type { TextNames } from './names.ts'
import { quoted } from './strings.ts'
import { typeText } from './types.ts'

/** `index` is that of the imported thing in its index space. */
export function importText({ module, name, description }: Import, index: number, names: TextNames): string {
  return `(import ${quoted(module)} ${quoted(name)} ${described(description, index, names)})`
}

function described(description: ImportDescription, index: number, names: TextNames): string {
  const { kind } = description
  const defined = names.definition(kind, index)
  switch (kind) {
    case 'function': {
      const type = `(type ${names.reference('type', description.type)})`
      return `(func${defined} ${description.exact ? `(exact ${type})` : type})`
    }
    case 'table':
      return `(table${defined} ${tableTypeText(description.type, names)})`
    case 'memory':
      return `(memory${defined} ${memoryTypeText(description.type)})`
    case 'global':
      return `(global${defined} ${globalTypeText(description.type, names)})`
    case 'tag':
      return `(tag${defined} (type ${names.reference('type', description.type)}))`
  }
}

export function tableTypeText(table: TableType, names: TextNames): string {
  return `${table.shared ? 'shared ' : ''}${limitsText(table)} ${typeText(table.element, names)}`
}

export function memoryTypeText(memory: MemoryType): string {
  return `${limitsText(memory)}${memory.shared ? ' shared' : ''}${memory.pageBytes === 0x10000 ? '' : ` (pagesize ${BigInt(memory.pageBytes)})`}`
}

export function globalTypeText({ type, mutable, shared }: GlobalType, names: TextNames): string {
  const words = [...(shared ? ['shared'] : []), ...(mutable ? ['mut'] : []), typeText(type, names)]
  return words.length === 1 ? words[0]! : `(${words.join(' ')})`
}

function limitsText({ addressType, initial, maximum }: Limits): string {
  return `${addressType === 'i64' ? 'i64 ' : ''}${initial}${maximum === null ? '' : ` ${maximum}`}`
}
