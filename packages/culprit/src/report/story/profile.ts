import { operatorClasses } from '../../model/operator-classes.ts'
import type { Profile, ProfileFunction, ProfileMode, ProfileMeasure } from '../../model/profile.ts'
import { columnOf, measuresOf, treeOf } from '../../profile/measures.ts'
import { inclusiveSums, ownSums } from '../../profile/tree.ts'
import { functionText } from '../flame/function-text.ts'
import { amount, measureTitle } from '../flame/amount.ts'
import { flameOf } from '../flame/flame.ts'
import { count, counted, duration, number, percent, shortHash, size, unknown } from '../format.ts'
import type { Fact, Section, Story, Table } from '../story.ts'
import { name, quiet, sentence, strong, text, type Text } from '../text.ts'
import { leftOut } from './left-out.ts'
import { operatorWords } from './module.ts'

/** Where the work of a program goes: the picture, the functions, and what the numbers leave out. */
export function tellProfile(profile: Profile): Story {
  const rows = rankedFunctions(profile)
  const [measure] = measuresOf(profile)
  return {
    label: 'profile',
    verdict: '',
    tone: 'plain',
    answer: answer(profile, measure, rows),
    facts: facts(profile),
    sections: [
      ...pathSection(profile),
      ...(rows.length === 0 || measure === undefined ? [] : [{ title: 'Functions', blocks: [functionTable(profile, measure, rows)] }]),
      ...classSection(profile),
      ...noteSection(profile.notes),
      ...moduleSection(profile),
    ],
  }
}

interface Ranked {
  readonly of: ProfileFunction
  readonly own: number
  /** With everything that it called; null where no paths were recorded. */
  readonly inclusive: number | null
}

/** The functions that did something, the one that did most itself first; those with equal numbers in the order of the profile. */
function rankedFunctions(profile: Profile): Ranked[] {
  const [measure] = measuresOf(profile)
  if (measure === undefined) return []
  const tree = treeOf(profile)
  const column = columnOf(tree, measure)
  const own = ownSums(tree, column, profile.functions.length)
  const inclusive = profile.tree === null ? null : inclusiveSums(tree, column, profile.functions.length)
  return profile.functions
    .map((of, index) => ({ of, own: own[index]!, inclusive: inclusive?.[index] ?? null }))
    .filter(({ own, inclusive }) => own > 0 || (inclusive ?? 0) > 0)
    .sort((a, b) => b.own - a.own)
}

function answer(profile: Profile, measure: ProfileMeasure | undefined, rows: readonly Ranked[]): Text {
  const [first] = rows
  if (measure === undefined || first === undefined || first.own === 0) {
    return text`No function of ${name(profile.program)} did anything that was recorded`
  }
  const total = rows.reduce((sum, row) => sum + row.own, 0)
  const title = measureTitle(measure, profile.weightUnit)
  const whole = measure === 'selfNs' ? duration(total) : `${number(total)} ${title}`
  return text`${whole} in ${counted(rows.length, 'function')}, ${strong(percent(first.own / total))} in ${functionText(first.of)} itself`
}

const modeWords: Record<ProfileMode, string> = {
  count: 'calls of each function, exact',
  ops: 'executed instructions of each function, exact',
  tree: 'calls and executed instructions of each path, exact',
  time: "samples of the engine's own profiler",
  imported: "from another tool's file",
}

function facts({ program, engine, mode, samplingIntervalNs, end }: Profile): Fact[] {
  const interval = samplingIntervalNs === null ? '' : `, every ${duration(samplingIntervalNs)}`
  return [
    { label: 'program', value: name(program) },
    ...(end === null || end.code === 0
      ? []
      : [
          { label: 'ended', value: end.code === null ? text`by ${name(end.signal ?? unknown)}` : text`with exit code ${number(end.code)}` },
        ]),
    { label: 'engine', value: engine === null ? text`${unknown}` : name(engine) },
    { label: 'numbers', value: text`${modeWords[mode]}${interval} ${quiet(`(mode ${mode})`)}` },
  ]
}

function pathSection(profile: Profile): Section[] {
  if (profile.tree === null || measuresOf(profile).length === 0) return []
  return [
    {
      title: 'Paths of calls',
      blocks: [
        {
          kind: 'flame',
          caption: 'Each box is a function on one path of calls, as wide as its share of the whole; what it called is below it',
          flame: flameOf(profile),
        },
      ],
    },
  ]
}

