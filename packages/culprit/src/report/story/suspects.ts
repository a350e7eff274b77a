import type { Changelog, Suspect, Suspects, SuspectCategory, SuspectWindow } from '../../model/suspects.ts'
import { count, counted, day, number, percent, times, unknown } from '../format.ts'
import type { Block, Item, Section, Story, Table } from '../story.ts'
import { joined, type Mark, name, quiet, sentence, strong, text, type Text } from '../text.ts'
import { warningFact, warningSection } from './comparison.ts'

/** The commits of a window: the most suspect one, all in a table, and why each stands where it stands. */
export function tellSuspects(document: Suspects): Story {
  const { suspects, suspectsTotal, windows, functions, changelog, warnings } = document
  const [first] = suspects
  return {
    label: 'suspects',
    verdict: '',
    tone: 'plain',
    answer:
      first === undefined
        ? text`No commit to suspect: there is none in the window`
        : text`Of ${counted(suspectsTotal, 'commit')} the most suspect is ${idWords(first)}: ${sentence(first.subject)}`,
    facts: [
      ...windows.map(window => ({ label: 'window', value: windowWords(window) })),
      ...(functions.length === 0 ? [] : [{ label: 'functions', value: joined(functions.slice(0, mostFunctions).map(name), ', ') }]),
      { label: 'means', value: text`where to look first; nothing was measured, and any of them can be the one` },
      ...warningFact(warnings),
    ],
    sections: [
      ...(suspects.length === 0 ? [] : [{ title: 'Suspects', blocks: suspectBlocks(suspects) }]),
      ...(changelog === null ? [] : [changelogSection(changelog)]),
      ...warningSection(warnings),
    ],
  }
}

/** The table and, below it, the reasons. */
export function suspectBlocks(suspects: readonly Suspect[]): Block[] {
  return [table(suspects), { kind: 'items', items: suspects.slice(0, explained).map(whyItem) }]
}

const mostFunctions = 20
const explained = 10

function table(suspects: readonly Suspect[]): Table {
  const several = new Set(suspects.map(({ repository }) => repository)).size > 1
  return {
    kind: 'table',
    caption: 'Commits, the most suspect first; the weight is how much more probable than others each is',
    columns: [
      { title: 'rank', align: 'right' },
      { title: 'weight', align: 'right' },
      { title: 'commit', align: 'left' },
      { title: 'date', align: 'left' },
      { title: 'touches', align: 'left' },
      { title: 'subject', align: 'left', isKey: true },
    ],
    rows: suspects.map((suspect, index) => [
      text`${count(index + 1)}`,
      strong(weightWords(suspect.weight)),
      several ? text`${name(suspect.repository)} ${name(short(suspect.commit))}` : name(short(suspect.commit)),
      quiet(day(suspect.date) ?? unknown),
      text`${categoryWords[suspect.category]}`,
      sentence(suspect.subject),
    ]),
  }
}

const categoryWords: Readonly<Record<SuspectCategory, string>> = {
  'code-generation': 'code generation',
  'execution-mode': 'execution mode',
  'build-configuration': 'build',
  library: 'library',
  other: 'other',
  harness: 'harness',
  tests: 'tests',
  docs: 'docs',
  unknown,
}

const tones: Readonly<Record<SuspectCategory, Mark>> = {
  'code-generation': 'strong',
  'execution-mode': 'strong',
  'build-configuration': 'strong',
  library: 'strong',
  other: 'plain',
  harness: 'quiet',
  tests: 'quiet',
  docs: 'quiet',
  unknown: 'unsure',
}

function whyItem(suspect: Suspect, index: number): Item {
  const { category, factors, statement, changes, share, weight } = suspect
  const product = factors.map(({ feature, factor }) => `${feature} ${weightWords(factor)}`).join(', ')
  const bounded = Math.abs(factors.reduce((all, { factor }) => all * factor, 1) / weight - 1) > 1e-6 ? ', bounded' : ''
  const size =
    changes === null ? 'files not known' : `${counted(changes.files, 'file')}, +${count(changes.insertions)} −${count(changes.deletions)}`
  return {
    badge: count(index + 1),
    tone: tones[category],
    text: text`${idWords(suspect)}: ${sentence(statement)}`,
    notes: [quiet(`${product === '' ? 'no factor' : product}${bounded}; ${size}; ${percent(share)} of all weights`)],
  }
}

function idWords({ id, pullRequest, commit }: Suspect): Text {
  return pullRequest === null ? name(short(commit)) : text`${name(id)} ${quiet(`(${short(commit)})`)}`
}

function short(commit: string): string {
  return commit.slice(0, 10)
}

/** `6×`, `1.4×`, `0.05×`. */
function weightWords(weight: number): string {
  return `${number(Number(weight.toPrecision(2)))}${times}`
}

function windowWords({ repository, from, to, after, before, rules, commits, unread }: SuspectWindow): Text {
  const revisions = from === null && to === null ? [] : [text`${name(from ?? 'its beginning')} to ${name(to ?? 'HEAD')}`]
  const dates = after === null && before === null ? [] : [text`${moment(after) ?? 'its beginning'} to ${moment(before) ?? 'now'}`]
  const read = unread === 0 ? '' : `, the files of ${count(unread)} not known`
  return text`${name(repository)}, ${joined([...revisions, ...dates], ', ')}: ${counted(commits, 'commit')}${read} ${quiet(`(rules: ${rules})`)}`
}

function moment(iso: string | null): string | null {
  return iso === null ? null : iso.slice(0, 16).replace('T', ' ')
}

/** What a package writes about the versions between two. */
export function changelogSection({ file, lines, linesTotal }: Changelog): Section {
  const more = linesTotal - lines.length
  return {
    title: 'What the package says of itself',
    blocks: [
      { kind: 'text', text: text`${name(file)}${more > 0 ? `, the first ${count(lines.length)} of ${counted(linesTotal, 'line')}` : ''}:` },
      { kind: 'output', lines },
    ],
  }
}
