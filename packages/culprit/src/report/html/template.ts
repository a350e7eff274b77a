import { visible } from '../untrusted.ts'

/** HTML that is complete and safe to put into a page. Only this file makes it. */
export class Html {
  readonly source: string

  constructor(source: string) {
    this.source = source
  }
}

export type Interpolated = Html | string | number | null | readonly Interpolated[]

/** A template whose interpolations are escaped, in text as in quoted attributes, unless they are Html themselves; null is nothing. */
export function markup(strings: TemplateStringsArray, ...values: readonly Interpolated[]): Html {
  return new Html(strings.map((string, index) => string + source(values[index] ?? null)).join(''))
}

/** A value as JSON that no HTML parser takes for anything else, in or out of a script element. */
export function embeddedJson(json: string): Html {
  return new Html(
    json
      .replaceAll('<', String.raw`\u003c`)
      .replaceAll('>', String.raw`\u003e`)
      .replaceAll('&', String.raw`\u0026`),
  )
}

/** A script of our own as it stands in a script element, in which nothing is escaped. */
export function ownScript(text: string): Html {
  if (/<\/script|<!--/i.test(text)) throw new TypeError('the script would end, or hide the end of, its element')
  return new Html(text)
}

function source(value: Interpolated): string {
  if (value === null) return ''
  if (value instanceof Html) return value.source
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' ? escaped(value) : value.map(source).join('')
}

const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
])

function escaped(text: string): string {
  return visible(text).replace(/[&<>"']/g, character => entities.get(character) ?? '')
}
