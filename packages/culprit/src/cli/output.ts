import { render, type ReportDocument } from '../report/index.ts'
import type { Terminal } from './command.ts'

/** Prints a result on stdout, as JSON where it was asked for, else in words; colour and width only where there is a terminal. */
export function printDocument(document: ReportDocument, options: { readonly json?: true }, { stdout }: Terminal): void {
  const text = options.json
    ? render(document, 'json')
    : render(document, 'terminal', {
        color: stdout.isTTY && stdout.hasColors(),
        width: stdout.isTTY ? Math.min(stdout.columns, 140) : null,
      })
  stdout.write(text.endsWith('\n') ? text : `${text}\n`)
}
