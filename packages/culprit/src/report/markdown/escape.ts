import { visible } from '../untrusted.ts'

/** Cuts a word in two for GitHub, which else makes it a mention, a reference or a link, without changing how it reads. */
const cut = '<!-- -->'

/**
 * Text as GitHub shows it literally: no markup, no HTML, no link and no image, and nobody is notified by it (mentions, issue
 * references and bare addresses become links after the markup was read, so a backslash does not stop them).
 */
export function escaped(text: string): string {
  return visible(text)
    .replace(/[\\`*_{}[\]#!|~$^]/g, String.raw`\$&`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', `@${cut}`)
    .replaceAll('\\#', `\\#${cut}`)
    .replaceAll('://', `:${cut}//`)
    .replace(/www\./gi, word => word.slice(0, 3) + cut + word.slice(3))
    .replace(/\bGH-(?=\d)/gi, word => word + cut)
}

/** A line that begins with escaped text, so that it does not begin a list, a rule or a heading. */
export function lineStart(line: string): string {
  return line.replace(/^[-+=]/, String.raw`\$&`).replace(/^(\d+)([.)])/, String.raw`$1\$2`)
}

/** Text as code, in which GitHub reads nothing at all. In a table the bars that would end the cell are escaped. */
export function code(text: string, inTable: boolean): string {
  const shown = visible(text).replaceAll('\u00a0', ' ')
  if (shown.trim() === '') return ''
  const ticks = '`'.repeat(longestRun(shown) + 1)
  const room = shown.startsWith('`') || shown.endsWith('`') ? ' ' : ''
  const span = ticks + room + shown + room + ticks
  return inTable ? span.replaceAll('|', String.raw`\|`) : span
}

/** Lines as they are, between fences that none of them can close. */
export function fenced(lines: readonly string[], language: string): string[] {
  const shown = lines.map(visible)
  const fence = '`'.repeat(Math.max(3, longestRun(shown.join('\n')) + 1))
  return [fence + language, ...shown, fence]
}

function longestRun(text: string): number {
  return Math.max(0, ...Array.from(text.matchAll(/`+/g), match => match[0].length))
}
