import { extname } from 'node:path'
import { nothingJudged } from '../model/errors.ts'
import type { FormName, ReportDocument } from '../report/index.ts'
import { renderJson } from '../report/json.ts'
import type { TerminalOptions } from '../report/terminal.ts'
import { writeOutput } from '../platform/files.ts'
import type { Terminal } from './command.ts'
import { formsByEnding, type CommonOptions, type FormOptions } from './options.ts'

/** Prints a result on stdout, as JSON where it was asked for, else in words; colour and width only where there is a terminal. */
export async function printDocument(document: ReportDocument, options: { readonly json?: true }, { stdout }: Terminal): Promise<void> {
  const color = stdout.isTTY && stdout.hasColors()
  const width = stdout.isTTY ? Math.min(stdout.columns, 140) : null
  const text = await rendered(document, options.json ? 'json' : 'terminal', { color, width })
  stdout.write(text.endsWith('\n') ? text : `${text}\n`)
}

/** Refuses the form of what passes and fails for a command that only tells, before it does anything. */
export function refuseJudging(command: string, options: CommonOptions & FormOptions): void {
  if (formOf(options) === 'junit') throw nothingJudged(`What culprit ${command} writes`)
}

/** Writes a result in the form and to the file that were asked for; without a file, to stdout. With --json stdout has the document in any case. */
export async function writeDocument(document: ReportDocument, options: CommonOptions & FormOptions, terminal: Terminal): Promise<void> {
  const form = formOf(options)
  if (options.output !== undefined) {
    await writeOutput(options.output, await rendered(document, form))
    if (options.json) await printDocument(document, options, terminal)
  } else if (form === 'terminal') await printDocument(document, options, terminal)
  else terminal.stdout.write(`${(await rendered(document, form)).trimEnd()}\n`)
}

/** The forms for people are loaded when one is asked for. */
async function rendered(document: ReportDocument, form: FormName, options?: TerminalOptions): Promise<string> {
  if (form === 'json') return renderJson(document)
  const { render } = await import('../report/index.ts')
  return render(document, form, options)
}

/** --json is about stdout, so it says the form of a file only when nothing else does. */
function formOf({ json, format, output }: CommonOptions & FormOptions): FormName {
  if (json && output === undefined) return 'json'
  return format ?? formsByEnding[extname(output ?? '')] ?? (json ? 'json' : 'terminal')
}
