import type { FunctionDiffLine, FunctionDiffRow } from '../model/function-diff.ts'
import { counted } from './format.ts'
import { shortened, visible } from './untrusted.ts'

const longestLine = 200
const deepestIndent = 24

/** The line with its indentation, safe to show; what is too long is cut. */
export function codeText({ indent, text }: FunctionDiffLine): string {
  return '  '.repeat(Math.min(indent, deepestIndent)) + visible(shortened(text, longestLine))
}

/** What a row that stands for several says. */
export function foldedText({ lines }: FunctionDiffRow): string {
  return `… ${counted(lines, 'line').replaceAll('\u00a0', ' ')} the same`
}

export type Marker = ' ' | '-' | '+' | '@'

/**
 * The rows below one another, as patches have them: of a stretch that differs first what `a` has, then what `b` has. What is folded is
 * marked with `@`.
 */
export function unified(rows: readonly FunctionDiffRow[]): { readonly marker: Marker; readonly text: string }[] {
  const lines: { marker: Marker; text: string }[] = []
  for (let from = 0; from < rows.length;) {
    const row = rows[from]!
    if (row.state === 'folded') lines.push({ marker: '@', text: foldedText(row) })
    else if (row.state === 'same') lines.push({ marker: ' ', text: codeText((row.b ?? row.a)!) })
    else {
      let to = from
      while (to < rows.length && differs(rows[to]!)) to++
      const stretch = rows.slice(from, to)
      lines.push(...stretch.flatMap(({ a }) => (a === null ? [] : [{ marker: '-' as const, text: codeText(a) }])))
      lines.push(...stretch.flatMap(({ b }) => (b === null ? [] : [{ marker: '+' as const, text: codeText(b) }])))
      from = to
      continue
    }
    from++
  }
  return lines
}

function differs({ state }: FunctionDiffRow): boolean {
  return state !== 'same' && state !== 'folded'
}
