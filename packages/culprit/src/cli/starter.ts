import * as fs from 'node:fs/promises'
import { basename, dirname, join, relative, sep } from 'node:path'
import { fileExists, unwritableOutput } from '../model/errors.ts'
import type { Reference } from '../model/reference.ts'
import type { Starter } from '../model/starter.ts'
import { usualIn } from '../platform/config-file.ts'
import { isDiskFull, makeFolder } from '../platform/files.ts'
import { parseReference } from '../sources/parse.ts'
import type { Terminal } from './command.ts'
import type { CommonOptions } from './options.ts'

/**
 * Writes a workload that loads the variant and says where to fill in the work, and a configuration beside it in which it is a benchmark. An existing
 * workload is never overwritten, and a configuration that is there stays as it is.
 */
export async function writeStarter(reference: string | null, path: string, options: CommonOptions, terminal: Terminal): Promise<0> {
  const text = starter(reference === null ? null : parseReference(reference))
  if (!(await writeNew(path, text))) throw fileExists(path)
  // Whatever package.json says, a .mts is an ES module; npm init makes packages of which a .ts is none.
  const found = await usualIn(dirname(path))
  const configPath = join(dirname(path), found === null ? 'culprit.config.mts' : basename(found))
  const isNew =
    found === null && (await writeNew(configPath, config(reference === null ? '.' : fromFolder(dirname(path), reference), basename(path))))
  if (options.json) {
    const written: Starter = { formatVersion: 1, kind: 'init', path, config: isNew ? configPath : null }
    terminal.stdout.write(`${JSON.stringify(written, null, 2)}\n`)
  } else {
    const kept = isNew ? `${configPath} has it as a benchmark.` : `${configPath} was there already and is left as it is.`
    // Without a name it is looked for in the folder of the call only.
    const named = configPath === basename(configPath) ? '' : ` --config ${configPath}`
    terminal.stdout.write(
      `${path} is written. ${kept} Fill in the two marked places, then:\n\n  culprit investigate <baseline> <candidate> --workload ${path}\n  culprit bench${named} --save first\n`,
    )
  }
  return 0
}

/** Whether the file is new: one that is there stays as it is. */
async function writeNew(path: string, text: string): Promise<boolean> {
  try {
    await makeFolder(dirname(path))
    return await fs.writeFile(path, text, { flag: 'wx' }).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error
        return false
      },
    )
  } catch (error) {
    throw error instanceof Error ? unwritableOutput(path, error, isDiskFull(error)) : error
  }
}

/** Paths of a configuration are relative to it. */
function fromFolder(folder: string, reference: string): string {
  if (parseReference(reference).kind !== 'path') return reference
  const path = relative(folder, reference).replaceAll(sep, '/')
  return path.startsWith('../') ? path : `./${path}`
}

function config(reference: string, workload: string): string {
  // Quoted by JSON, so that whatever a name holds stays a string.
  return `// What \`culprit bench\` measures here. Fields: docs/bench.md.
export default {
  suites: {
    main: {
      reference: ${JSON.stringify(reference)},
      benchmarks: {
        'describe the work in a few words': { workload: ${JSON.stringify(`./${workload}`)} },
      },
    },
  },
}
`
}

function starter(reference: Reference | null): string {
  const isFile = reference?.kind === 'path' && reference.path.endsWith('.wasm')
  return `// A workload for culprit. Both sides of a comparison run this file, each with its own files and in processes of its own.
import { createRequire } from 'node:module'
${isFile ? "import { readFileSync } from 'node:fs'\n" : ''}
// What one iteration does, as reports will call it.
export const name = 'describe the work in a few words'

// Called once per process and not part of the steady measurement: load what is under test, and prepare the input.
// dir is the folder of the variant${reference?.kind === 'npm' ? ` (the folder of the package ${reference.name} itself)` : ''}${isFile ? ', file its .wasm file' : ''}.
export async function setup({ dir${isFile ? ', file' : ''} }) {
${
  isFile
    ? `  const { instance } = await WebAssembly.instantiate(readFileSync(file), {})
  const library = instance.exports`
    : `  // For a package that is an ES module: const library = await import(new URL('main.js', 'file://' + dir + '/').href)
  const library = createRequire(import.meta.url)(dir)`
}

  // FILL IN: the input. Make it here and not in run, the same every time (no clock, no random numbers without a seed),
  // and large enough that an iteration takes a millisecond or more.
  const input = null
  return { library, input }
}

// One timed iteration, synchronous or not. What it returns is the checksum: a number, a string or bytes that depend on all of
// the work, so that the engine cannot leave work out and culprit can tell whether both sides did the same.
export function run({ library, input }) {
  // FILL IN: the work, for example: return library.parse(input).length
  throw new Error('this workload is not filled in yet')
}
`.replace(isFile ? "import { createRequire } from 'node:module'\n" : '', '')
}
