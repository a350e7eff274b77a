import type { ReportDocument } from './document.ts'
import { pathTable } from './flame/path-table.ts'
import { count } from './format.ts'
import { unified } from './lines-diff.ts'
import { code, escaped, fenced, lineStart } from './markdown/escape.ts'
import { answerOf, type Block, type ByKind, type Fact, type Item, type LinesDiff, type Section, story, type Table } from './story.ts'
import { type Mark, marked, type Text } from './text.ts'
import { table as alignedTable } from './terminal/layout.ts'
import { painter } from './terminal/paint.ts'
import { factorPlot, partsPlot, ratioPlot, stripPlot } from './terminal/plots.ts'
import { shellCommand } from './untrusted.ts'

/** The report for an issue on GitHub: the answer, why, how to go on, and folded at their places the lists that few readers need. */
export function renderMarkdown(document: ReportDocument): string {
  const { verdict, tone, answer, facts, sections } = story(document)
  const head = verdict === '' ? answer : [...marked(verdict, tone), ...marked(': ', 'plain'), ...answer]
  const parts = [[lineStart(inline(head))], factLines(facts), ...sections.map(sectionLines)].filter(lines => lines.length > 0)
  return `${parts.map(lines => lines.join('\n')).join('\n\n')}\n`
}

/** A body on GitHub holds 65,536 characters, so what is long is cut; the JSON has all of it. */
const longest = 60
const plotWidth = 78

function sectionLines({ title, blocks, appendix }: Section): string[] {
  const body = blocks.map(blockLines).filter(lines => lines.length > 0)
  if (body.length === 0) return []
  const lines = body.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))
  if (appendix !== true) return [`### ${escaped(title)}`, '', ...lines]
  return ['<details>', `<summary>${escaped(title)}</summary>`, '', ...lines, '', '</details>']
}

function blockLines(block: Block): string[] {
  return answerOf(writers, block)
}

const plain = painter(false)

const writers: ByKind<Block, string[]> = {
  text: ({ text }) => [lineStart(inline(text))],
  facts: ({ facts }) => factLines(facts),
  items: ({ items }) => [...items.slice(0, longest).flatMap(itemLines), ...more(items.length - longest)],
  table,
  strip: plot => fenced(stripPlot(plot, plotWidth, plain), 'text'),
  ratios: plot => fenced(ratioPlot(plot, plotWidth, plain), 'text'),
  parts: plot => fenced(partsPlot(plot, plotWidth, plain), 'text'),
  factors: plot => fenced(factorPlot(plot, plotWidth, plain), 'text'),
  pairs: () => [],
  flame: block => fenced(alignedTable(pathTable(block), plotWidth, plain, ''), 'text'),
  'lines-diff': linesDiff,
  output: ({ lines }) => fenced(lines, 'text'),
  command: ({ argv }) => fenced([shellCommand(argv)], 'sh'),
}

function factLines(facts: readonly Fact[]): string[] {
  return facts.map(({ label, value }) => `- ${escaped(label)}: ${inline(value)}`)
}

function itemLines({ badge, text, notes }: Item): string[] {
  const head = badge === '' ? '' : `**${escaped(badge)}**: `
  return [`- ${head}${lineStart(inline(text))}`, ...notes.map(note => `  - ${lineStart(inline(note))}`)]
}

function table({ caption, columns, rows, isWhole, leftOut }: Table): string[] {
  const shown = isWhole ? rows : rows.slice(0, longest)
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    `${escaped(caption)}:`,
    '',
    line(columns.map(column => escaped(column.title))),
    line(columns.map(({ align }) => (align === 'right' ? '---:' : '---'))),
    ...shown.map(row => line(columns.map((_, index) => inline(row[index] ?? [], true)))),
    ...more(rows.length - shown.length + (leftOut?.count ?? 0)),
  ]
}

const longestDiff = 400

function linesDiff({ rows }: LinesDiff): string[] {
  const lines = unified(rows)
  const shown = lines.slice(0, longestDiff).map(({ marker, text }) => (marker === '@' ? `@@ ${text} @@` : `${marker}${text}`))
  const left = lines.length - shown.length
  return [...fenced(shown, 'diff'), ...(left > 0 ? ['', `… and ${count(left)} more lines.`] : [])]
}

function more(left: number): string[] {
  return left <= 0 ? [] : ['', `… and ${count(left)} more.`]
}

function inline(text: Text, inTable = false): string {
  return text
    .map(span => marks[span.mark](span.text, inTable))
    .join('')
    .replaceAll('\u00a0', ' ')
    .trim()
}

const emphasised = (text: string) => `**${escaped(text)}**`

const marks: Record<Mark, (text: string, inTable: boolean) => string> = {
  plain: escaped,
  quiet: escaped,
  name: code,
  strong: emphasised,
  good: emphasised,
  bad: emphasised,
  unsure: emphasised,
}
