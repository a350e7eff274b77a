// Agreement with an independent reader of the format: wabt, as Debian has it. What it cannot read is listed, not passed over.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { corpusBytes, corpusFacts } from '../../../../test/corpus.ts'
import { specSuite } from '../../../../test/spec-suite.ts'
import { readModule, type ModuleFacts } from './module.ts'
import { OperatorWalker } from './operator-walker.ts'
import { operators } from './operators.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'culprit-wabt-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What a tool of wabt prints. */
function wabt(tool: string, ...args: string[]): string {
  const { output, failed } = run(tool, ...args)
  if (failed) throw new Error(`${tool} ${args.join(' ')} failed`)
  return output
}

function run(tool: string, ...args: string[]): { output: string; failed: boolean } {
  const { error, status, stdout } = spawnSync(tool, args, { cwd: folder, encoding: 'latin1', maxBuffer: 2 ** 29 })
  if (error && 'code' in error && error.code === 'ENOENT') {
    throw new Error(`${tool} is not installed, and this test compares with it: apt-get install wabt`)
  }
  if (error) throw error
  return { output: stdout, failed: status !== 0 }
}

/** Exceptions of the second generation are too new for wabt 1.0.32. */
const unreadable = /jspi/

describe.each(corpusFacts.filter(({ file }) => !unreadable.test(file)))('$package $file', module => {
  test('sections, and how many functions there are, are those that wabt sees', async () => {
    const bytes = await corpusBytes(module)
    writeFileSync(join(folder, 'module.wasm'), bytes)
    const theirs = [
      ...wabt('wasm-objdump', '-h', 'module.wasm').matchAll(
        /^ *(\w+) start=0x(\w+) end=0x(\w+) \(size=0x\w+\) (?:count: (\d+)|"(.*)"|start: \d+)$/gm,
      ),
    ]
    const { sections, bodies } = readModule(bytes)
    expect(
      theirs.map(([, kind, start, end, , name]) => [idOf[kind!], name, Number.parseInt(start!, 16), Number.parseInt(end!, 16)]),
    ).toEqual(sections.map(({ id, name, offset, bytes: size }) => [id, id === 0 ? name : undefined, offset, offset + size]))
    expect(theirs.filter(([, kind]) => kind === 'Function' || kind === 'Code').map(([, , , , count]) => Number(count))).toEqual([
      bodies.count,
      bodies.count,
    ])
  })

  test('wabt counts as many operators of every mnemonic', async () => {
    const bytes = await corpusBytes(module)
    writeFileSync(join(folder, 'module.wasm'), bytes)
    const [, counts] = /Opcode counts:\n([\s\S]*?)\n\n/.exec(wabt('wasm-opcodecnt', '--enable-all', 'module.wasm'))!
    const theirs = Object.fromEntries(
      counts!
        .split('\n')
        .map(line => line.split(': '))
        .map(([mnemonic, count]) => [mnemonic!, Number(count)]),
    )
    const facts = readModule(bytes)
    // It counts constant expressions too: in these modules, one operator and an `end` each.
    const expressions = expressionsIn(facts)
    const ours = mnemonicsIn(facts)
    expect(theirs['end']).toBe(ours['end']! + expressions)
    expect(inExpressions.reduce((sum, mnemonic) => sum + (theirs[mnemonic] ?? 0) - (ours[mnemonic] ?? 0), 0)).toBe(expressions)
    for (const mnemonic of ['end', ...inExpressions, ...uncounted]) {
      delete theirs[mnemonic]
      delete ours[mnemonic]
    }
    expect(theirs).toEqual(ours)
  })
})

const inExpressions = ['i32.const', 'i64.const', 'f32.const', 'f64.const', 'global.get']
/** wasm-opcodecnt does not tell of these. */
const uncounted = ['ref.null', 'ref.func', 'select (result)']

