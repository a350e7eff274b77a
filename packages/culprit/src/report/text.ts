import { shortened } from './untrusted.ts'

/**
 * How a piece of text stands out. `name` is something that a package, a module or a user named; `good`, `bad` and `unsure` are
 * colours for a word that already says it.
 */
export type Mark = 'plain' | 'strong' | 'name' | 'quiet' | 'good' | 'bad' | 'unsure'
interface Span {
  readonly text: string
  readonly mark: Mark
}
/** Words of a report before a form escapes and marks them. Nothing in them has been escaped yet. */
export type Text = readonly Span[]

const longestName = 100
const longestSentence = 1200
const longestBadge = 40

/** Text from a template; what is interpolated keeps its own marks, and strings are shortened to the length of a long sentence. */
export function text(strings: TemplateStringsArray, ...values: readonly (string | Text)[]): Text {
  return strings
    .flatMap((string, index): Text => {
      const value = values[index] ?? ''
      return [{ text: string, mark: 'plain' }, ...(typeof value === 'string' ? sentence(value) : value)]
    })
    .filter(span => span.text !== '')
}

/** A sentence that a document carries, in full unless it is longer than any sentence should be. */
export function sentence(value: string): Text {
  return [{ text: shortened(value, longestSentence), mark: 'plain' }]
}

/** Something that was named by others: a reference, a file, a function. Long ones are shortened in the middle. */
export function name(value: string): Text {
  return [{ text: shortened(value, longestName), mark: 'name' }]
}

export function marked(value: string, mark: Mark): Text {
  return [{ text: value, mark }]
}

/** The word that a line of a list begins with, when others chose it. */
export function badge(value: string): string {
  return shortened(value, longestBadge)
}

export function strong(value: string): Text {
  return marked(value, 'strong')
}

export function quiet(value: string): Text {
  return marked(value, 'quiet')
}

/** The texts one after the other with a separator between them. */
export function joined(texts: readonly Text[], separator: string): Text {
  return texts.flatMap((each, index): Text => (index === 0 ? each : [{ text: separator, mark: 'plain' }, ...each]))
}

/** The bare words, for places that hold no marks. */
export function plainText(value: Text): string {
  return value.map(span => span.text).join('')
}
