import { invalidModule } from '../model/errors.ts'
import type { ExternalKind } from '../model/module.ts'
import { BodyDigester } from './body-digester.ts'
import type { BodyDigests } from './body-digests.ts'
import { emptyBodies, readCode, type Bodies } from './code.ts'
import { coreModules } from './core-module.ts'
import { Cursor } from './cursor.ts'
import { noCustomFacts, readCustom, type CustomFacts } from './custom.ts'
import { readData, type DataSegment } from './data.ts'
import { checkNoDataIndices } from './data-count.ts'
import { readElements, type ElementSegment } from './elements.ts'
import { readExports, type Export } from './exports.ts'
import { features as allFeatures, type Feature } from './features.ts'
import { readFunctions } from './functions.ts'
import { readGlobals, type GlobalType } from './globals.ts'
import { readImports, type Import } from './imports.ts'
import { readMemories, type MemoryType } from './memories.ts'
import { numberingOf } from './numbering.ts'
import { OperatorWalker } from './operator-walker.ts'
import { operators } from './operators.ts'
import {
  componentSections,
  componentSectionsWithoutCount,
  coreSections,
  customSection,
  nestedComponentSection,
  nestedModuleSection,
  readSection,
  type Section,
} from './sections.ts'
import { readTables, type TableType } from './tables.ts'
import { readTags } from './tags.ts'
import { readTypes, type TypeDefinition } from './types.ts'

/**
 * Everything that one pass over a module finds. Index spaces (`functionTypes`, `tables`, …) begin with what is imported, as in the
 * format; all offsets are absolute in `bytes`.
 */
export interface ModuleFacts {
  readonly layer: 'core' | 'component'
  /** The whole file, of which this module occupies `offset` to `end`. */
  readonly bytes: Uint8Array
  readonly offset: number
  readonly end: number
  readonly sections: readonly Section[]
  readonly types: readonly TypeDefinition[]
  readonly imports: readonly Import[]
  readonly imported: Readonly<Record<ExternalKind, number>>
  /** Type index of each function. */
  readonly functionTypes: Uint32Array
  readonly bodies: Bodies
  /** Null unless they were asked for, and where there is no code section. */
  readonly digests: BodyDigests | null
  readonly tables: readonly TableType[]
  readonly memories: readonly MemoryType[]
  readonly globals: readonly GlobalType[]
  /** Type index of each tag. */
  readonly tags: readonly number[]
  readonly exports: readonly Export[]
  /** Index of the start function. */
  readonly start: number | null
  readonly elements: readonly ElementSegment[]
  readonly data: readonly DataSegment[]
  readonly custom: Readonly<CustomFacts>
  /** In alphabetical order. */
  readonly features: readonly Feature[]
  /** The core modules inside a component, nested components included. */
  readonly modules: readonly ModuleFacts[]
}

const magic = 0x6d736100
const coreVersion = 1
const componentVersion = 0x0001_000d

/**
 * Reads a core module or a component. What is damaged, or not known, is a `CulpritError` with the offset.
 *
 * The binary format is checked, and that indices of the module's structure exist; operands, types of operators and indices inside
 * function bodies are not (an engine's validation does that).
 */
export function readModule(bytes: Uint8Array, options: ReadOptions = {}): ModuleFacts {
  if (bytes.length > 0xffff_ffff) throw invalidModule('a module of more than 4 GiB cannot be read', 0xffff_ffff)
  return readBinary(bytes, 0, bytes.length, { depth: 0, modules: 0, isDigesting: options.digests ?? false })
}

/** What the bodies of a core module are like. Unless the module was read with digests, its code section is read again, each time. */
export function digestsOf(facts: ModuleFacts): BodyDigests {
  if (facts.digests !== null) return facts.digests
  const section = facts.sections.find(({ id }) => id === codeSection)
  const numbering = numberingOf(facts)
  if (section === undefined) return new BodyDigester(0, 0, numbering)
  const cursor = new Cursor(facts.bytes, section.offset, section.offset + section.bytes)
  return readCode(cursor, new Set(), new OperatorWalker(facts.bytes, new Set()), numbering).digests!
}

export interface ReadOptions {
  /** Whether bodies are digested, for who is going to match them with others: it takes half as long again. */
  readonly digests?: boolean
}

interface Nesting {
  readonly isDigesting: boolean
  depth: number
  /** Modules and components that were begun, the file itself included. */
  modules: number
}

function readBinary(bytes: Uint8Array, offset: number, end: number, nesting: Nesting): ModuleFacts {
  if (++nesting.modules > maximumModules) {
    throw invalidModule(`a component of more than the ${maximumModules} modules and components that culprit reads`, offset)
  }
  const cursor = new Cursor(bytes, offset, end)
  const word = () =>
    (cursor.u8('the header') | (cursor.u8('the header') << 8) | (cursor.u8('the header') << 16) | (cursor.u8('the header') << 24)) >>> 0
  if (word() !== magic) throw invalidModule('this is no WebAssembly: it does not begin with 00 61 73 6d', offset)
  const version = word()
  if (version === coreVersion) return readCoreModule(cursor, offset, nesting.isDigesting)
  if (version === componentVersion) return readComponent(cursor, offset, nesting)
  throw invalidModule(`version 0x${version.toString(16)} is neither a module (0x1) nor a component (0x1000d)`, offset + 4)
}

