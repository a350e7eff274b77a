import type { ReportDocument } from './document.ts'
import { pathTable } from './flame/path-table.ts'
import { count, counted, intervalWords, measure, percent, ratioParts } from './format.ts'
import {
  answerOf,
  markWords,
  type Block,
  type ByKind,
  type Fact,
  type Item,
  type RatioPlot,
  type Section,
  story,
  type StripPlot,
  type Table,
} from './story.ts'
import { marked, quiet, strong, text, type Text } from './text.ts'
import { columns, paragraph, table, type Width } from './terminal/layout.ts'
import { linesDiff } from './terminal/lines-diff.ts'
import { type Paint, painter } from './terminal/paint.ts'
import { factorPlot, partsPlot, ratioPlot, stripPlot } from './terminal/plots.ts'
import { shellCommand, visible } from './untrusted.ts'

/** `width` is null where no terminal shows the text: then lines are not broken, and numbers stand in the place of plots, as in a narrow terminal. */
export interface TerminalOptions {
  readonly width: Width
  readonly color: boolean
}

/** The report as lines of text: the answer, why, and how to go on. Appendices are left out. */
export function renderTerminal(document: ReportDocument, { width, color }: TerminalOptions): string {
  const { verdict, tone, answer, facts, sections } = story(document)
  const paint = painter(color)
  const lines = [
    ...paragraph(answer, width, paint, 0, verdict === '' ? [] : [...marked(`${verdict}:`, tone), ...quiet(' ')]),
    ...factLines(facts, width, paint, 0),
    ...sections.filter(section => section.appendix !== true).flatMap(section => sectionLines(section, width, paint)),
  ]
  return `${lines.join('\n')}\n`
}

const indent = 2
const margin = ' '.repeat(indent)

function sectionLines({ title, blocks }: Section, width: Width, paint: Paint): string[] {
  const lines = blocks.map(block => blockLines(block, width, paint)).filter(lines => lines.length > 0)
  if (lines.length === 0) return []
  return [
    '',
    ...paragraph(strong(title), width, paint, 0),
    ...lines.flatMap((each, index) => (isTall(each) || isTall(lines[index - 1] ?? []) ? [...(index > 0 ? [''] : []), ...each] : each)),
  ]
}

/** Blocks of several lines are set apart from what stands before and after them. */
function isTall(lines: readonly string[]): boolean {
  return lines.length > 2
}

function blockLines(block: Block, width: Width, paint: Paint): string[] {
  const lines = (text: Text) => paragraph(text, width, paint, indent)
  const writers: ByKind<Block, string[]> = {
    text: ({ text }) => lines(text),
    facts: ({ facts }) => factLines(facts, width, paint, indent),
    items: ({ items }) => [...itemLines(items.slice(0, longest), width, paint), ...more(items.length - longest, '--json', width, paint)],
    table: block => tableLines(block, width, paint),
    strip: block => (hasRoom(width) ? stripPlot(block, width, paint) : stripWords(block).flatMap(lines)),
    ratios: block => (hasRoom(width) ? ratioPlot(block, width, paint) : ratioWords(block).flatMap(lines)),
    flame: block => table(pathTable(block), width, paint, margin),
    parts: block => (hasRoom(width) ? partsPlot(block, width, paint) : []),
    factors: block => (hasRoom(width) ? factorPlot(block, width, paint) : []),
    pairs: () => [],
    'lines-diff': block => linesDiff(block, width, paint),
    output: ({ lines }) => lines.map(line => `${margin}${paint('|', 'quiet')} ${visible(line)}`.trimEnd()),
    command: ({ argv }) => [margin + margin + paint(shellCommand(argv), 'strong')],
  }
  return answerOf(writers, block)
}

/** A plot with its labels and numbers has at least so many columns; numbers stand in the place of one for which there is no room. */
const narrowestPlot = 60

function hasRoom(width: Width): width is number {
  return width !== null && width >= narrowestPlot
}

function factLines(facts: readonly Fact[], width: Width, paint: Paint, before: number): string[] {
  const label = Math.max(0, ...facts.map(fact => columns(fact.label) + 1))
  return facts.flatMap(fact => paragraph(fact.value, width, paint, before + label + 1, quiet(`${' '.repeat(before)}${fact.label}:`)))
}

/** A list that is longer fills the screen without being read; HTML and JSON have all of it. */
const longest = 40

function tableLines(block: Table, width: Width, paint: Paint): string[] {
  const { rows, isWhole, leftOut } = block
  const shown = isWhole ? rows : rows.slice(0, longest)
  const lines = table({ ...block, rows: shown }, width, paint, margin)
  const listedBy = leftOut === undefined ? '--json' : leftOut.listedBy
  return [...lines, ...more(rows.length - shown.length + (leftOut?.count ?? 0), listedBy, width, paint)]
}

function more(left: number, listedBy: string | null, width: Width, paint: Paint): string[] {
  if (left <= 0) return []
  const how = listedBy === null ? '' : `; ${listedBy} lists ${left === 1 ? 'it' : 'them'}`
  return paragraph(text`… and ${count(left)} more${how}`, width, paint, indent)
}

const widestBadge = 20

function itemLines(items: readonly Item[], width: Width, paint: Paint): string[] {
  const badges = items.map(item => (item.badge === '' ? '-' : item.badge))
  const hanging = indent + Math.min(widestBadge, Math.max(0, ...badges.map(badge => columns(visible(badge))))) + 2
  return items.flatMap((item, index) => [
    ...paragraph(item.text, width, paint, hanging, [...quiet(margin), ...marked(badges[index] ?? '', item.tone), ...quiet(' ')]),
    ...item.notes.flatMap(note => paragraph(note, width, paint, hanging)),
  ])
}

function stripWords({ caption, unit, marks, rows }: StripPlot): Text[] {
  const value = (number: number) => measure(number, unit)
  return [
    text`${caption}`,
    ...rows.map(({ label, values, median }) => {
      const middle = median === null ? '' : `, median ${value(median)}`
      return text`${label}: ${counted(values.length, ...markWords[marks])}, ${value(Math.min(...values))} to ${value(Math.max(...values))}${middle}`
    }),
  ]
}

function ratioWords({ caption, threshold, rows }: RatioPlot): Text[] {
  return [
    text`${caption}; threshold ${percent(threshold)}`,
    ...rows.map(row => text`${row.label}: ${ratioParts(row).estimate} (${intervalWords(row)})`),
  ]
}
