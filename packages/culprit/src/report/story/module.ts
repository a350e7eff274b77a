import type { ModuleDocument, OperatorCounts } from '../../model/module.ts'
import { operatorClasses, type OperatorClass } from '../../model/operator-classes.ts'
import { count, counted, number, offset, percent, size } from '../format.ts'
import type { Fact, Item, PartsPlot, Section, Story, Table } from '../story.ts'
import { badge, joined, name, quiet, sentence, strong, text, type Text } from '../text.ts'
import { leftOut } from './left-out.ts'
import { functionName, namesFrom, sourceOf, versionSections } from './names.ts'

export function tellModule(module: ModuleDocument): Story {
  return {
    label: module.layer === 'component' ? 'component' : 'module',
    verdict: '',
    tone: 'plain',
    answer: moduleAnswer(module),
    facts: moduleFacts(module),
    sections: moduleSections(module),
  }
}

/** The operators that a reader looks for first, in both forms of a module table. */
export const operatorHighlights = [
  ['operators', 'total'],
  ['SIMD', 'simd'],
  ['relaxed SIMD', 'relaxedSimd'],
  ['atomic', 'atomic'],
] as const satisfies readonly (readonly [string, keyof OperatorCounts])[]

/** The name of a class of operators in words: `bulk memory`, `relaxed SIMD`. */
export function operatorWords(operatorClass: OperatorClass): string {
  return operatorClass.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`).replace(/\b(?:simd|gc)\b/, word => word.toUpperCase())
}

function moduleAnswer({ name: moduleName, layer, bytes, functions, operators }: ModuleDocument): Text {
  const called = moduleName === null ? text`A ${layer === 'core' ? 'module' : 'component'} without a name` : name(moduleName)
  return text`${called}: ${size(bytes)}, ${counted(functions.defined, 'function')}, ${counted(operators.total, 'operator')}, ${counted(operators.simd, 'of them SIMD', 'of them SIMD')}`
}

function moduleFacts(module: ModuleDocument): Fact[] {
  const { bytes, sha256, functions, imports, exports, features, targetFeatures, memories, hasNames, hasDwarf } = module
  return [
    { label: 'bytes', value: text`${count(bytes)}` },
    { label: 'sha256', value: text`${sha256}` },
    { label: 'functions', value: text`${count(functions.imported)} imported, ${count(functions.defined)} defined` },
    { label: 'imports', value: text`${count(imports.length)}` },
    { label: 'exports', value: text`${count(exports.length)}` },
    { label: 'memories', value: memories.length === 0 ? text`none` : joined(memories.map(memoryWords), '; ') },
    { label: 'uses', value: features.length === 0 ? text`nothing beyond the first WebAssembly` : names(features) },
    { label: 'claims', value: targetFeatures === null ? text`no target_features section` : names(targetFeatures) },
    { label: 'producers', value: producers(module) },
    { label: 'debugging', value: text`names ${hasNames ? 'yes' : 'no'}, DWARF ${hasDwarf ? 'yes' : 'no'}` },
    ...namesFrom(module),
  ]
}

function moduleSections(module: ModuleDocument): Section[] {
  return [
    { title: 'Sections', blocks: [sectionPlot(module), sectionTable(module)] },
    { title: 'Operators', blocks: [operatorTable(module.operators)] },
    ...(module.modules.length === 0 ? [] : [{ title: 'Core modules', blocks: [coreModules(module)] }]),
    ...(module.largestFunctions.length === 0 ? [] : [{ title: 'Largest functions', blocks: [largestFunctions(module)] }]),
    ...(module.unread.length === 0 ? [] : [{ title: 'Could not be read', blocks: [{ kind: 'items' as const, items: unread(module) }] }]),
    ...versionSections(module),
    ...interfaceSections(module),
  ]
}

/** The bytes of a module's sections in few parts, so that they can be a bar. */
export function sectionParts(sections: readonly { readonly id: number; readonly bytes: number }[]): Map<string, number> {
  const parts = new Map([
    ['code', 0],
    ['data', 0],
    ['custom', 0],
    ['other', 0],
  ])
  for (const { id, bytes } of sections) {
    const part = partOfSection.get(id) ?? 'other'
    parts.set(part, (parts.get(part) ?? 0) + bytes)
  }
  return parts
}

/** Section ids of the core specification, 5.5.2. */
const partOfSection = new Map([
  [0, 'custom'],
  [10, 'code'],
  [11, 'data'],
])

function sectionPlot({ sections }: ModuleDocument): PartsPlot {
  const parts = sectionParts(sections)
  return {
    kind: 'parts',
    caption: 'Bytes by kind of section',
    unit: 'bytes',
    parts: [...parts.keys()],
    rows: [{ label: 'module', values: [...parts.values()] }],
  }
}

function sectionTable({ sections, bytes }: ModuleDocument): Table {
  return {
    kind: 'table',
    caption: 'Sections in the order of the file',
    columns: [
      { title: 'section', align: 'left' },
      { title: 'offset', align: 'right' },
      { title: 'bytes', align: 'right' },
      { title: 'share', align: 'right' },
    ],
    rows: sections.map(section => [
      name(section.name),
      quiet(offset(section.offset)),
      text`${count(section.bytes)}`,
      text`${bytes === 0 ? '' : percent(section.bytes / bytes)}`,
    ]),
  }
}

function operatorTable(operators: OperatorCounts): Table {
  const share = (value: number) => text`${operators.total === 0 ? '' : percent(value / operators.total)}`
  const occurring = operatorClasses.filter(each => operators[each] > 0 || each === 'simd').toSorted((a, b) => operators[b] - operators[a])
  return {
    kind: 'table',
    caption: 'Operators in function bodies by kind',
    columns: [
      { title: 'kind', align: 'left' },
      { title: 'operators', align: 'right' },
      { title: 'share', align: 'right' },
    ],
    rows: [
      [strong('all'), strong(count(operators.total)), []],
      ...occurring.map(each => [text`${operatorWords(each)}`, text`${count(operators[each])}`, share(operators[each])]),
    ],
  }
}

function coreModules({ modules }: ModuleDocument): Table {
  return {
    kind: 'table',
    caption: 'Core modules inside the component',
    columns: [
      { title: 'module', align: 'left' },
      { title: 'offset', align: 'right' },
      { title: 'bytes', align: 'right' },
      { title: 'functions', align: 'right' },
      { title: 'operators', align: 'right' },
      { title: 'SIMD', align: 'right' },
    ],
    rows: modules.map(each => [
      each.name === null ? quiet('no name') : name(each.name),
      quiet(offset(each.offset)),
      text`${count(each.bytes)}`,
      text`${count(each.functions.defined)}`,
      text`${count(each.operators.total)}`,
      text`${count(each.operators.simd)}`,
    ]),
  }
}

function largestFunctions({ largestFunctions, functions }: ModuleDocument): Table {
  const sources = largestFunctions.some(({ source }) => source !== null)
  const isPart = largestFunctions.length < functions.defined
  return {
    kind: 'table',
    ...leftOut(functions.defined, largestFunctions.length, '--functions --json'),
    caption: isPart ? `The ${largestFunctions.length} largest of ${count(functions.defined)} function bodies` : 'Largest function bodies',
    columns: [
      { title: 'index', align: 'right' },
      { title: 'name', align: 'left' },
      { title: 'bytes', align: 'right' },
      { title: 'operators', align: 'right' },
      ...(sources ? [{ title: 'source', align: 'left' as const }] : []),
    ],
    rows: largestFunctions.map(each => [
      text`${count(each.index)}`,
      functionName(each),
      text`${count(each.bytes)}`,
      text`${count(each.operators)}`,
      ...(sources ? [sourceOf(each)] : []),
    ]),
  }
}

function interfaceSections({ imports, exports }: ModuleDocument): Section[] {
  const columns: Table['columns'] = [
    { title: 'name', align: 'left' },
    { title: 'kind', align: 'left' },
    { title: 'type', align: 'left' },
  ]
  const rows = {
    Imports: imports.map(each => [name(`${each.module} ${each.name}`), text`${each.kind}`, name(each.type)]),
    Exports: exports.map(each => [name(each.name), text`${each.kind}`, name(each.type)]),
  }
  return Object.entries(rows)
    .filter(([, rows]) => rows.length > 0)
    .map(([title, rows]) => ({ title, blocks: [{ kind: 'table', caption: title, columns, rows }], appendix: true }))
}

function unread({ unread }: ModuleDocument): Item[] {
  return unread.map(({ section, offset: at, why }) => ({
    badge: badge(section),
    tone: 'unsure',
    text: sentence(why),
    notes: [text`at offset ${offset(at)}`],
  }))
}

function memoryWords({ initial, maximum, shared, imported, addressType, pageBytes }: ModuleDocument['memories'][number]): Text {
  const most = maximum === null ? 'no maximum' : `at most ${size(maximum * pageBytes)}`
  const kind = [imported ? 'imported' : 'own', shared ? 'shared' : '', addressType === 'i64' ? '64-bit' : '']
    .filter(word => word !== '')
    .join(', ')
  return text`${size(initial * pageBytes)} at first, ${most} (${kind}, ${counted(initial, 'page')} of ${number(pageBytes)})`
}

function producers({ producers }: ModuleDocument): Text {
  if (producers === null) return text`no producers section`
  return joined(
    Object.entries(producers).map(
      ([field, tools]) =>
        text`${field}: ${joined(
          tools.map(tool => name(`${tool.name} ${tool.version}`.trim())),
          ', ',
        )}`,
    ),
    '; ',
  )
}

function names(values: readonly string[]): Text {
  return values.length === 0 ? text`none` : joined(values.map(name), ', ')
}
