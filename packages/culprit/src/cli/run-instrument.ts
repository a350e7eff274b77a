import * as fs from 'node:fs/promises'
import { resolve } from 'node:path'
import { badArguments, sameFile, unreadableModule, CulpritError, type ExitCode } from '../model/errors.ts'
import type { Instrumentation } from '../model/instrumentation.ts'
import { version } from '../platform/version.ts'
import { openModule, readFacts } from '../stages/binaries.ts'
import { functionNames } from '../wasm/symbols.ts'
import type { ModuleFacts } from '../wasm/index.ts'
import { detectEngineFeatures, instrument } from '../wasm/rewrite/index.ts'
import { binariesContext } from './binaries-context.ts'
import type { Terminal } from './command.ts'
import type { InstrumentCommandOptions } from './instrument.ts'

/** Writes the copy, its layout and, where there is one, its helper, and says how to read what it counts. */
export async function runInstrument(reference: string, options: InstrumentCommandOptions, terminal: Terminal): Promise<ExitCode> {
  if (options.clock && options.mode !== 'tree') throw badArguments('--clock is for --mode tree.')
  const facts = await readFacts(await openModule(reference, binariesContext(options, terminal)))
  const output = resolve(options.output)
  const input = reference.replace(/#\d+$/, '')
  if (await isSameFile(resolve(input), output)) throw sameFile(input, options.output)
  const made = rewrite(reference, facts, options)
  const files = [
    [output, made.bytes],
    [`${output}.layout.json`, `${JSON.stringify(made.layout)}\n`],
    ...(made.helper ? [[`${output}.helper.wasm`, made.helper] as const] : []),
  ] as const
  for (const [path, content] of files) await fs.writeFile(path, content)
  if (options.json) terminal.stdout.write(`${JSON.stringify(made.layout)}\n`)
  else terminal.stdout.write(summary(options, facts, made.bytes.length, made.layout, made.helper !== null))
  return 0
}

function rewrite(reference: string, facts: ModuleFacts, { mode, only, skip, clock, oneMemory }: InstrumentCommandOptions) {
  const here = detectEngineFeatures(module => WebAssembly.validate(module))
  const features = oneMemory ? { ...here, multiMemory: false, exceptionReferences: false, maximumExports: 100_000 } : here
  const names = functionNames(facts)
  const matching = (pattern: string) => {
    const expression = expressionOf(pattern)
    return (index: number) => expression.test(names.get(index) ?? String(index))
  }
  const chosen = {
    ...(only === undefined ? {} : { only: matching(only) }),
    ...(skip === undefined ? {} : { skip: matching(skip) }),
    ...(clock ? { clock } : {}),
  }
  try {
    return instrument(facts, { mode, features, version, ...chosen })
  } catch (error) {
    throw error instanceof CulpritError ? unreadableModule(reference, error) : error
  }
}

function expressionOf(pattern: string): RegExp {
  try {
    return new RegExp(pattern)
  } catch (error) {
    throw badArguments(`"${pattern}" is no regular expression: ${error instanceof Error ? error.message : String(error)}.`)
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
