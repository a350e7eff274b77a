import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import { nugetFeed } from '../../../../test/nuget-feed.ts'
import { emptyFolder } from '../../../../test/program.ts'
import { sourceContext } from '../../../../test/source-context.ts'
import { ordinary } from '../../../../test/small-modules.ts'
import { openBinaries, openModule, readFacts } from './binaries.ts'
import { compareBinaries } from './compare-binaries.ts'
import { inspectBinaries } from './inspect-binaries.ts'

const other = build.moduleOf(build.types(build.functionType([], [])), build.functions(0), build.code([0x00, 0x0b]))
const script = (...modules: Uint8Array[]) => modules.map(module => `load("${Buffer.from(module).toString('base64')}")\n`).join('')
const componentOf = (...modules: Uint8Array[]) =>
  Uint8Array.from([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0, ...modules.flatMap(module => build.section(1, [...module]))])

function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = emptyFolder()
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), content)
  }
  return folder
}

const open = (cwd: string, reference: string) => openBinaries(reference, sourceContext(cwd))

test('a file, a module inside a component, and a module inside a script are each one module', async () => {
  const cwd = folderWith({
    'a.wasm': ordinary,
    'c.wasm': componentOf(ordinary, other),
    'one.js': script(other),
    'two.mjs': script(ordinary, other),
  })
  const bytesOf = async (reference: string) => new Uint8Array(await (await openModule(reference, sourceContext(cwd))).read())
  expect(await bytesOf('a.wasm')).toEqual(ordinary)
  expect(await bytesOf('c.wasm#2')).toEqual(other)
  expect(await bytesOf('one.js')).toEqual(other)
  expect(await bytesOf('two.mjs#1')).toEqual(ordinary)
  expect(await bytesOf('two.mjs#2')).toEqual(other)
})

test('one file of a NuGet package is a module like one on the disk', async () => {
  const files = { 'native/a.wasm': ordinary, 'native/b.wasm': other }
  const { url } = await nugetFeed('Pack', [{ version: '1.0.0', published: '2025-01-01', files }])
  const context = sourceContext(emptyFolder(), { nugetFeed: `${url}/v3/index.json` })
  const found = await openBinaries('nuget:Pack@1.0#native/b.wasm', context)
  expect(found).toMatchObject({
    reference: 'nuget:Pack@1.0.0#native/b.wasm',
    scope: 'file',
    modules: [{ path: 'nuget:Pack@1.0.0#native/b.wasm' }],
  })
  expect(new Uint8Array(await found.modules[0]!.read())).toEqual(other)
  expect((await openBinaries('nuget:Pack@1.0.0', context)).modules.map(({ path }) => path)).toEqual(['native/a.wasm', 'native/b.wasm'])
})

test('a number that is not there says how many there are, and where one is needed they are listed', async () => {
  const cwd = folderWith({ 'c.wasm': componentOf(ordinary, other), 'two.js': script(ordinary, other), 'none.js': '1' })
  await expect(open(cwd, 'c.wasm#3')).rejects.toThrow('2 core modules')
  await expect(open(cwd, 'two.js#3')).rejects.toThrow('"two.js#3": the script carries 2 modules.')
  await expect(openModule('two.js', sourceContext(cwd))).rejects.toThrow('one is needed: two.js#1, two.js#2')
  await expect(openModule('none.js', sourceContext(cwd))).rejects.toThrow('none.js has no WebAssembly module')
  await expect(open(cwd, 'missing.wasm#1')).rejects.toThrow('missing.wasm')
  await expect(open(cwd, 'node@22.1.0')).rejects.toThrow('an engine has no module of its own')
})

test('an empty folder is more likely a wrong one, and what is no file has nothing to read', async () => {
  const cwd = folderWith({ 'a.wasm': ordinary })
  mkdirSync(join(cwd, 'empty'))
  await expect(open(cwd, 'empty')).rejects.toThrow('the folder has no files')
  await expect(open('/', 'dev/zero')).rejects.toThrow('neither a file nor a folder')
})

test('a folder gives its modules by content, whatever the files are called, and those in scripts', async () => {
  const cwd = folderWith({ 'lib/code.bin': ordinary, 'lib/index.cjs': script(other), 'notes.wasm': 'nothing', 'empty.wasm': '' })
  const { scope, files, modules } = await open(cwd, '.')
  expect(scope).toBe('tree')
  expect(files.map(({ path }) => path)).toEqual(['empty.wasm', 'lib/code.bin', 'lib/index.cjs', 'notes.wasm'])
  expect(modules.map(({ path }) => path)).toEqual(['lib/code.bin', 'lib/index.cjs#1'])
})