const shownFunctions = 100

function functionTable(profile: Profile, measure: ProfileMeasure, rows: readonly Ranked[]): Table {
  const total = rows.reduce((sum, row) => sum + row.own, 0)
  const shown = rows.slice(0, shownFunctions)
  const title = measureTitle(measure, profile.weightUnit)
  const several = new Set(profile.functions.map(each => each.module)).size > 1
  const withCalls = measure !== 'calls' && shown.some(({ of }) => of.calls !== null)
  const columns: readonly (Column | null)[] = [
    { title: 'function', align: 'left', cell: ({ of }) => functionText(of) },
    several ? { title: 'module', align: 'left', cell: ({ of }) => (of.module === null ? quiet(of.kind) : name(of.module)) } : null,
    { title, align: 'right', cell: ({ own }) => text`${amount(measure, own)}` },
    { title: 'share', align: 'right', cell: ({ own }) => strong(percent(own / total)) },
    profile.tree === null
      ? null
      : { title: 'with callees', align: 'right', cell: ({ inclusive }) => text`${percent((inclusive ?? 0) / total)}` },
    withCalls
      ? { title: 'calls', align: 'right', cell: ({ of }) => (of.calls === null ? quiet(unknown) : text`${count(of.calls)}`) }
      : null,
    withCalls
      ? { title: 'per call', align: 'right', cell: ({ of, own }) => (of.calls ? text`${amount(measure, own / of.calls)}` : quiet('')) }
      : null,
  ]
  const present = columns.filter(column => column !== null)
  return {
    kind: 'table',
    ...leftOut(rows.length, shown.length, '--json'),
    caption:
      shown.length < rows.length
        ? `The ${shown.length} of ${count(rows.length)} functions with most ${title} of their own`
        : `Functions by ${title} of their own`,
    columns: present.map(({ title, align }) => ({ title, align })),
    rows: shown.map(row => present.map(column => column.cell(row))),
  }
}

interface Column {
  readonly title: string
  readonly align: 'left' | 'right'
  readonly cell: (row: Ranked) => Text
}

/** What kinds of operators were executed, over all functions. */
function classSection({ functions }: Profile): Section[] {
  const sums = new Map<string, number>()
  for (const { classes } of functions) {
    for (const [each, executed] of Object.entries(classes ?? {})) sums.set(each, (sums.get(each) ?? 0) + executed)
  }
  const total = [...sums.values()].reduce((sum, each) => sum + each, 0)
  if (total === 0) return []
  const table: Table = {
    kind: 'table',
    caption: 'Executed instructions by class of operator',
    columns: [
      { title: 'class', align: 'left' },
      { title: 'instructions', align: 'right' },
      { title: 'share', align: 'right' },
    ],
    rows: [...sums]
      .filter(([, executed]) => executed > 0)
      .sort(([, a], [, b]) => b - a)
      .map(([each, executed]) => {
        const known = operatorClasses.find(one => one === each)
        return [
          known === undefined ? name(each) : text`${operatorWords(known)}`,
          text`${count(executed)}`,
          text`${percent(executed / total)}`,
        ]
      }),
  }
  return [{ title: 'Operators', blocks: [table] }]
}

/** What the numbers of a profile leave out or distort. */
export function noteSection(notes: readonly string[]): Section[] {
  if (notes.length === 0) return []
  return [
    {
      title: 'What to know about these numbers',
      blocks: [{ kind: 'items', items: notes.map(note => ({ badge: '', tone: 'plain', text: sentence(note), notes: [] })) }],
    },
  ]
}

function moduleSection({ modules }: Profile): Section[] {
  if (modules.length === 0) return []
  const table: Table = {
    kind: 'table',
    caption: 'Modules that were loaded',
    columns: [
      { title: 'module', align: 'left' },
      { title: 'size', align: 'right' },
      { title: 'instances', align: 'right' },
      { title: 'sha256', align: 'left' },
    ],
    rows: modules.map(module => [
      name(module.name),
      module.bytes === null ? quiet(unknown) : text`${size(module.bytes)}`,
      module.instances === null ? quiet(unknown) : text`${count(module.instances)}`,
      quiet(shortHash(module.sha256)),
    ]),
  }
  return [{ title: 'Modules', blocks: [table], appendix: true }]
}
