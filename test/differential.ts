// The specification's suite in two worlds: with its modules as they are, and rewritten. Engines run it in a process of their own.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CulpritError } from '../packages/culprit/src/model/errors.ts'
import type { InstrumentationMode } from '../packages/culprit/src/model/instrumentation.ts'
import { readModule, type ModuleFacts } from '../packages/culprit/src/wasm/index.ts'
import { exportedFunction } from '../packages/culprit/src/wasm/symbols.ts'
import type { FunctionType } from '../packages/culprit/src/wasm/types.ts'
import { instrument, type EngineFeatures } from '../packages/culprit/src/wasm/rewrite/index.ts'
import * as build from './build-module.ts'
import type { SpecAction, SpecFile, SpecModule } from './spec-suite.ts'

export interface Differential {
  readonly comparisons: number
  /** Modules that the engine does not accept as they are. */
  readonly rejected: number
  readonly count: number
  readonly differences: readonly string[]
  /** Modules that were not rewritten, by reason. */
  readonly refused: ReadonlyMap<string, number>
}

/** Runs scripts on the engine `node` with every module rewritten in one mode. */
export async function differential(
  scripts: readonly SpecFile[],
  node: string,
  mode: InstrumentationMode,
  features: EngineFeatures,
): Promise<Differential> {
  const modules: string[] = []
  const rewritten: (string | null)[] = []
  const helpers: Record<number, string> = {}
  const refused = new Map<string, number>()
  const numberOf = (module: SpecModule): { number: number; facts: ModuleFacts | null } => {
    const number = modules.push(base64(module.bytes)) - 1
    try {
      const facts = readModule(module.bytes)
      const { bytes, helper } = instrument(facts, { mode, features, version: '0' })
      rewritten.push(base64(bytes))
      if (helper) helpers[number] = base64(helper)
      return { number, facts }
    } catch (error) {
      if (!(error instanceof CulpritError)) throw error
      refused.set(error.message, (refused.get(error.message) ?? 0) + 1)
      rewritten.push(null)
      return { number, facts: null }
    }
  }
  const files = scripts.map(({ file, commands }) => {
    let last: ModuleFacts | null = null
    const byName = new Map<string, ModuleFacts | null>()
    const action = (line: number, action: SpecAction) => {
      if (action.kind === 'get') return { line, ...action }
      const facts = action.name === null ? last : (byName.get(action.name) ?? null)
      const type = facts && exportedFunction(facts, action.field)?.type
      const args = action.args.map(value => ('bits' in value ? { type: value.type, bits: String(value.bits) } : value))
      const needsDriver = type ? [...type.parameters, ...type.results].includes('v128') : args.some(({ type }) => type === 'v128')
      const driver = needsDriver && type ? driverOf(type) : null
      return needsDriver && driver === null ? null : { line, ...action, args, driver: driver && base64(driver) }
    }
    return {
      file,
      commands: commands.flatMap((command): readonly object[] | object => {
        switch (command.kind) {
          case 'module':
          case 'definition': {
            const { number, facts } = numberOf(command.module)
            last = facts
            if (command.name !== null) byName.set(command.name, facts)
            return [{ line: command.line, kind: command.kind, name: command.name, module: number }]
          }
          case 'instance':
            last = command.definition === null ? last : (byName.get(command.definition) ?? null)
            if (command.name !== null) byName.set(command.name, last)
            return [command]
          case 'register':
            return [command]
          case 'assert_uninstantiable':
            return [{ line: command.line, kind: 'uninstantiable', module: numberOf(command.module).number }]
          case 'action':
          case 'assert_return':
          case 'assert_trap':
          case 'assert_exhaustion':
          case 'assert_exception':
            return action(command.line, command.action) ?? []
          case 'assert_malformed':
          case 'assert_malformed_custom':
          case 'assert_invalid':
          case 'assert_invalid_custom':
          case 'assert_unlinkable':
            return []
        }
      }),
    }
  })
  const work = await mkdtemp(join(tmpdir(), 'culprit-differential-'))
  try {
    const job = join(work, 'job.json')
    await writeFile(job, JSON.stringify({ files, modules, rewritten, helpers }))
    const script = join(import.meta.dirname, 'run-differential.mjs')
    const { stdout } = await promisify(execFile)(node, [script, job], { maxBuffer: 2 ** 26, timeout: 300_000 })
    return { ...(JSON.parse(stdout) as Differential), refused }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

const valueTypes: Readonly<Record<string, readonly [type: number, load: readonly number[], store: readonly number[]]>> = {
  i32: [build.i32, [0x28], [0x36]],
  i64: [build.i64, [0x29], [0x37]],
  f32: [build.f32, [0x2a], [0x38]],
  f64: [build.f64, [0x2b], [0x39]],
  v128: [build.v128, [0xfd, 0x00], [0xfd, 0x0b]],
}

/** Takes arguments from 0, 16, … of its memory, calls `m.f`, and leaves results at 1024, 1040, …; null for references. */
function driverOf({ parameters, results }: FunctionType): Uint8Array<ArrayBuffer> | null {
  if (![...parameters, ...results].every(type => type in valueTypes)) return null
  const typeOf = (type: string) => valueTypes[type]![0]
  const body = [
    ...parameters.flatMap((type, place) => [0x41, ...signed(place * 16), ...valueTypes[type]![1], 0, 0]),
    0x10,
    0,
    ...results.toReversed().flatMap((type, fromEnd) => {
      const place = results.length - 1 - fromEnd
      return [0x21, ...build.u32(place), 0x41, ...signed(1024 + place * 16), 0x20, ...build.u32(place), ...valueTypes[type]![2], 0, 0]
    }),
  ]
  return build.moduleOf(
    build.types(build.functionType(parameters.map(typeOf), results.map(typeOf)), build.functionType([], [])),
    build.imports(build.importOf('m', 'f', [0x00, 0x00])),
    build.functions(1),
    build.section(5, build.vector([[0x00, 0x01]])),
    build.exports(build.exportOf('run', 0, 1), build.exportOf('memory', 2, 0)),
    build.code(
      build.body(
        body,
        results.map(type => [1, typeOf(type)]),
      ),
    ),
  )
}

function signed(value: number): number[] {
  const bytes = build.u32(value)
  return (bytes.at(-1)! & 0x40) === 0 ? bytes : [...bytes.slice(0, -1), bytes.at(-1)! | 0x80, 0]
}
