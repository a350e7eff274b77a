import * as fs from 'node:fs/promises'
import { basename } from 'node:path'
import type { Workload } from '../engines/index.ts'
import type { Side } from '../measure/launch.ts'
import { unusableWorkload, CulpritError, missingExport, unreadableModule } from '../model/errors.ts'
import { exportedFunction, readModule, type ModuleFacts } from '../wasm/index.ts'

/** Checks, before anything is launched, that a module can be read, that the export to call is there, and that the arguments fit it. */
export async function checkInvocation(workload: Workload, sides: readonly Pick<Side, 'file'>[]): Promise<void> {
  for (const side of sides) {
    if (side.file === null) {
      if (workload.kind === 'script') continue
      throw unusableWorkload(
        'What should be measured? Give --workload; only a single .wasm file can do with --invoke, or with its own _start.',
      )
    }
    if (!side.file.endsWith('.wasm')) continue
    const facts = await factsOf(side.file)
    if (workload.kind === 'export') checkExport(side.file, facts, workload)
    if (workload.kind === 'wasi' && exportedFunction(facts, '_start') === null) {
      throw unusableWorkload('What should be measured? The module exports no _start; give --workload, or --invoke with one of its exports.')
    }
  }
}

async function factsOf(path: string): Promise<ModuleFacts> {
  try {
    return readModule(await fs.readFile(path))
  } catch (error) {
    throw error instanceof CulpritError ? unreadableModule(basename(path), error) : error
  }
}

function checkExport(path: string, facts: ModuleFacts, workload: Extract<Workload, { kind: 'export' }>): void {
  const called = exportedFunction(facts, workload.export)
  if (called === null) {
    const functions = facts.exports.filter(({ kind }) => kind === 'function')
    throw missingExport(
      basename(path),
      workload.export,
      functions.map(({ name }) => name),
    )
  }
  const { parameters } = called.type
  if (parameters.length !== workload.args.length) {
    throw unusableWorkload(
      `${workload.export} takes ${parameters.length} ${parameters.length === 1 ? 'argument' : 'arguments'} (${parameters.join(', ')}), and --args has ${workload.args.length}.`,
    )
  }
  for (const [index, parameter] of parameters.entries()) {
    const value = workload.args[index]
    if ((parameter === 'i64') !== (typeof value === 'string')) {
      throw unusableWorkload(`Argument ${index + 1} of ${workload.export} is ${parameter}; an i64 is written 7n, every other number 7.`)
    }
    if (parameter === 'i32' && !(Number.isInteger(value) && Math.abs(Number(value)) <= 0xffff_ffff)) {
      throw unusableWorkload(`Argument ${index + 1} of ${workload.export} is i32, and ${String(value)} is no whole number of 32 bits.`)
    }
  }
}
