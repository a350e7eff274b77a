import type {
  ExternalKind,
  ModuleDocument,
  ModuleExport,
  ModuleImport,
  ModuleMemory,
  ModuleTable,
  OperatorCounts,
} from '../model/module.ts'
import { operatorClasses } from '../model/operator-classes.ts'
import { coreModules } from './core-module.ts'
import { dwarfLines } from './dwarf/index.ts'
import { FunctionTable } from './function-table.ts'
import type { GlobalType } from './globals.ts'
import type { Limits } from './limits.ts'
import type { MemoryType } from './memories.ts'
import type { ModuleFacts } from './module.ts'
import { operators } from './operators.ts'
import type { SourceLines } from './source-lines.ts'
import type { NameSources } from './symbols.ts'
import type { TableType } from './tables.ts'
import { functionTypeText } from './types.ts'
import { embeddedVersions } from './versions.ts'

const largestFunctions = 20

/** What else a `module` document can tell. */
export interface ModuleExtras {
  /** Names from elsewhere, and what the document says about where they are from. */
  readonly names?: NameSources
  readonly namesFrom?: Omit<NonNullable<ModuleDocument['namesFrom']>, 'named'>
  /** A source map; without it, lines come from the module's own debugging information. */
  readonly lines?: SourceLines | null
  /** The whole table of functions, of which there can be many. */
  readonly functionTable?: boolean
  /** What could not be read outside of the module itself. */
  readonly unread?: ModuleDocument['unread']
}

/** The `module` document. The hash is passed in: this folder has no cryptography. */
export function moduleDocument(facts: ModuleFacts, sha256: string, extras: ModuleExtras = {}): ModuleDocument {
  const cores = coreModules(facts)
  const lines = extras.lines ?? dwarfLines(facts)
  const table = new FunctionTable(facts, { names: extras.names ?? {}, lines })
  const { namesFrom } = extras
  const histogram = histogramOf(cores)
  const { names, producers, targetFeatures, dylink, sourceMappingUrl, hasDwarf, unread } = facts.custom
  return {
    formatVersion: 1,
    kind: 'module',
    layer: facts.layer,
    bytes: facts.end - facts.offset,
    sha256,
    name: names?.module ?? null,
    sections: [...facts.sections],
    functions: functionCounts(cores),
    operators: operatorCounts(facts),
    mnemonics: Object.fromEntries(
      operators.flatMap(operator => (operator && histogram[operator.id]! > 0 ? [[operator.mnemonic, histogram[operator.id]!]] : [])),
    ),
    imports: importList(facts),
    exports: exportList(facts),
    memories: facts.memories.map((memory, index) => memoryEntry(memory, index, index < facts.imported.memory)),
    tables: facts.tables.map((table, index) => tableEntry(table, index, index < facts.imported.table)),
    globals: { imported: facts.imported.global, defined: facts.globals.length - facts.imported.global },
    tags: { imported: facts.imported.tag, defined: facts.tags.length - facts.imported.tag },
    types: facts.types.length,
    start: facts.start,
    elementSegments: { count: facts.elements.length, items: sum(facts.elements.map(segment => segment.items)) },
    dataSegments: { count: facts.data.length, bytes: sum(facts.data.map(segment => segment.bytes)) },
    features: [...facts.features],
    targetFeatures: targetFeatures ? [...targetFeatures] : null,
    producers: producers ? Object.fromEntries([...producers].map(([field, tools]) => [field, [...tools]])) : null,
    hasNames: cores.some(module => (module.custom.names?.functions.size ?? 0) > 0),
    hasDwarf: hasDwarf || cores.some(module => module.custom.hasDwarf),
    sourceMappingUrl,
    dylink: dylink ? { ...dylink, needed: [...dylink.needed] } : null,
    branchHints: sum(cores.map(module => module.custom.branchHints)),
    largestFunctions: table.largest(largestFunctions),
    functionTable: extras.functionTable ? table.all() : null,
    namesFrom: namesFrom ? { ...namesFrom, named: table.named(namesFrom.kind) } : null,
    versions: embeddedVersions(facts),
    modules: facts.modules.map(module => ({
      offset: module.offset,
      bytes: module.end - module.offset,
      name: module.custom.names?.module ?? null,
      functions: functionCounts([module]),
      operators: operatorCounts(module),
    })),
    unread: [
      ...unread,
      ...(lines?.unread ?? []).map(why => ({ section: lineSection, offset: lineOffset(facts), why })),
      ...(extras.unread ?? []),
    ],
  }
}

