import type { FunctionDiffRow } from '../../model/function-diff.ts'
import { codeText, foldedText, unified, type Marker } from '../lines-diff.ts'
import type { LinesDiff } from '../story.ts'
import { columns, type Width } from './layout.ts'
import type { Paint } from './paint.ts'

/** A terminal in which two columns of code have room. */
const wide = 110
const margin = '  '

/** Side by side where there is room, else below one another. */
export function linesDiff({ rows, sides }: LinesDiff, width: Width, paint: Paint): string[] {
  if (width === null || width < wide) {
    return unified(rows).map(({ marker, text }) => margin + paint(`${marker} ${text}`.trimEnd(), markOf[marker]))
  }
  const column = Math.floor((width - margin.length - 3) / 2)
  const head = `${fitted(sides[0], column)}   ${sides[1]}`
  return [margin + paint(head.trimEnd(), 'quiet'), ...rows.map(row => margin + sideBySide(row, column, paint))]
}

function sideBySide(row: FunctionDiffRow, column: number, paint: Paint): string {
  if (row.state === 'folded') return paint(foldedText(row), 'quiet')
  const left = row.a === null ? '' : codeText(row.a)
  const right = row.b === null ? '' : codeText(row.b)
  if (row.state === 'same') return `${fitted(left, column)}   ${fitted(right, column)}`.trimEnd()
  return `${paint(fitted(left, column), 'baseline')} ${signs[row.state]} ${paint(fitted(right, column).trimEnd(), 'candidate')}`.trimEnd()
}

const signs = { changed: '~', removed: '-', added: '+' } as const
const markOf: Readonly<Record<Marker, Parameters<Paint>[1]>> = { ' ': 'plain', '-': 'baseline', '+': 'candidate', '@': 'quiet' }

/** Exactly as many columns: filled up with spaces, or cut at its end. */
function fitted(text: string, width: number): string {
  if (columns(text) <= width) return text + ' '.repeat(width - columns(text))
  let cut = Array.from(text).slice(0, width - 1)
  while (columns(cut.join('')) > width - 1) cut = cut.slice(0, -1)
  return fitted(`${cut.join('')}…`, width)
}
