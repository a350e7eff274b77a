import { operatorClasses } from '../../model/operator-classes.ts'
import type { FunctionPair, ModuleDiff } from '../../model/module-diff.ts'
import { count, counted, percent, signed, size, unknown } from '../format.ts'
import type { Block, Item, PartsPlot, Section, Story, Table } from '../story.ts'
import { name, quiet, strong, text, type Text } from '../text.ts'
import { leftOut } from './left-out.ts'
import { operatorHighlights, operatorWords, sectionParts } from './module.ts'

export function tellModuleDiff(diff: ModuleDiff): Story {
  const change = diff.bytes.b - diff.bytes.a
  return {
    label: 'module-diff',
    verdict: diff.identical ? 'identical' : 'different',
    tone: 'strong',
    answer: diff.identical
      ? text`Both modules are the same ${counted(diff.bytes.a, 'byte')}`
      : text`The modules differ: ${size(diff.bytes.a)} and ${size(diff.bytes.b)} (${signed(change, size)})`,
    facts: diff.identical
      ? []
      : [
          ...operatorHighlights.map(([label, field]) => ({ label, value: changeWords(diff.operators.a[field], diff.operators.b[field]) })),
          { label: 'functions', value: functionWords(diff, plainSides) },
        ],
    sections: diff.identical ? [] : [{ title: 'Bytes', blocks: [sectionPlot(diff, plainSides)] }, ...diffSections(diff, plainSides)],
  }
}

/** `1,211 → 0 (−1,211)`, or the number that both have. */
function changeWords(a: number, b: number): Text {
  return a === b ? text`${count(a)} on both sides` : text`${count(a)} → ${strong(count(b))} (${signed(b - a, count)})`
}

/** What the two sides are called. */
export type Sides = readonly [string, string]

const plainSides: Sides = ['a', 'b']

/** What differs between two modules, without the answer. */
export function diffSections(diff: ModuleDiff, sides: Sides): Section[] {
  const operators: Block = {
    kind: 'table',
    caption: 'Operators in function bodies by kind',
    columns: sideColumns('kind', sides),
    rows: [
      numberRow('all', diff.operators.a.total, diff.operators.b.total),
      ...operatorClasses
        .filter(each => diff.operators.a[each] > 0 || diff.operators.b[each] > 0 || each === 'simd')
        .map(each => numberRow(operatorWords(each), diff.operators.a[each], diff.operators.b[each])),
    ],
  }
  return [
    { title: 'Sections', blocks: [sectionTable(diff, sides)] },
    { title: 'Operators', blocks: [operators] },
    ...interfaceSections(diff),
    ...functionSections(diff, sides),
  ]
}

/** `12 functions identical, 3 moved, 1 changed, added 0, removed 2` */
export function functionWords({ functions, matching }: ModuleDiff, sides: Sides): Text {
  if (matching === 'none') return text`functions were not compared`
  const { identical, moved, changed, added, removed, unpaired } = functions
  // Where nobody knows which were added, they are at least without a partner.
  const alone =
    added !== null || unpaired.a + unpaired.b === 0
      ? ''
      : `; without a partner ${count(unpaired.a)} of ${sides[0]}, ${count(unpaired.b)} of ${sides[1]}`
  const paired = `${counted(identical, 'function')} identical, ${count(moved)} moved, ${count(changed)} changed`
  return text`${paired}, added ${added === null ? unknown : count(added)}, removed ${removed === null ? unknown : count(removed)}${alone}`
}

/** Rows that both forms of a module table begin with. */
export function highlightRows(a: ModuleDiff['operators']['a'], b: ModuleDiff['operators']['b']): Text[][] {
  return operatorHighlights.map(([label, field]) => numberRow(label, a[field], b[field]))
}

export function sideColumns(title: string, [a, b]: Sides): Table['columns'] {
  return [
    { title, align: 'left' },
    { title: a, align: 'right' },
    { title: b, align: 'right' },
    { title: 'change', align: 'right', isKey: true },
  ]
}

/** A number on both sides and its change, which stands out when there is one. */
export function numberRow(label: string, a: number | null, b: number | null): Text[] {
  const cell = (value: number | null) => (value === null ? quiet('none') : text`${count(value)}`)
  if (a === b) return [text`${label}`, cell(a), cell(b), quiet('same')]
  const difference = (b ?? 0) - (a ?? 0)
  const share = a === null || a === 0 || b === null ? '' : ` (${signed(b / a - 1, percent)})`
  return [text`${label}`, cell(a), cell(b), strong(signed(difference, count) + share)]
}

/** How the bytes of both sides are made up. */
export function sectionPlot({ sections }: ModuleDiff, sides: Sides): PartsPlot {
  const side = (of: 'a' | 'b') => sectionParts(sections.map(section => ({ id: section.id, bytes: section[of] ?? 0 })))
  return {
    kind: 'parts',
    caption: 'Bytes by kind of section',
    unit: 'bytes',
    parts: [...side('a').keys()],
    rows: [
      { label: sides[0], values: [...side('a').values()] },
      { label: sides[1], values: [...side('b').values()] },
    ],
  }
}

