import type { ReportDocument } from './document.ts'
import { renderGithub } from './github.ts'
import { renderHtml } from './html.ts'
import { renderJson } from './json.ts'
import { renderJunit } from './junit.ts'
import { renderMarkdown } from './markdown.ts'
import { renderTerminal, type TerminalOptions } from './terminal.ts'

export { errorDocument, type ReportDocument } from './document.ts'
export { flameOf } from './flame/flame.ts'
export { renderFlameSvg } from './flame/svg.ts'

/** A way to show any document as text. Forms that have no use for the terminal's options ignore them; `junit` refuses what judges nothing. */
export type Form = (document: ReportDocument, options: TerminalOptions) => string

/** The forms by their names on the command line. A form is a file in this folder and a line here. */
export const forms = {
  terminal: renderTerminal,
  json: renderJson,
  md: renderMarkdown,
  html: renderHtml,
  junit: renderJunit,
  github: renderGithub,
} as const satisfies Record<string, Form>

export type FormName = keyof typeof forms

/** Renders a document in the form of that name. */
export function render(document: ReportDocument, form: FormName, options: TerminalOptions = { width: null, color: false }): string {
  return forms[form](document, options)
}
