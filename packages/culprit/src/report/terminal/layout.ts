import type { Table } from '../story.ts'
import { quiet, type Text } from '../text.ts'
import { visible } from '../untrusted.ts'
import type { Paint } from './paint.ts'

/** Where lines end; null where nothing has to be broken because no terminal shows it. */
export type Width = number | null

/**
 * Text broken into lines of at most `width` columns. The first line begins with `lead`, filled up to `indent` columns;
 * the others are indented as far. A word that is longer than a line stays whole.
 */
export function paragraph(text: Text, width: Width, paint: Paint, indent: number, lead: Text = []): string[] {
  const leading = lead.map(({ text, mark }) => ({ text: flat(text), mark }))
  let used = columns(leading.map(span => span.text).join(''))
  const lines: string[] = []
  let line = leading.map(span => paint(span.text, span.mark)).join('') + ' '.repeat(Math.max(0, indent - used))
  used = Math.max(used, indent)
  let first = true
  for (const { word, mark, gap } of words(text)) {
    if (gap && !first && width !== null && used + 1 + columns(word) > width) {
      lines.push(line)
      line = ' '.repeat(indent)
      used = indent
    } else if (gap && !first) {
      line += ' '
      used++
    }
    line += paint(word, mark)
    used += columns(word)
    first = false
  }
  return [...lines, line.trimEnd()]
}

/**
 * A table in aligned columns. Where it would be too wide, its widest words are shortened in the middle, numbers never are. Where that is not
 * enough, the last columns that are no key go, then keys, and a line says which.
 */
export function table({ columns: heads, rows }: Table, width: Width, paint: Paint, indent: string): string[] {
  const cells = rows.map(row => row.map(cell => cell.map(span => ({ ...span, text: flat(span.text) }))))
  const natural = heads.map((head, column) =>
    Math.max(columns(head.title), ...cells.map(row => columns((row[column] ?? []).map(span => span.text).join('')))),
  )
  const { shown, widths } = fitting(heads, natural, width === null ? Infinity : width - indent.length)
  const line = (row: readonly Text[]) =>
    (indent + shown.map((column, place) => aligned(row[column] ?? [], widths[place]!, heads[column]!.align, paint)).join(gutter)).trimEnd()
  const header = heads.some(head => head.title !== '') ? [line(heads.map(head => [{ text: head.title, mark: 'quiet' }]))] : []
  const gone = heads.flatMap(({ title }, column) => (shown.includes(column) ? [] : [title]))
  const left = gone.length === 0 ? [] : paragraph(quiet(`(too narrow for: ${gone.join(', ')})`), width, paint, indent.length)
  return [...header, ...cells.map(line), ...left]
}

/** How many columns of a terminal text takes: two for East Asian wide characters and emoji, none for combining marks. */
export function columns(text: string): number {
  // oxlint-disable-next-line no-control-regex
  if (/^[\u0000-\u02ff\u2010-\u22ff\u2500-\u25ff]*$/.test(text)) return text.length
  let sum = 0
  for (const character of text) sum += /\p{M}|\u200c|\u200d/u.test(character) ? 0 : wide.test(character) ? 2 : 1
  return sum
}

const gutter = '  '
const wide =
  /\p{Emoji_Presentation}|\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}|\p{Script=Katakana}|[\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u

/** Words with a mark each, and whether a space stands before them; words that spans share are not torn apart. */
function* words(text: Text): Generator<{ word: string; mark: Text[number]['mark']; gap: boolean }> {
  let gap = false
  for (const span of text) {
    for (const [index, word] of visible(span.text).split(' ').entries()) {
      if (index > 0) gap = true
      if (word === '') continue
      yield { word: flat(word), mark: span.mark, gap }
      gap = false
    }
  }
}

function flat(text: string): string {
  return visible(text).replaceAll('\u00a0', ' ')
}

function aligned(cell: Text, width: number, align: 'left' | 'right', paint: Paint): string {
  const plain = cell.map(span => span.text).join('')
  const over = columns(plain) > width
  const padding = ' '.repeat(Math.max(0, width - columns(plain)))
  const painted = over ? paint(middleCut(plain, width), cell[0]?.mark ?? 'plain') : cell.map(span => paint(span.text, span.mark)).join('')
  return align === 'right' ? padding + painted : painted + padding
}

function middleCut(text: string, width: number): string {
  const characters = Array.from(text)
  const tail = Math.floor((width - 1) / 2)
  let cut = `${characters.slice(0, width - 1 - tail).join('')}…${tail > 0 ? characters.slice(-tail).join('') : ''}`
  while (columns(cut) > width && cut !== '') cut = Array.from(cut).slice(0, -1).join('')
  return cut + ' '.repeat(Math.max(0, width - columns(cut)))
}

/** The columns for which there is room, and how wide each becomes. */
function fitting(heads: Table['columns'], natural: readonly number[], available: number): { shown: number[]; widths: number[] } {
  const shown = heads.map((_, column) => column)
  for (;;) {
    const widths = shown.map(column => natural[column]!)
    const words = shown.flatMap((column, place) => (heads[column]!.align === 'left' ? [place] : []))
    const room = available - gutter.length * (shown.length - 1)
    shrink(widths, words, room)
    if (sum(widths) <= room || shown.length === 1) return { shown, widths }
    const spare = shown.findLastIndex((column, place) => place > 0 && heads[column]!.isKey !== true)
    shown.splice(spare > 0 ? spare : -1, 1)
  }
}

const narrowest = 8

function shrink(widths: number[], columns: readonly number[], available: number): void {
  for (let total = sum(widths); total > available; total--) {
    const widest = columns.reduce((best, column) => ((widths[column] ?? 0) > (widths[best] ?? 0) ? column : best), columns[0] ?? 0)
    if ((widths[widest] ?? 0) <= narrowest) return
    widths[widest] = (widths[widest] ?? 0) - 1
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