function readCoreModule(cursor: Cursor, offset: number, isDigesting: boolean): ModuleFacts {
  const { bytes, end } = cursor
  const features = new Set<Feature>()
  const walker = new OperatorWalker(bytes, features)
  const sections: Section[] = []
  const custom = noCustomFacts()
  const parts = noParts()
  const order = [...coreSections.keys()]
  let reached = -1
  while (cursor.left > 0) {
    const header = cursor.position
    const { section, content } = readSection(cursor, coreSections)
    addSection(sections, section)
    if (section.id === customSection) {
      readCustom(section.name, content, custom)
      continue
    }
    const place = order.indexOf(section.id)
    if (place <= reached)
      throw invalidModule(`a ${section.name} section cannot come after the ${coreSections.get(order[reached]!)} section`, header)
    reached = place
    readContent(section.name, content, parts, features, walker, isDigesting)
    content.finish(`the ${section.name} section`)
  }
  const { functions, bodies, dataCount, data } = parts
  if (functions.length !== bodies.count)
    throw invalidModule(`${functions.length} functions are declared, but ${bodies.count} have a body`, end)
  if (dataCount !== null && dataCount !== data.length) {
    throw invalidModule(`${dataCount} data segments are announced, but there are ${data.length}`, end)
  }
  const facts: ModuleFacts = { layer: 'core', bytes, offset, end, sections, ...factsOf(parts), custom, features: [], modules: [] }
  checkIndices(facts)
  noteFeatures(facts, features)
  return { ...facts, features: allFeatures.filter(feature => features.has(feature)) }
}

/** What the sections of a core module have in them. */
interface Parts {
  types: TypeDefinition[]
  imports: Import[]
  functions: Uint32Array
  tables: TableType[]
  memories: MemoryType[]
  tags: number[]
  globals: GlobalType[]
  exports: Export[]
  start: number | null
  elements: ElementSegment[]
  dataCount: number | null
  bodies: Bodies
  digests: BodyDigests | null
  data: DataSegment[]
}

function noParts(): Parts {
  return {
    types: [],
    imports: [],
    functions: new Uint32Array(0),
    tables: [],
    memories: [],
    tags: [],
    globals: [],
    exports: [],
    start: null,
    elements: [],
    dataCount: null,
    bodies: emptyBodies(0),
    digests: null,
    data: [],
  }
}

function readContent(
  name: string,
  content: Cursor,
  parts: Parts,
  features: Set<Feature>,
  walker: OperatorWalker,
  isDigesting: boolean,
): void {
  switch (name) {
    case 'type':
      parts.types = readTypes(content, features)
      break
    case 'import':
      parts.imports = readImports(content, features)
      break
    case 'function':
      parts.functions = readFunctions(content)
      break
    case 'table':
      parts.tables = readTables(content, features, walker)
      break
    case 'memory':
      parts.memories = readMemories(content, features)
      break
    case 'tag':
      parts.tags = readTags(content)
      break
    case 'global':
      parts.globals = readGlobals(content, features, walker)
      break
    case 'export':
      parts.exports = readExports(content)
      break
    case 'start':
      parts.start = content.u32('the start function')
      break
    case 'element':
      parts.elements = readElements(content, features, walker)
      break
    case 'data count':
      parts.dataCount = content.u32('the number of data segments')
      features.add('bulk-memory')
      break
    case 'code':
      // All that a numbering is made of stands before the code.
      ;({ bodies: parts.bodies, digests: parts.digests } = readCode(
        content,
        features,
        walker,
        isDigesting ? numberingOf(factsOf(parts)) : null,
      ))
      if (parts.dataCount === null) checkNoDataIndices(parts.bodies, walker)
      break
    case 'data':
      parts.data = readData(content, features, walker)
  }
}

/** With imports and definitions in one index space each. */
function factsOf(parts: Parts) {
  const { types, imports, functions, tables, memories, globals, tags, exports, start, elements, bodies, digests, data } = parts
  const importedOf = <Kind extends ExternalKind>(kind: Kind) => {
    type Description = Extract<Import['description'], { kind: Kind }>
    return imports.map(entry => entry.description).filter((description): description is Description => description.kind === kind)
  }
  const importedFunctions = importedOf('function').map(({ type }) => type)
  const functionTypes = new Uint32Array(importedFunctions.length + functions.length)
  functionTypes.set(importedFunctions)
  functionTypes.set(functions, importedFunctions.length)
  const all = {
    tables: [...importedOf('table').map(({ type }) => type), ...tables],
    memories: [...importedOf('memory').map(({ type }) => type), ...memories],
    globals: [...importedOf('global').map(({ type }) => type), ...globals],
    tags: [...importedOf('tag').map(({ type }) => type), ...tags],
  }
  const imported = {
    function: importedFunctions.length,
    table: all.tables.length - tables.length,
    memory: all.memories.length - memories.length,
    global: all.globals.length - globals.length,
    tag: all.tags.length - tags.length,
  }
  return { types, imports, imported, functionTypes, ...all, exports, start, elements, bodies, digests, data }
}

