import { badArguments } from '../model/errors.ts'

/**
 * The program and arguments of a command line. Single and double quotes keep a word together, and nothing else is special, for no shell
 * reads it: what only a shell would understand is refused, with the way to ask for one. `option` is where it
 * comes from: an option, or a place in words.
 */
export function commandWords(text: string, option: string): string[] {
  const words: string[] = []
  let word: string | null = null
  for (const [piece] of text.matchAll(/'[^']*'|"[^"]*"|\s+|[^\s'"]+|['"]/g)) {
    if (/^\s/.test(piece)) {
      if (word !== null) words.push(word)
      word = null
    } else if (piece === "'" || piece === '"') {
      throw badArguments(`${option} has a ${piece} that is not closed: ${text}`)
    } else if (/^['"]/.test(piece)) {
      word = (word ?? '') + piece.slice(1, -1)
    } else {
      const special = /[|&;<>$`*?()\\]/.exec(piece)?.[0]
      if (special !== undefined) {
        throw badArguments(
          `${option} has "${special}", which means something to a shell only, and none reads it. Quote it, or ask for a shell: ${option.startsWith('--') ? `${option} ` : ''}"sh -c '${text.replaceAll("'", '"')}'"`,
        )
      }
      word = (word ?? '') + piece
    }
  }
  if (word !== null) words.push(word)
  if (words.length === 0) throw badArguments(`${option} names no command.`)
  return words
}
