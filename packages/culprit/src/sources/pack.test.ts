import { createHash } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { nugetFeed } from '../../../../test/nuget-feed.ts'
import { emptyFolder } from '../../../../test/program.ts'
import { sourceContext } from '../../../../test/source-context.ts'
import type { NugetReference } from '../model/reference.ts'
import { digestTree } from '../platform/files.ts'
import { nugetSource } from './nuget.ts'
import { parseReference } from './parse.ts'

const source = nugetSource({ attempts: 1, backoffMs: 1, idleMs: 30_000, totalMs: 50_000 })
const sri = (content: string) => `sha256-${createHash('sha256').update(content).digest('base64')}`
const native = (name: string) => `runtimes/browser-wasm/native/${name}`

const files = {
  [native('dotnet.native.wasm')]: 'new module',
  [native('dotnet.native.js')]: 'new glue',
  [native('dotnet.js')]: 'new loader',
  [native('icudt.dat')]: 'names',
  [native('libmono.a')]: 'archive',
}
const history = [
  { version: '9.0.0', published: '2024-11-12T10:00:00Z', files },
  { version: '9.0.1', published: '2025-01-14T10:00:00Z', files: { ...files, [native('dotnet.native.wasm')]: 'newer module' } },
  { version: '9.0.2', published: '2025-01-14T10:00:00Z', files: { 'lib/a.dll': '' } },
]

/** An application as it is published: fingerprints, compressed copies, and its configuration inside dotnet.js. */
const application: Record<string, string> = {
  'index.html': `<script integrity="${sri('old glue')}">`,
  '_framework/dotnet.js': `run(/*json-start*/{"wasmNative":[{"hash":"${sri('old module')}"}],"other":"${sri('other')}"}/*json-end*/)`,
  '_framework/dotnet.js.br': 'compressed',
  '_framework/dotnet.native.48a7tgq2py.wasm': 'old module',
  '_framework/dotnet.native.48a7tgq2py.wasm.br': 'compressed',
  '_framework/dotnet.native.r6yxfnnghj.js': 'old glue',
  '_framework/App.wasm': 'assembly',
}

async function published(app: Readonly<Record<string, string>>): Promise<string> {
  const cwd = emptyFolder()
  for (const [path, content] of Object.entries(app)) {
    await fs.mkdir(dirname(join(cwd, 'app', path)), { recursive: true })
    await fs.writeFile(join(cwd, 'app', path), content)
  }
  return cwd
}

async function put(app: Readonly<Record<string, string>>, version: string) {
  const server = await nugetFeed('Pack', history)
  const cwd = await published(app)
  const context = sourceContext(cwd, { nugetFeed: `${server.url}/v3/index.json`, application: 'app' })
  const before = await digestTree(join(cwd, 'app'))
  const found = await source.resolve(parseReference(`nuget:Pack@${version}`) as NugetReference, context)
  expect(await digestTree(join(cwd, 'app'))).toEqual(before)
  const contents = found.tree.files.map(async ({ path }) => [path, await fs.readFile(join(found.tree.path, path), 'utf8')] as const)
  return { found, contents: Object.fromEntries(await Promise.all(contents)) }
}

test('a runtime pack is put into a copy of the application, with its hashes, and what happened is said', async () => {
  const { found, contents } = await put(application, '9.0.0')
  expect(contents).toEqual({
    'index.html': `<script integrity="${sri('new glue')}">`,
    '_framework/dotnet.js': `run(/*json-start*/{"wasmNative":[{"hash":"${sri('new module')}"}],"other":"${sri('other')}"}/*json-end*/)`,
    '_framework/dotnet.native.48a7tgq2py.wasm': 'new module',
    '_framework/dotnet.native.r6yxfnnghj.js': 'new glue',
    '_framework/App.wasm': 'assembly',
  })
  expect(found).toMatchObject({
    reference: 'nuget:Pack@9.0.0',
    version: '9.0.0',
    published: '2024-11-12T10:00:00.000Z',
    folder: '',
    file: null,
  })
  expect(found.warnings.map(({ code, message }) => [code, message])).toEqual([
    [
      'pack-swapped',
      'nuget:Pack@9.0.0 replaced _framework/dotnet.native.48a7tgq2py.wasm, _framework/dotnet.native.r6yxfnnghj.js of app.' +
        " _framework/dotnet.js stayed: the application's configuration is in there." +
        ' _framework/dotnet.native.48a7tgq2py.wasm.br left out: the compressed copies are of the former files.' +
        ' No place was found for runtimes/browser-wasm/native/icudt.dat.',
    ],
  ])
})

test('two packs in one application are two variants that differ by what the packs differ by', async () => {
  const [older, newer] = [(await put(application, '9.0.0')).contents, (await put(application, '9.0.1')).contents]
  expect(Object.keys(older)).toEqual(Object.keys(newer))
  expect(Object.keys(older).filter(path => older[path] !== newer[path])).toEqual([
    '_framework/dotnet.js',
    '_framework/dotnet.native.48a7tgq2py.wasm',
  ])
})

test('half of what belongs together is said, and nothing at all is an error', async () => {
  const half = await put({ 'dotnet.native.wasm': 'old', 'main.js': '' }, '9.0.0')
  expect(half.found.warnings.map(({ code }) => code)).toEqual(['pack-swapped', 'pack-half-placed'])
  await expect(put({ 'main.js': '' }, '9.0.0')).rejects.toMatchObject({
    code: 'pack-without-place',
    message: 'No file of app has the name of a native file of nuget:Pack@9.0.0.',
    hint: expect.stringContaining('runtimes/browser-wasm/native/dotnet.js'),
  })
  await expect(put(application, '9.0.2')).rejects.toMatchObject({ hint: expect.stringContaining('no runtime pack') })
})
