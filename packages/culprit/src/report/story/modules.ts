import type { ModuleDocument } from '../../model/module.ts'
import type { Modules } from '../../model/modules.ts'
import { count, counted, size } from '../format.ts'
import type { Section, Story, Table } from '../story.ts'
import { joined, name, quiet, sentence, text, type Text } from '../text.ts'

/** Several modules: one table, a row for each. */
export function tellModules({ modules, unread }: Modules): Story {
  const operators = modules.reduce((sum, { module }) => sum + module.operators.total, 0)
  const bytes = modules.reduce((sum, { module }) => sum + module.bytes, 0)
  return {
    label: 'modules',
    verdict: '',
    tone: 'plain',
    answer: text`${counted(modules.length, 'module')}: ${size(bytes)}, ${counted(operators, 'operator')}`,
    facts:
      unread.length === 0
        ? []
        : [{ label: 'unread', value: counted(unread.length, 'file') }].map(({ label, value }) => ({ label, value: text`${value}` })),
    sections: [
      { title: 'Modules', blocks: [sizes(modules)] },
      { title: 'Features', blocks: [features(modules)] },
      ...unreadSection(unread),
    ],
  }
}

/** Files that begin like a module, or like a library, and could not be read. */
export function unreadSection(unread: readonly { readonly path: string; readonly why: string }[]): Section[] {
  if (unread.length === 0) return []
  const items = unread.map(({ path, why }) => ({
    badge: 'unread',
    tone: 'unsure' as const,
    text: text`${name(path)}: ${sentence(why)}`,
    notes: [],
  }))
  return [{ title: 'Could not be read', blocks: [{ kind: 'items', items }] }]
}

const columns = [
  ['bytes', (module: ModuleDocument) => module.bytes],
  ['functions', (module: ModuleDocument) => module.functions.defined],
  ['operators', (module: ModuleDocument) => module.operators.total],
  ['SIMD', (module: ModuleDocument) => module.operators.simd + module.operators.relaxedSimd],
  ['atomic', (module: ModuleDocument) => module.operators.atomic],
] as const satisfies readonly (readonly [string, (module: ModuleDocument) => number])[]

function sizes(modules: Modules['modules']): Table {
  return {
    kind: 'table',
    caption: 'What each module is made of; SIMD with relaxed SIMD',
    columns: [{ title: 'module', align: 'left' }, ...columns.map(([title]) => ({ title, align: 'right' as const }))],
    rows: modules.map(({ path, module }) => [name(path), ...columns.map(([, value]) => text`${count(value(module))}`)]),
  }
}

function debugging({ hasNames, hasDwarf }: ModuleDocument): Text {
  if (!hasNames && !hasDwarf) return quiet('none')
  return text`${[hasNames ? 'names' : '', hasDwarf ? 'DWARF' : ''].filter(word => word !== '').join(', ')}`
}

function features(modules: Modules['modules']): Table {
  return {
    kind: 'table',
    caption: 'Features beyond the first WebAssembly that each module really uses',
    columns: [
      { title: 'module', align: 'left' },
      { title: 'debugging', align: 'left' },
      { title: 'features', align: 'left' },
    ],
    rows: modules.map(({ path, module }) => [
      name(path),
      debugging(module),
      module.features.length === 0 ? quiet('none') : joined(module.features.map(name), ', '),
    ]),
  }
}
