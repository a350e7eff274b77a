/** Letters and digits in lower case with one space around each word, so that phrases can be looked for however they are punctuated. */
export function wordsOf(text: string): string {
  return ` ${text
    .slice(0, longestText)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `
}

/** The phrases that a text has, as they are written in the rules; `vectoriz*` is the beginning of a word. */
export function phrasesIn(words: string, phrases: readonly string[]): string[] {
  return phrases.filter(phrase => {
    const wanted = wordsOf(phrase)
    return wanted.trim() !== '' && words.includes(phrase.endsWith('*') ? wanted.trimEnd() : wanted)
  })
}

const longestText = 50_000
