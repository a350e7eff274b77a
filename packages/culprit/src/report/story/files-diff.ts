import type { FileChange, FilesDiff } from '../../model/files-diff.ts'
import { count, counted, signed, size } from '../format.ts'
import type { Section, Story, Table } from '../story.ts'
import { name, quiet, strong, text, type Text } from '../text.ts'
import { leftOut } from './left-out.ts'
import { diffSections, numberRow, sideColumns, type Sides } from './module-diff.ts'
import { unreadSection } from './modules.ts'

/** Two folders or packages: which files differ, and what differs in their modules. */
export function tellFilesDiff(diff: FilesDiff): Story {
  const { a, b, identical, files, modules } = diff
  const changed = modules.filter(({ state }) => state !== 'identical')
  return {
    label: 'files-diff',
    verdict: identical ? 'identical' : 'different',
    tone: 'strong',
    answer: identical
      ? text`Both sides have the same ${counted(a.files, 'file')}, ${size(a.bytes)}`
      : text`${modulesAnswer(diff)}; ${counted(files.changed + files.added + files.removed + files.moved, 'file differs', 'files differ')} of ${count(Math.max(a.files, b.files))}`,
    facts: [
      { label: 'a', value: sideWords(a) },
      { label: 'b', value: sideWords(b) },
      { label: 'files', value: stateWords(files) },
      {
        label: 'modules',
        value:
          modules.length === 0 ? text`none found` : text`${count(modules.length - changed.length)} identical, ${count(changed.length)} not`,
      },
    ],
    sections: [
      ...(diff.changes.length === 0 ? [] : [{ title: 'Files', blocks: [filesTable(diff)] }]),
      ...libraries(diff.changes),
      ...changed.flatMap(moduleSections),
      ...unreadSection(diff.unread.map(({ side, path, why }) => ({ path: `${side}: ${path}`, why }))),
    ],
  }
}

function modulesAnswer({ modules }: FilesDiff): Text {
  const of = (state: string) => modules.filter(each => each.state === state).length
  if (modules.length === 0) return text`Neither side has a module that could be found`
  const different = [
    [of('changed'), 'changed'],
    [of('added'), 'added'],
    [of('removed'), 'removed'],
  ] as const
  const words = different.filter(([number]) => number > 0).map(([number, word]) => `${count(number)} ${word}`)
  return words.length === 0
    ? text`${modules.length === 1 ? 'The module is' : `All ${count(modules.length)} modules are`} the same on both sides`
    : text`Of ${counted(modules.length, 'module')} ${words.join(', ')}`
}

function sideWords({ reference, files, bytes }: FilesDiff['a']): Text {
  return text`${name(reference)}: ${counted(files, 'file')}, ${size(bytes)}`
}

function stateWords({ identical, moved, changed, added, removed }: FilesDiff['files']): Text {
  return text`${count(identical)} identical, ${count(moved)} moved, ${count(changed)} changed, ${count(added)} added, ${count(removed)} removed`
}

const shownFiles = 40

function filesTable({ changes, files, changesLimit }: FilesDiff): Table {
  const total = files.moved + files.changed + files.added + files.removed
  const shown = changes.slice(0, shownFiles)
  return {
    kind: 'table',
    ...leftOut(total, shown.length, changes.length < total ? null : '--json'),
    caption:
      shown.length < total
        ? `The ${count(shown.length)} of ${count(total)} files whose size changed most (the document lists up to ${count(changesLimit)})`
        : 'Files that are not identical',
    columns: [{ title: 'state', align: 'left' }, ...sideColumns('file', ['bytes a', 'bytes b'])],
    rows: shown.map(({ state, a, b }) => [
      text`${state}`,
      pathWords({ a, b }),
      ...(a?.bytes === b?.bytes
        ? [text`${count(a?.bytes ?? 0)}`, text`${count(b?.bytes ?? 0)}`, state === 'changed' ? strong('other content') : quiet('same')]
        : numberRow('', a?.bytes ?? null, b?.bytes ?? null).slice(1)),
    ]),
  }
}

function pathWords({ a, b }: Pick<FileChange, 'a' | 'b'>): Text {
  return a !== null && b !== null && a.path !== b.path ? text`${name(a.path)} → ${name(b.path)}` : name((a ?? b)!.path)
}

const shownMembers = 20

function libraries(changes: FilesDiff['changes']): Section[] {
  return changes.flatMap(({ a, b, archive }): Section[] => {
    if (archive === null) return []
    const { members, changes: changed } = archive
    const total = members.moved + members.changed + members.added + members.removed
    const shown = changed.slice(0, shownMembers)
    const table: Table = {
      kind: 'table',
      ...leftOut(total, shown.length, changed.length < total ? null : '--json'),
      caption: `Members that are not identical, the largest change first${shown.length < total ? `: ${shown.length} of ${count(total)}` : ''}`,
      columns: [{ title: 'state', align: 'left' }, ...sideColumns('member', ['bytes a', 'bytes b'])],
      rows: shown.map(({ state, name: member, a: before, b: after }) => [
        text`${state}`,
        name(member),
        ...(before === after
          ? [text`${count(before ?? 0)}`, text`${count(after ?? 0)}`, strong('other content')]
          : numberRow('', before, after).slice(1)),
      ]),
    }
    return [
      {
        title: `Library ${(a ?? b)!.path}`,
        blocks: [{ kind: 'text', text: stateWords(members) }, ...(changed.length === 0 ? [] : [table])],
      },
    ]
  })
}

const plainSides: Sides = ['a', 'b']

function moduleSections({ state, a, b, diff }: FilesDiff['modules'][number]): Section[] {
  const title = `Module ${(b ?? a)!.path}`
  if (diff === null) return [{ title, blocks: [{ kind: 'text', text: text`${pathWords({ a, b })}: ${stateSentence({ state, a, b })}` }] }]
  return [
    {
      title,
      blocks: [
        {
          kind: 'text',
          text: text`${pathWords({ a, b })}: ${size(diff.bytes.a)} and ${size(diff.bytes.b)} (${signed(diff.bytes.b - diff.bytes.a, size)})`,
        },
      ],
    },
    ...diffSections(diff, plainSides).map(section => ({ ...section, title: `${title}: ${section.title}` })),
  ]
}

function stateSentence({ state, a, b }: Pick<FilesDiff['modules'][number], 'state' | 'a' | 'b'>): string {
  switch (state) {
    case 'added':
      return `only b has it, ${count(b?.bytes ?? 0)} bytes`
    case 'removed':
      return `only a has it, ${count(a?.bytes ?? 0)} bytes`
    case 'moved':
      return 'the same bytes at another path'
    case 'identical':
      return 'identical'
    case 'changed':
      return 'changed, and could not be compared'
  }
}
