import { count } from './format.ts'

/**
 * What names and messages from packages, modules and processes could do to a reader: move the cursor or clear the screen
 * (C0 and C1 controls), turn the reading direction or hide characters (the "Trojan Source" set, zero-width characters, tags).
 */
// oxlint-disable-next-line no-control-regex
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u
const everyUnsafe = new RegExp(unsafe, 'gu')

/** The text on one line with everything unsafe written out, as `\u001b`; line breaks and tabs become spaces. */
export function visible(text: string): string {
  return text
    .replace(/\r\n|[\n\r\t]/g, ' ')
    .toWellFormed()
    .replace(everyUnsafe, writtenOut)
}

/** As `visible`, line by line; empty lines at the end are dropped. */
export function visibleLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/).map(visible)
  while (lines.at(-1)?.trim() === '') lines.pop()
  return lines
}

/** Longer texts are cut to `limit` characters from their beginning and their end (versions stand there), and say how many they had. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text
  const tail = Math.floor(limit / 4)
  return `${text.slice(0, limit - tail)}…${text.slice(-tail)} (${count(text.length)} characters)`
}

/** JSON that parses to the same value and in which no character can act on a terminal. */
export function inertJson(value: unknown, indentation: number): string {
  // Line breaks are the only control characters that JSON.stringify leaves, and they are its own.
  return JSON.stringify(value, null, indentation).replace(everyUnsafe, character => (character === '\n' ? character : codeUnits(character)))
}

/** A command as it can be pasted into bash or zsh; words with unsafe characters are written as `$'…'`, so that what is seen is what runs. */
export function shellCommand(argv: readonly string[]): string {
  return argv.map(shellWord).join(' ')
}

function shellWord(word: string): string {
  if (/^[\w@%+=:,./^-]+$/.test(word)) return word
  if (!unsafe.test(word) && word.isWellFormed()) return `'${word.replaceAll("'", String.raw`'\''`)}'`
  return `$'${word
    .replace(/['\\]/g, String.raw`\$&`)
    .toWellFormed()
    .replace(everyUnsafe, bytes)}'`
}

/** The bytes of a character in UTF-8, which a shell puts together again whatever its locale. */
function bytes(character: string): string {
  return Array.from(new TextEncoder().encode(character), byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
}

function writtenOut(character: string): string {
  return character.length > 1 ? `\\u{${character.codePointAt(0)?.toString(16)}}` : codeUnits(character)
}

/** `\u001b`; a character beyond the first 65,536 as its two halves, which JSON reads as one. */
function codeUnits(character: string): string {
  return Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join('')
}
