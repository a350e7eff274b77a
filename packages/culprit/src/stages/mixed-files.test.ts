import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import { emptyFolder } from '../../../../test/program.ts'
import type { Identified, SeenModule } from './identify.ts'
import { mixFiles, type LaidOut, type MixedFiles } from './mixed-files.ts'
import { digestBytes, digestTree } from '../platform/files.ts'

let folder: string
beforeEach(() => (folder = emptyFolder()))

type Files = Readonly<Record<string, string | Uint8Array>>

/** A module that exports `run` and imports these functions from `env`; `work` makes two of them differ. */
function moduleOf(work: number, imports: readonly string[] = []): Uint8Array {
  return build.moduleOf(
    build.types(build.functionType([], [])),
    build.imports(...imports.map(name => build.importOf('env', name, [0x00, 0x00]))),
    build.functions(0),
    build.exports(build.exportOf('run', 0, imports.length)),
    build.code(build.body([0x41, work, 0x1a])),
  )
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

/** Lays out both sides as a run does, and says which modules and scripts they were seen to load. */
async function sidesOf(
  files: { baseline: Files; candidate: Files },
  modules: { baseline: Uint8Array[]; candidate: Uint8Array[] },
  scripts: readonly string[],
): Promise<(of: 'baseline' | 'candidate') => Promise<MixedFiles>> {
  for (const [name, of] of [
    ['a', files.baseline],
    ['b', files.candidate],
  ] as const) {
    for (const [path, content] of Object.entries(of)) {
      mkdirSync(dirname(join(folder, 'variants', name, path)), { recursive: true })
      writeFileSync(join(folder, 'variants', name, path), content)
    }
  }
  const side = async (name: string) => {
    const root = join(folder, 'variants', name)
    return { side: { root, dir: join(root, 'package'), file: null }, variant: { files: await digestTree(root) } }
  }
  const [a, b] = [await side('a'), await side('b')]
  const prepared = {
    folder: { path: folder },
    sides: { baseline: a.side, candidate: b.side, control: a.side },
    variants: { baseline: a.variant, candidate: b.variant },
  } as unknown as LaidOut
  const seen = (bytes: Uint8Array): SeenModule => ({ sha256: digestBytes(bytes), bytes })
  const identified: Pick<Identified, 'modules' | 'scripts'> = {
    modules: { baseline: modules.baseline.map(seen), candidate: modules.candidate.map(seen) },
    scripts: scripts.map(path => ({ path, baseline: 'x', candidate: 'y', differingLines: 1 })),
  }
  return of => mixFiles(prepared, identified, of, 'd')
}

const mixed = (path: string) => readFileSync(join(folder, 'variants', 'd', path))

describe('the files of one side with the modules of the other', () => {
  test('have the module replaced wherever it stands, and nothing else', async () => {
    const [a, b] = [moduleOf(1), moduleOf(2)]
    const mix = await sidesOf(
      {
        baseline: { 'package/x.wasm': a, 'package/copy/x.wasm': a, 'package/glue.js': 'old', 'package/other.wasm': moduleOf(3) },
        candidate: { 'package/y.wasm': b, 'package/glue.js': 'new' },
      },
      { baseline: [a], candidate: [b] },
      ['package/glue.js'],
    )
    const result = await mix('baseline')
    expect(result).toEqual({
      kind: 'built',
      side: { root: join(folder, 'variants/d'), dir: join(folder, 'variants/d/package'), file: null },
      replaced: [digestBytes(a)],
      by: [digestBytes(b)],
    })
    expect((await digestTree(join(folder, 'variants/d'))).map(({ path, sha256 }) => [path, sha256])).toEqual([
      ['package/copy/x.wasm', digestBytes(b)],
      ['package/glue.js', digestBytes('old')],
      ['package/other.wasm', digestBytes(moduleOf(3))],
      ['package/x.wasm', digestBytes(b)],
    ])
    await mix('candidate')
    expect(mixed('package/y.wasm').equals(a)).toBe(true)
    expect(mixed('package/glue.js').toString()).toBe('new')
  })

  test('have an inlined module replaced inside of its script, byte for byte around it', async () => {
    const [a, b] = [moduleOf(1), moduleOf(2, [])]
    const around = Buffer.from([0x2f, 0x2f, 0xff, 0xfe, 0x0a])
    const script = (bytes: Uint8Array, extra: string) => Buffer.concat([around, Buffer.from(`load('${base64(bytes)}')${extra}`)])
    const mix = await sidesOf(
      { baseline: { 'package/glue.js': script(a, '') }, candidate: { 'package/glue.js': script(b, '; more()') } },
      { baseline: [a], candidate: [b] },
      ['package/glue.js'],
    )
    expect((await mix('baseline')).kind).toBe('built')
    expect(mixed('package/glue.js').equals(script(b, ''))).toBe(true)
    await mix('candidate')
    expect(mixed('package/glue.js').equals(script(a, '; more()'))).toBe(true)
  })

  test('of a .NET pack have the native module replaced and all JavaScript beside it kept', async () => {
    const [a, b] = [moduleOf(1, ['emscripten_memcpy']), moduleOf(2, ['emscripten_memcpy'])]
    const pack = (native: Uint8Array, name: string, version: string): Files => ({
      [`package/_framework/dotnet.native.${name}.wasm`]: native,
      [`package/_framework/dotnet.native.${name}.js`]: `// ${version}`,
      'package/_framework/dotnet.runtime.js': `// runtime ${version}`,
      'package/_framework/System.Private.CoreLib.wasm': moduleOf(version.length, ['corelib']),
      'package/_framework/dotnet.js': `// boot ${version}`,
    })
    const mix = await sidesOf(
      { baseline: pack(a, 'aaaaaaaaaa', '9.0.0'), candidate: pack(b, 'bbbbbbbbbb', '10.0.0') },
      { baseline: [a], candidate: [b] },
      ['package/_framework/dotnet.js', 'package/_framework/dotnet.runtime.js'],
    )
    expect((await mix('candidate')).kind).toBe('built')
    expect(mixed('package/_framework/dotnet.native.bbbbbbbbbb.wasm').equals(a)).toBe(true)
    expect(mixed('package/_framework/dotnet.native.bbbbbbbbbb.js').toString()).toBe('// 10.0.0')
    expect(mixed('package/_framework/System.Private.CoreLib.wasm').equals(moduleOf(6, ['corelib']))).toBe(true)
  })

  test('hold no symbolic links, and writing into them changes no other file', async () => {
    const [a, b] = [moduleOf(1), moduleOf(2)]
    writeFileSync(join(folder, 'outside.wasm'), a)
    const mix = await sidesOf({ baseline: { 'x.wasm': a }, candidate: { 'x.wasm': b } }, { baseline: [a], candidate: [b] }, [])
    symlinkSync(join(folder, 'outside.wasm'), join(folder, 'variants/a/linked.wasm'))
    expect((await mix('baseline')).kind).toBe('built')
    expect((await digestTree(join(folder, 'variants/d'))).map(({ path }) => path)).toEqual(['x.wasm'])
    expect(readFileSync(join(folder, 'outside.wasm')).equals(a)).toBe(true)
    expect(readFileSync(join(folder, 'variants/a/x.wasm')).equals(a)).toBe(true)
  })
})

describe('refused, with why', () => {
  test('when the module imports what the other does not', async () => {
    const [a, b] = [moduleOf(1, ['clock']), moduleOf(2, ['clock', 'log'])]
    const mix = await sidesOf({ baseline: { 'x.wasm': a }, candidate: { 'x.wasm': b } }, { baseline: [a], candidate: [b] }, [])
    expect(await mix('baseline')).toEqual({
      kind: 'refused',
      why: "the candidate's module does not fit into the JavaScript of the baseline: it imports env.log (function () -> ()), and the module it would replace does not",
    })
    expect((await mix('candidate')).kind).toBe('built')
  })

  test('when the module is nowhere in the files', async () => {
    const [a, b] = [moduleOf(1), moduleOf(2)]
    const mix = await sidesOf({ baseline: { 'x.js': 'made at run time' }, candidate: { 'x.wasm': b } }, { baseline: [a], candidate: [b] }, [
      'x.js',
    ])
    expect(await mix('baseline')).toMatchObject({ why: expect.stringContaining('stands in none of its files') as string })
  })

  test('when a module of the files has no counterpart; one that a script makes belongs to the script', async () => {
    const [a, b, more] = [moduleOf(1), moduleOf(2), moduleOf(3)]
    const files = { baseline: { 'x.wasm': a }, candidate: { 'x.wasm': b, 'more.wasm': more } }
    const mix = await sidesOf(files, { baseline: [a], candidate: [b, more] }, [])
    for (const of of ['baseline', 'candidate'] as const) {
      expect(await mix(of)).toEqual({
        kind: 'refused',
        why: `the candidate has a module of ${more.length} bytes that has no counterpart on the other side`,
      })
    }
    const made = await sidesOf(
      { baseline: { 'x.wasm': a }, candidate: { 'x.wasm': b } },
      { baseline: [a, moduleOf(4)], candidate: [b] },
      [],
    )
    expect((await made('baseline')).kind).toBe('built')
  })

  test('when a module cannot be read', async () => {
    const [a, b] = [moduleOf(1), Uint8Array.from([...moduleOf(2), 99])]
    const mix = await sidesOf({ baseline: { 'x.wasm': a }, candidate: { 'x.wasm': b } }, { baseline: [a], candidate: [b] }, [])
    expect(await mix('baseline')).toEqual({ kind: 'refused', why: 'what a module of the candidate imports and exports cannot be read' })
  })
})
