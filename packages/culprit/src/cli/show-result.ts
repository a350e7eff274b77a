import { join } from 'node:path'
import type { ExitCode } from '../model/errors.ts'
import type { FolderKind } from '../store/folders.ts'
import type { Terminal } from './command.ts'
import type { CommonOptions } from './options.ts'
import { printDocument } from './output.ts'
import { exitCodeOf, type Result } from './result-exit-code.ts'

/** Prints what something of the store came to, with the place of the whole report, and gives what that says to a build. */
export async function showResult(
  result: Result,
  kind: 'runs' | FolderKind,
  id: string,
  options: CommonOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  await printDocument(result, options, terminal)
  if (!options.json) terminal.stdout.write(`\nThe whole report: ${join(options.store, kind, id, 'report.html')}\n`)
  return exitCodeOf(result)
}