/** How many constant expressions are counted as operators. */
function expressionsIn({ globals, imported, data, elements }: ModuleFacts): number {
  const active = (segments: readonly { memory?: number | null; table?: number | null }[]) =>
    segments.filter(({ memory = null, table = null }) => memory !== null || table !== null).length
  return globals.length - imported.global + active(data) + active(elements)
}

function mnemonicsIn({ bodies }: ModuleFacts): Record<string, number> {
  return Object.fromEntries(
    operators.flatMap(operator =>
      operator && bodies.histogram[operator.id]! > 0 ? [[operator.mnemonic, bodies.histogram[operator.id]!]] : [],
    ),
  )
}

const idOf: Readonly<Record<string, number>> = Object.fromEntries(
  ['Custom', 'Type', 'Import', 'Function', 'Table', 'Memory', 'Global', 'Export', 'Start', 'Elem', 'Code', 'Data', 'DataCount', 'Tag'].map(
    (kind, id) => [kind, id],
  ),
)

test('in the modules of the specification, operators stand where wabt sees them', () => {
  const modules = specSuite().flatMap(({ commands }) =>
    commands.flatMap(command => (command.kind === 'module' || command.kind === 'definition' ? [command.module.bytes] : [])),
  )
  for (const [index, bytes] of modules.entries()) writeFileSync(join(folder, `${index}.wasm`), bytes)
  const seen = { modules: 0, operators: 0 }
  let next = 0
  while (next < modules.length) {
    const files = Array.from({ length: Math.min(400, modules.length - next) }, (_, index) => `${next + index}.wasm`)
    const { output, failed } = run('wasm-objdump', '-d', ...files)
    // It stops at the first file that it cannot read, and has begun to print it.
    const listings = output.split(/^\d+\.wasm:\tfile format wasm 0x1$/m).slice(1, failed ? -1 : undefined)
    for (const listing of listings) {
      const bytes = modules[next++]!
      const { ours, isOlder } = listingOf(bytes)
      if (isOlder) continue
      expect(wabtListing(listing)).toEqual(ours)
      seen.modules++
      seen.operators += ours.length
    }
    if (failed) next++
  }
  // Of 2 511; the others need garbage collection, typed references, 64-bit tables, the second exceptions and newer proposals.
  expect(seen).toEqual({ modules: 2154, operators: 45_588 })
})

/** `350 i32.add` for each line that has an operator; not locals, nor bytes that did not fit on a line. */
function wabtListing(text: string): string[] {
  return [...text.matchAll(/^ ([0-9a-f]{6}):(?: [0-9a-f]{2})+ +\| +([a-z]\S*(?<!\]))(?: .*)?$/gm)].map(
    ([, offset, mnemonic]) => `${Number.parseInt(offset!, 16)} ${mnemonic}`,
  )
}

function listingOf(bytes: Uint8Array): { ours: string[]; isOlder: boolean } {
  const { bodies } = readModule(bytes)
  const walker = new OperatorWalker(bytes, new Set())
  const ours: string[] = []
  let isOlder = false
  for (let body = 0; body < bodies.count; body++) {
    walker.enterBody(bodies.operatorStarts[body]!, bodies.ends[body]!)
    for (let length = walker.fill(); length > 0; length = walker.fill()) {
      for (let i = 0; i < length; i++) {
        const { mnemonic } = operators[walker.ids[i]!]!
        // wabt 1.0.32 knows these without their type index.
        isOlder ||= mnemonic === 'call_ref' || mnemonic === 'return_call_ref'
        ours.push(`${walker.offsets[i]} ${wabtNames[mnemonic] ?? mnemonic}`)
      }
    }
  }
  return { ours, isOlder }
}

/** Where wabt 1.0.32 has another name. */
const wabtNames: Readonly<Record<string, string>> = {
  'select (result)': 'select',
  'i16x8.relaxed_dot_i8x16_i7x16_s': 'i16x8.dot_i8x16_i7x16_s',
  'i32x4.relaxed_dot_i8x16_i7x16_add_s': 'i32x4.dot_i8x16_i7x16_add_s',
}
