import * as fs from 'node:fs/promises'
import { resolve } from 'node:path'
import { badArguments, sameFile, unreadableModule, CulpritError, type ExitCode } from '../model/errors.ts'
import type { Instrumentation } from '../model/instrumentation.ts'
import { writeOutput } from '../platform/files.ts'
import { version } from '../platform/version.ts'
import { inertJson } from '../report/untrusted.ts'
import { openModule, readFacts } from '../stages/binaries.ts'
import type { ModuleFacts } from '../wasm/index.ts'
import { chosenFunctions, detectEngineFeatures, instrument } from '../wasm/rewrite/index.ts'
import { binariesContext } from './binaries-context.ts'
import type { Terminal } from './command.ts'
import { opening } from './opening.ts'
import { functionPatterns } from './function-patterns.ts'
import type { InstrumentCommandOptions } from './instrument.ts'

/** Writes the copy, its layout and, where there is one, its helper, and says how to read what it counts. */
export async function runInstrument(reference: string, options: InstrumentCommandOptions, terminal: Terminal): Promise<ExitCode> {
  if (options.clock && options.mode !== 'tree') throw badArguments('--clock is for --mode tree.')
  const facts = await readFacts(await opening(reference, terminal, openModule(reference, binariesContext(options, terminal))))
  const output = resolve(options.output)
  const input = reference.replace(/#\d+$/, '')
  if (await isSameFile(resolve(input), output)) throw sameFile(input, options.output)
  const made = rewrite(reference, facts, options)
  const files = [
    [output, made.bytes],
    [`${output}.layout.json`, `${JSON.stringify(made.layout)}\n`],
    ...(made.helper ? [[`${output}.helper.wasm`, made.helper] as const] : []),
  ] as const
  for (const [path, content] of files) await writeOutput(path, content)
  // On one line: there are millions of numbers in that of a large module.
  if (options.json) terminal.stdout.write(`${inertJson(made.layout, 0)}\n`)
  else terminal.stdout.write(summary(options, facts, made.bytes.length, made.layout, made.helper !== null))
  return 0
}

function rewrite(reference: string, facts: ModuleFacts, options: InstrumentCommandOptions) {
  const here = detectEngineFeatures(module => WebAssembly.validate(module))
  const features = options.oneMemory ? { ...here, multiMemory: false, exceptionReferences: false, maximumExports: 100_000 } : here
  const chosen = { ...chosenFunctions(facts, functionPatterns(options)), ...(options.clock ? { clock: true } : {}) }
  try {
    return instrument(facts, { mode: options.mode, features, version, ...chosen })
  } catch (error) {
    throw error instanceof CulpritError ? unreadableModule(reference, error) : error
  }
}

/** Other names of one file count too. */
async function isSameFile(input: string, output: string): Promise<boolean> {
  const [a, b] = await Promise.all([input, output].map(path => fs.stat(path).catch(() => null)))
  return a != null && b != null && a.ino === b.ino && a.dev === b.dev
}

function summary(
  { output, mode }: InstrumentCommandOptions,
  facts: ModuleFacts,
  bytes: number,
  { read, functions, tree, notes }: Instrumentation,
  hasHelper: boolean,
): string {
  const lines = [
    `${output}: ${functions.index.length} of ${facts.bodies.count} functions instrumented (${mode}), ${bytes} bytes, before ${facts.end - facts.offset}.`,
    `${output}.layout.json: what its numbers mean.`,
  ]
  if (hasHelper) {
    lines.push(
      `${output}.helper.wasm: has to be instantiated too; its exports belong into the table that is exported as ${tree!.link!.table}.`,
    )
  }
  if (tree?.clock) lines.push(`The exported table ${tree.clock} takes the clock: a function that gives nanoseconds as an i64.`)
  if (read) lines.push(`The export ${read} gives the numbers, by index. docs/instrument.md shows how to read them.`)
  if (mode === 'hooks' && functions.index.length > 0)
    lines.push('It imports culprit.enter and culprit.exit, each of which gets the index of a function.')
  return `${[...lines, ...notes.map(note => `Note: ${note}`)].join('\n')}\n`
}