test('one named file is told by itself; several, and folders, in one table that also says what could not be read', async () => {
  const cwd = folderWith({ 'a.wasm': ordinary, 'lib/b.wasm': other, 'lib/cut.wasm': ordinary.slice(0, 40) })
  expect((await inspectBinaries([await open(cwd, 'a.wasm')], { cwd })).kind).toBe('module')
  const several = await inspectBinaries([await open(cwd, 'a.wasm'), await open(cwd, 'lib')], { cwd })
  expect(several).toMatchObject({
    kind: 'modules',
    modules: [{ path: 'a.wasm' }, { path: 'lib: b.wasm', module: { functions: { imported: 0, defined: 1 } } }],
    unread: [{ path: 'lib: cut.wasm', why: expect.stringMatching(/at offset 0x/) }],
  })
  await expect(inspectBinaries([await open(cwd, 'lib/cut.wasm')], { cwd })).rejects.toThrow('lib/cut.wasm: ')
  await expect(inspectBinaries([await open(cwd, 'a.wasm'), await open(folderWith({ x: 'y' }), '.')], { cwd })).rejects.toThrow(
    'no WebAssembly module',
  )
})

test('two folders are compared file by file and module by module', async () => {
  const a = folderWith({ 'same.txt': 'x', 'a.wasm': ordinary, 'old.js': '1', 'cut.wasm': ordinary, 'glue.js': script(other) })
  const b = folderWith({
    'same.txt': 'x',
    'a.wasm': other,
    'new.md': '2',
    'cut.wasm': ordinary.slice(0, 40),
    'glue.js': `// 2\n${script(other)}`,
  })
  const diff = await compareBinaries(await open(a, '.'), await open(b, '.'))
  expect(diff).toMatchObject({
    kind: 'files-diff',
    identical: false,
    files: { identical: 1, moved: 0, changed: 3, added: 1, removed: 1 },
    modules: [
      { state: 'changed', a: { path: 'a.wasm' }, diff: { kind: 'module-diff', identical: false } },
      { state: 'changed', a: { path: 'cut.wasm' }, diff: null },
      { state: 'identical', a: { path: 'glue.js#1' }, diff: null },
    ],
    unread: [{ side: 'b', path: 'cut.wasm', why: expect.not.stringContaining('cut.wasm') }],
  })
  const same = await compareBinaries(await open(a, '.'), await open(a, '.'))
  expect(same).toMatchObject({ identical: true, changes: [], files: { identical: 5, changed: 0 } })
})

test('libraries are compared member by member', async () => {
  const member = (name: string, content: string) =>
    `${`${name}/`.padEnd(16)}${'0'.padEnd(32)}${String(content.length).padEnd(10)}\`\n${content}${content.length % 2 ? '\n' : ''}`
  const a = folderWith({ 'lib.a': `!<arch>\n${member('x.o', 'one')}${member('y.o', 'two')}${member('y.o', 'three')}` })
  const b = folderWith({
    'lib.a': `!<arch>\n${member('x.o', 'one')}${member('y.o', 'two')}${member('y.o', 'threefold')}${member('z.o', '')}`,
  })
  const diff = await compareBinaries(await open(a, '.'), await open(b, '.'))
  expect(diff).toMatchObject({
    changes: [
      {
        archive: {
          members: { identical: 2, moved: 0, changed: 1, added: 1, removed: 0 },
          changes: [
            { name: 'y.o (2)', state: 'changed', a: 5, b: 9 },
            { name: 'z.o', state: 'added', a: null, b: 0 },
          ],
        },
      },
    ],
  })
})

test('one module can be compared with the only one of a folder, but not with one of several', async () => {
  const cwd = folderWith({ 'a.wasm': ordinary, 'one/b.wasm': other, 'two/b.wasm': other, 'two/c.wasm': ordinary })
  expect((await compareBinaries(await open(cwd, 'a.wasm'), await open(cwd, 'one'))).kind).toBe('module-diff')
  await expect(open(cwd, 'two').then(async two => compareBinaries(await open(cwd, 'a.wasm'), two))).rejects.toThrow(
    '"two": it has 2 modules, and "a.wasm" is one file',
  )
})

test('what cannot be read is an error that names the module', async () => {
  const cwd = folderWith({ 'cut.wasm': ordinary.slice(0, 40) })
  await expect(openModule('cut.wasm', sourceContext(cwd)).then(readFacts)).rejects.toThrow(/^cut\.wasm: .*at offset 0x/)
})
