import { once } from 'node:events'
import { badArguments, type ExitCode } from '../model/errors.ts'
import { writeOutput } from '../platform/files.ts'
import { openModule, readFacts } from '../stages/binaries.ts'
import type { ModuleFacts } from '../wasm/index.ts'
import { functionReader, functionText, indented, moduleText, textNames } from '../wasm/text/index.ts'
import { binariesContext } from './binaries-context.ts'
import { chosenFunction, moduleWithFunctions } from './chosen-function.ts'
import type { Terminal } from './command.ts'
import { opening } from './opening.ts'
import type { CommonOptions, FormOptions } from './options.ts'

export interface TextOptions {
  readonly text?: true
  /** Name or index. */
  readonly function?: string
}

type Options = TextOptions & CommonOptions & FormOptions

/** Writes a module, or one of its functions, in the text format. A line is made when it is written, whatever the size of the module. */
export async function inspectText(references: readonly string[], options: Options, terminal: Terminal): Promise<ExitCode> {
  const option = options.function === undefined ? '--text' : '--function'
  const [reference, ...others] = references
  if (reference === undefined || others.length > 0) throw badArguments(`${option} takes one module, and ${references.length} were named.`)
  if (options.json || (options.format !== undefined && options.format !== 'terminal'))
    throw badArguments(`${option} gives text, which has no other form: leave out --json and --format.`)
  const facts = await readFacts(await opening(reference, terminal, openModule(reference, binariesContext(options, terminal))))
  const text = chunks(textLines(reference, facts, options), terminal.signal)
  if (options.output === undefined) await print(text, terminal)
  else await writeOutput(options.output, text)
  return 0
}

function* textLines(reference: string, facts: ModuleFacts, { function: wanted }: TextOptions): Generator<string> {
  if (wanted === undefined) {
    yield* moduleText(facts, textNames)
    return
  }
  const module = moduleWithFunctions(reference, facts)
  const index = chosenFunction(reference, module, wanted)
  for (const line of functionText(functionReader(module, textNames(module)), index)) yield indented(line)
}

const chunkLength = 2 ** 16

/** The lines with their ends, many at a time, until the signal. */
function* chunks(lines: Iterable<string>, signal: AbortSignal): Generator<string> {
  let chunk = ''
  for (const line of lines) {
    chunk += `${line}\n`
    if (chunk.length < chunkLength) continue
    signal.throwIfAborted()
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}

/** To stdout, as fast as its reader takes it. That a reader went away ends the program (`main.ts`). */
async function print(text: Iterable<string>, { stdout, signal }: Terminal): Promise<void> {
  for (const chunk of text) if (!stdout.write(chunk)) await once(stdout, 'drain', { signal })
}
