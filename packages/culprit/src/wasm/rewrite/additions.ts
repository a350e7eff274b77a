import type { ModuleFacts } from '../module.ts'
import type { Entries } from './assemble.ts'
import { ByteWriter } from '../assembler/byte-writer.ts'
import { opcodes, types, type ValueType } from '../assembler/opcodes.ts'

/** What is named in the name section: the id of its subsection there. */
const nameSubsections = { function: 1, type: 4, table: 5, memory: 6, global: 7 } as const
type Named = keyof typeof nameSubsections

const sectionIds = { type: 1, import: 2, function: 3, table: 4, memory: 5, global: 6, export: 7, element: 9, code: 10 } as const
const exportKinds = { function: 0, table: 1 } as const

/** Names of what is added, as entries of a map of names: in the order of their indices, of which nothing else has one in between. */
export interface AddedNames {
  readonly first: number
  readonly count: number
  readonly bytes: Uint8Array
}

/** Definitions that are added to a module, each at the end of its index space; all of them get a name. */
export class Additions {
  private readonly entries = new Map<keyof typeof sectionIds, { count: number; bytes: ByteWriter }>()
  private readonly next: Record<Named, number>
  private nextImport: number
  private readonly nameEntries = new Map<number, { first: number; count: number; bytes: ByteWriter }>()

  constructor(facts: ModuleFacts) {
    this.nextImport = facts.imported.function
    this.next = {
      function: facts.functionTypes.length,
      type: facts.types.length,
      table: facts.tables.length,
      memory: facts.memories.length,
      global: facts.globals.length,
    }
  }

  type(parameters: readonly ValueType[], results: readonly ValueType[], name: string): number {
    const resultBytes = Uint8Array.from(results, type => types[type])
    return this.functionType(parameters, resultBytes, results.length, name)
  }

  /** Of results as they stand in another type: so many in these bytes. */
  functionType(parameters: readonly ValueType[], results: Uint8Array, resultCount: number, name: string): number {
    const bytes = this.entry('type')
    bytes.u8(0x60)
    bytes.u32(parameters.length)
    for (const type of parameters) bytes.u8(types[type])
    bytes.u32(resultCount)
    bytes.copy(results, 0, results.length)
    return this.named('type', name)
  }

  /** `body` begins with its declaration of locals, and ends with `end`. */
  function(type: number, body: Uint8Array, name: string): number {
    this.entry('function').u32(type)
    const code = this.entry('code')
    code.u32(body.length)
    code.copy(body, 0, body.length)
    return this.named('function', name)
  }

  /** Of the type with this index. Functions behind it move, which is not seen to here. */
  importFunction(module: string, field: string, type: number): void {
    const bytes = this.entry('import')
    bytes.name(module)
    bytes.name(field)
    bytes.u8(0)
    bytes.u32(type)
    this.nameNext('function', this.nextImport++, `${module}.${field}`)
  }

  memory(pages: number, mostPages: number, name: string): number {
    const bytes = this.entry('memory')
    bytes.u8(1)
    bytes.u32(pages)
    bytes.u32(mostPages)
    return this.named('memory', name)
  }

  /** Mutable. */
  global(type: ValueType, value: number, name: string): number {
    const bytes = this.entry('global')
    bytes.raw([types[type], 1, type === 'i32' ? opcodes.i32Const : opcodes.i64Const])
    bytes.s32(value)
    bytes.u8(opcodes.end)
    return this.named('global', name)
  }

  /** Of functions, of a fixed size. */
  table(size: number, name: string): number {
    const bytes = this.entry('table')
    bytes.raw([0x70, 1])
    bytes.u32(size)
    bytes.u32(size)
    return this.named('table', name)
  }

  /** Fills a table from its beginning. */
  elements(table: number, functions: readonly number[]): void {
    const bytes = this.entry('element')
    bytes.u8(2)
    bytes.u32(table)
    bytes.raw([opcodes.i32Const, 0, opcodes.end, 0])
    bytes.u32(functions.length)
    for (const index of functions) bytes.u32(index)
  }

  export(name: string, kind: keyof typeof exportKinds, index: number): void {
    const bytes = this.entry('export')
    bytes.name(name)
    bytes.u8(exportKinds[kind])
    bytes.u32(index)
  }

  /** By section id. */
  get sections(): ReadonlyMap<number, Entries> {
    return new Map([...this.entries].map(([section, { count, bytes }]) => [sectionIds[section], { count, bytes: bytes.written }]))
  }

  /** By the id of the subsection of the name section. */
  get names(): ReadonlyMap<number, AddedNames> {
    return new Map(
      [...this.nameEntries].map(([subsection, { first, count, bytes }]) => [subsection, { first, count, bytes: bytes.written }]),
    )
  }

  /** The index that the next one of a kind will have. */
  upcoming(kind: Named): number {
    return this.next[kind]
  }

  private entry(section: keyof typeof sectionIds): ByteWriter {
    let found = this.entries.get(section)
    if (!found) this.entries.set(section, (found = { count: 0, bytes: new ByteWriter() }))
    found.count++
    return found.bytes
  }

  private named(kind: Named, name: string): number {
    const index = this.next[kind]++
    this.nameNext(kind, index, name)
    return index
  }

  private nameNext(kind: Named, index: number, name: string): void {
    const subsection = nameSubsections[kind]
    let found = this.nameEntries.get(subsection)
    if (!found) this.nameEntries.set(subsection, (found = { first: index, count: 0, bytes: new ByteWriter() }))
    found.count++
    found.bytes.u32(index)
    found.bytes.name(name)
  }
}