/** Indices that other parts of culprit follow without asking. */
function checkIndices(facts: ModuleFacts): void {
  const offsetOf = (name: string) =>
    facts.sections.find(section => section.id !== customSection && section.name === name)?.offset ?? facts.offset
  const isFunctionType = (index: number) => facts.types[index]?.composite.kind === 'function'
  for (let index = 0; index < facts.functionTypes.length; index++) {
    const type = facts.functionTypes[index]!
    if (!isFunctionType(type)) {
      const section = index < facts.imported.function ? 'import' : 'function'
      throw invalidModule(`function ${index} has the type ${type}, which is no function type of this module`, offsetOf(section))
    }
  }
  for (const [index, type] of facts.tags.entries()) {
    if (!isFunctionType(type)) {
      const section = index < facts.imported.tag ? 'import' : 'tag'
      throw invalidModule(`tag ${index} has the type ${type}, which is no function type of this module`, offsetOf(section))
    }
  }
  const size: Record<ExternalKind, number> = {
    function: facts.functionTypes.length,
    table: facts.tables.length,
    memory: facts.memories.length,
    global: facts.globals.length,
    tag: facts.tags.length,
  }
  for (const entry of facts.exports) {
    const { kind, index } = entry
    if (index >= size[kind]) {
      throw invalidModule(`export ${JSON.stringify(entry.name)} is the ${kind} ${index}, but there are ${size[kind]}`, offsetOf('export'))
    }
  }
  if (facts.start !== null && facts.start >= size.function) {
    throw invalidModule(`the start function is ${facts.start}, but there are ${size.function} functions`, offsetOf('start'))
  }
}

/** Features that show in the structure of the module or in the kinds of its operators. */
function noteFeatures(facts: ModuleFacts, features: Set<Feature>): void {
  const { histogram } = facts.bodies
  for (const operator of operators) {
    if (operator?.feature && histogram[operator.id]! > 0) features.add(operator.feature)
  }
  if (facts.memories.length > 1) features.add('multi-memory')
  if (facts.tables.length > 1) features.add('reference-types')
  if (facts.exports.some(({ kind, index }) => kind === 'global' && facts.globals[index]!.mutable)) features.add('mutable-globals')
  if (facts.custom.branchHints > 0) features.add('branch-hinting')
  // Tags and `throw` belong to both generations of exception handling; the other operators tell which.
  if ((facts.tags.length > 0 || histogram[throwOpcode]! > 0) && !features.has('legacy-exceptions')) features.add('exception-handling')
}

const throwOpcode = 0x08
const codeSection = 10

/** Engines and wasm-tools allow as much. */
const maximumDepth = 100
/** wasm-tools allows as many of either in a component. What is known about a module takes kilobytes, and an empty one has 8 bytes. */
const maximumModules = 1_000
/** There are fewer than a hundred in real modules; an empty custom section has 3 bytes. */
const maximumSections = 100_000

function addSection(sections: Section[], section: Section): void {
  if (sections.length === maximumSections)
    throw invalidModule(`more than the ${maximumSections} sections that culprit reads`, section.offset)
  sections.push(section)
}

function readComponent(cursor: Cursor, offset: number, nesting: Nesting): ModuleFacts {
  if (nesting.depth > maximumDepth) throw invalidModule(`components are nested deeper than ${maximumDepth}`, offset)
  const { bytes, end } = cursor
  const sections: Section[] = []
  const modules: ModuleFacts[] = []
  const custom = noCustomFacts()
  while (cursor.left > 0) {
    const { section, content } = readSection(cursor, componentSections)
    addSection(sections, section)
    if (section.id === nestedModuleSection || section.id === nestedComponentSection) {
      nesting.depth++
      const nested = readBinary(bytes, content.position, content.end, nesting)
      nesting.depth--
      if ((nested.layer === 'core') !== (section.id === nestedModuleSection)) {
        const what = nested.layer === 'core' ? 'core module' : 'component'
        throw invalidModule(`a ${section.name} section cannot have a ${what} in it`, section.offset)
      }
      modules.push(...coreModules(nested))
    } else if (section.id === customSection) readCustom(section.name, content, custom)
    else if (!componentSectionsWithoutCount.has(section.id)) content.count(`items of the ${section.name} section`, 1)
    else if (content.left === 0) throw content.ends(`the ${section.name} section`)
  }
  const used = new Set(modules.flatMap(module => module.features))
  return {
    layer: 'component',
    bytes,
    offset,
    end,
    sections,
    types: [],
    imports: [],
    imported: { function: 0, table: 0, memory: 0, global: 0, tag: 0 },
    functionTypes: new Uint32Array(0),
    bodies: emptyBodies(0),
    digests: null,
    tables: [],
    memories: [],
    globals: [],
    tags: [],
    exports: [],
    start: null,
    elements: [],
    data: [],
    custom,
    features: allFeatures.filter(feature => used.has(feature)),
    modules,
  }
}
