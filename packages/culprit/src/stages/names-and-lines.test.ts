import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import { emptyFolder } from '../../../../test/program.ts'
import { sourceContext } from '../../../../test/source-context.ts'
import { moduleSchema, type ModuleDocument } from '../model/module.ts'
import { openBinaries } from './binaries.ts'
import { inspectBinaries, type InspectOptions } from './inspect-binaries.ts'

const names = (...given: string[]) =>
  build.custom('name', build.section(1, build.vector(given.map((name, index) => [...build.u32(index), ...build.name(name)]))))
const sourceMapUrl = (url: string) => build.custom('sourceMappingURL', build.name(url))

/** Two functions of different sizes. */
function module(...sections: number[][]): Uint8Array {
  return build.moduleOf(
    build.types(build.functionType([], [])),
    build.functions(0, 0),
    build.code(build.body([0x01]), build.body([0x01, 0x01, 0x01])),
    ...sections,
  )
}

/** Its first mapping is for the second function: line 8 of `app.c`. */
const map = JSON.stringify({ version: 3, sources: ['app.c'], mappings: '4BAOA' })

async function inspect(
  files: Readonly<Record<string, string | Uint8Array>>,
  reference: string,
  options: Omit<InspectOptions, 'cwd'> = {},
): Promise<ModuleDocument> {
  const cwd = join(emptyFolder(), 'project')
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true })
    writeFileSync(join(cwd, path), content)
  }
  const document = await inspectBinaries([await openBinaries(reference, sourceContext(cwd))], { cwd, ...options })
  return moduleSchema.parse(document.kind === 'module' ? document : document.modules.find(({ path }) => path.endsWith('a.wasm'))!.module)
}

const shown = ({ largestFunctions }: ModuleDocument) =>
  largestFunctions.map(({ index, displayName, nameOrigin, source }) => [
    index,
    displayName,
    nameOrigin,
    source && `${source.file}:${source.line}`,
  ])

test('a stripped module gets the names of its twin, and says how many', async () => {
  const files = { 'a.wasm': module(), 'twin.wasm': module(names('_ZN5shape5scaleEi', '_RNvC4area5total')) }
  const document = await inspect(files, 'a.wasm', { namesFrom: 'twin.wasm' })
  expect(shown(document)).toEqual([
    [1, 'area::total', 'twin', null],
    [0, 'shape::scale(int)', 'twin', null],
  ])
  expect(document.largestFunctions[0]!.name).toBe('_RNvC4area5total')
  expect(document.namesFrom).toEqual({ kind: 'twin', path: 'twin.wasm', named: 2, refused: 0 })
})

test('and those of a file of symbols', async () => {
  const files = { 'a.wasm': module(), 'a.symbols': '0:first\n1:second\\28int\\29\n' }
  const document = await inspect(files, 'a.wasm', { namesFrom: 'a.symbols' })
  expect(shown(document)).toEqual([
    [1, 'second(int)', 'symbol file', null],
    [0, 'first', 'symbol file', null],
  ])
  expect(document.namesFrom).toEqual({ kind: 'symbol file', path: 'a.symbols', named: 2, refused: 0 })
})

test('names from elsewhere that cannot be used are an error that names the file', async () => {
  const files = { 'a.wasm': module(), 'b.wasm': module(names('x')), 'notes.txt': 'nothing', 'cut.wasm': module().slice(0, 20) }
  await expect(inspect(files, 'a.wasm', { namesFrom: 'a.wasm' })).rejects.toThrow('a.wasm: No names can be taken')
  await expect(inspect(files, 'a.wasm', { namesFrom: 'notes.txt' })).rejects.toThrow('notes.txt: This is no file of symbols')
  await expect(inspect(files, 'a.wasm', { namesFrom: 'cut.wasm' })).rejects.toThrow('cut.wasm: ')
  await expect(inspect(files, 'a.wasm', { namesFrom: 'none' })).rejects.toThrow('"none"')
  await expect(inspect(files, '.', { namesFrom: 'b.wasm' })).rejects.toThrow('--names-from gives names to one module')
})

test.each(['a.wasm', '.'])('lines come from the source map beside a module: %s', async reference => {
  const files = { 'dist/a.wasm': module(sourceMapUrl('maps/a.wasm.map')), 'dist/maps/a.wasm.map': map }
  const document = await inspect(files, reference === '.' ? '.' : `dist/${reference}`)
  expect(shown(document).map(([index, , , source]) => [index, source])).toEqual([
    [1, 'app.c:8'],
    [0, null],
  ])
  expect(document.unread).toEqual([])
})

test('a source map inside of the module is read too', async () => {
  const url = `data:application/json;base64,${Buffer.from(map).toString('base64')}`
  expect(shown(await inspect({ 'a.wasm': module(sourceMapUrl(url)) }, 'a.wasm'))[0]).toContain('app.c:8')
})

test.each(['../outside.map', '..', 'sub/../../outside.map', '/outside.map', 'C:\\outside.map', 'https://example.com/a.map'])(
  'a module does not choose what is read: %s',
  async url => {
    const document = await inspect({ 'a.wasm': module(sourceMapUrl(url)), '../outside.map': map }, 'a.wasm')
    expect(shown(document).every(([, , , source]) => source === null)).toBe(true)
    expect(document.unread).toEqual([])
  },
)

test('a source map that cannot be read is told, and the rest of the module too', async () => {
  const document = await inspect({ 'a.wasm': module(sourceMapUrl('a.map')), 'a.map': '{"version":2}' }, 'a.wasm')
  expect(document.unread).toEqual([
    { section: 'sourceMappingURL', offset: expect.any(Number), why: expect.stringContaining('The source map cannot be read') },
  ])
  expect(document.functions.defined).toBe(2)
})

test('the table has every function with a body, in their order, when it is asked for', async () => {
  const bytes = readFileSync(new URL('../wasm/fixtures/dwarf/lines-5.wasm', import.meta.url))
  expect((await inspect({ 'a.wasm': bytes }, 'a.wasm')).functionTable).toBe(null)
  const { functionTable } = await inspect({ 'a.wasm': bytes }, 'a.wasm', { functions: true })
  expect(functionTable!.map(({ index, displayName, source }) => [index, displayName, `${source!.file}:${source!.line}`])).toEqual([
    [0, 'run', '/src/main.c:5'],
    [1, '_start', '/src/main.c:12'],
    [2, 'scaled', '/src/area.c:5'],
  ])
  expect(functionTable!.every(({ locals, bytes: size, operators }) => locals > 0 && size > operators)).toBe(true)
})

test('a stripped module gets the lines of its twin too', async () => {
  const twin = new Uint8Array(readFileSync(new URL('../wasm/fixtures/dwarf/lines-4.wasm', import.meta.url)))
  // Everything behind the code is a custom section.
  const { sections } = await inspect({ 'a.wasm': twin }, 'a.wasm')
  const code = sections.find(({ name }) => name === 'code')!
  const document = await inspect({ 'a.wasm': twin.slice(0, code.offset + code.bytes), 'twin.wasm': twin }, 'a.wasm', {
    namesFrom: 'twin.wasm',
  })
  expect(document.hasDwarf).toBe(false)
  expect(shown(document)).toEqual([
    [0, 'run', 'twin', '/src/main.c:5'],
    [2, 'scaled', 'twin', '/src/area.c:5'],
    [1, '_start', 'twin', '/src/main.c:12'],
  ])
})
