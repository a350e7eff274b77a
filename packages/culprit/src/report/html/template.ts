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