function sectionTable({ sections }: ModuleDiff, sides: Sides): Table {
  return {
    kind: 'table',
    caption: 'Sections by size in bytes',
    columns: sideColumns('section', sides),
    rows: sections.map(({ name: section, a, b, identical }) => {
      const [, before = [], after = [], change = []] = numberRow('', a, b)
      return [name(section), before, after, identical ? quiet('identical') : a === b ? strong('other content') : change]
    }),
  }
}

function interfaceSections({ imports, exports, features }: ModuleDiff): Section[] {
  const items: Item[] = [
    ...features.added.map(each => item('added', text`feature ${name(each)}`)),
    ...features.removed.map(each => item('removed', text`feature ${name(each)}`)),
    ...imports.added.map(each => item('added', text`import ${name(`${each.module} ${each.name}`)} ${quiet(each.kind)} ${name(each.type)}`)),
    ...imports.removed.map(each =>
      item('removed', text`import ${name(`${each.module} ${each.name}`)} ${quiet(each.kind)} ${name(each.type)}`),
    ),
    ...exports.added.map(each => item('added', text`export ${name(each.name)} ${quiet(each.kind)} ${name(each.type)}`)),
    ...exports.removed.map(each => item('removed', text`export ${name(each.name)} ${quiet(each.kind)} ${name(each.type)}`)),
  ]
  if (items.length === 0)
    return [{ title: 'Features, imports and exports', blocks: [{ kind: 'text', text: text`The same on both sides.` }] }]
  return [{ title: 'Features, imports and exports', blocks: [{ kind: 'items', items }] }]
}

const shownFunctions = 20

function functionSections(diff: ModuleDiff, sides: Sides): Section[] {
  const { pairs, functions, unpaired } = diff
  const changed = pairs.filter(pair => pair.state === 'changed')
  const summary: Block = { kind: 'text', text: functionWords(diff, sides) }
  return [
    { title: 'Functions', blocks: changed.length === 0 ? [summary] : [summary, changedTable(changed, functions.changed, sides)] },
    ...(unpaired.a.length + unpaired.b.length === 0
      ? []
      : [{ title: 'Functions without a partner', blocks: [unpairedTable(diff, sides)] }]),
  ]
}

function changedTable(changed: readonly FunctionPair[], total: number, [before, after]: Sides): Table {
  const shown = changed.slice(0, shownFunctions)
  return {
    kind: 'table',
    ...leftOut(total, shown.length, changed.length < total ? null : '--json'),
    caption: shown.length < total ? `The ${shown.length} of ${count(total)} changed functions that changed most` : 'Changed functions',
    columns: [
      { title: 'function', align: 'left' },
      { title: `bytes ${before}`, align: 'right' },
      { title: `bytes ${after}`, align: 'right' },
      { title: `operators ${before}`, align: 'right' },
      { title: `operators ${after}`, align: 'right' },
      { title: 'paired by', align: 'left' },
    ],
    rows: shown.map(({ a, b, bytes, operators, how, confidence }) => [
      a.name !== null && a.name === b.name ? functionName(a) : text`${functionName(a)} → ${functionName(b)}`,
      text`${count(bytes.a)}`,
      text`${count(bytes.b)}`,
      text`${count(operators.a)}`,
      text`${count(operators.b)}`,
      quiet(`${how} (${percent(confidence)})`),
    ]),
  }
}

function unpairedTable({ unpaired, functions }: ModuleDiff, sides: Sides): Table {
  const row = (side: string) => (each: ModuleDiff['unpaired']['a'][number]) => [
    text`${side}`,
    functionName(each),
    text`${count(each.bytes)}`,
    text`${count(each.operators)}`,
  ]
  const rows = [...unpaired.a.slice(0, shownFunctions).map(row(sides[0])), ...unpaired.b.slice(0, shownFunctions).map(row(sides[1]))]
  const total = functions.unpaired.a + functions.unpaired.b
  return {
    kind: 'table',
    ...leftOut(total, rows.length, unpaired.a.length + unpaired.b.length < total ? null : '--json'),
    caption:
      rows.length < total
        ? `The largest functions of each side that have no partner, ${rows.length} of ${count(total)}`
        : 'The functions that have no partner',
    columns: [
      { title: 'side', align: 'left' },
      { title: 'function', align: 'left' },
      { title: 'bytes', align: 'right' },
      { title: 'operators', align: 'right' },
    ],
    rows,
  }
}

function functionName({ index, name: own }: { readonly index: number; readonly name: string | null }): Text {
  return own === null ? text`#${String(index)}` : text`${name(own)} ${quiet(`#${index}`)}`
}

function item(badge: 'added' | 'removed', words: Text): Item {
  return { badge, tone: 'strong', text: words, notes: [] }
}