const lineSection = '.debug_line'

function lineOffset(facts: ModuleFacts): number {
  return facts.sections.find(({ name }) => name === lineSection)?.offset ?? facts.offset
}

/** Operators by class; of a component, summed over its modules. */
export function operatorCounts(facts: ModuleFacts): OperatorCounts {
  const histogram = histogramOf(coreModules(facts))
  const counts = { total: 0, ...Object.fromEntries(operatorClasses.map(name => [name, 0])) } as OperatorCounts
  for (const operator of operators) {
    if (!operator) continue
    counts[operator.class] += histogram[operator.id]!
    counts.total += histogram[operator.id]!
  }
  return counts
}

export function importList(facts: ModuleFacts): ModuleImport[] {
  // Imports come first in their index space.
  const next: Record<ExternalKind, number> = { function: 0, table: 0, memory: 0, global: 0, tag: 0 }
  return facts.imports.map(({ module, name, description: { kind, ...rest } }) => {
    const exact = 'exact' in rest && rest.exact ? 'exact ' : ''
    return { module, name, kind, type: exact + externalText[kind](facts, next[kind]++) }
  })
}

export function exportList(facts: ModuleFacts): ModuleExport[] {
  return facts.exports.map(({ name, kind, index }) => ({ name, kind, index, type: externalText[kind](facts, index) }))
}

function histogramOf(modules: readonly ModuleFacts[]): Float64Array {
  const histogram = new Float64Array(operators.length)
  for (const { bodies } of modules) for (const [id, count] of bodies.histogram.entries()) histogram[id]! += count
  return histogram
}

function functionCounts(modules: readonly ModuleFacts[]): { imported: number; defined: number } {
  return { imported: sum(modules.map(module => module.imported.function)), defined: sum(modules.map(module => module.bodies.count)) }
}

function memoryEntry(memory: MemoryType, index: number, imported: boolean): ModuleMemory {
  return { index, imported, ...bounds(memory), pageBytes: memory.pageBytes }
}

function tableEntry(table: TableType, index: number, imported: boolean): ModuleTable {
  return { index, imported, element: table.element, ...bounds(table) }
}

function bounds({ initial, maximum, shared, addressType }: Limits) {
  return { initial: Number(initial), maximum: maximum === null ? null : Number(maximum), shared, addressType }
}

/** The type of an item of an index space, imports included, in words close to the text format. */
const externalText: Record<ExternalKind, (facts: ModuleFacts, index: number) => string> = {
  function: (facts, index) => typeText(facts, facts.functionTypes[index]!),
  tag: (facts, index) => typeText(facts, facts.tags[index]!),
  table: (facts, index) => tableText(facts.tables[index]!),
  memory: (facts, index) => memoryText(facts.memories[index]!),
  global: (facts, index) => globalText(facts.globals[index]!),
}

function typeText(facts: ModuleFacts, type: number): string {
  const { composite } = facts.types[type]!
  return composite.kind === 'function' ? functionTypeText(composite) : composite.kind
}

function tableText(table: TableType): string {
  return `${limitsText(table)} ${table.element}`
}

function memoryText(memory: MemoryType): string {
  return memory.pageBytes === 0x10000 ? limitsText(memory) : `${limitsText(memory)} pages of ${memory.pageBytes}`
}

/** As in the text format: `i64 1 16 shared`. */
function limitsText({ initial, maximum, shared, addressType }: Limits): string {
  return `${addressType === 'i64' ? 'i64 ' : ''}${initial}${maximum === null ? '' : ` ${maximum}`}${shared ? ' shared' : ''}`
}

function globalText({ type, mutable, shared }: GlobalType): string {
  return `${shared ? 'shared ' : ''}${mutable ? 'mut ' : ''}${type}`
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
