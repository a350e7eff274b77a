import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder } from '../../../../test/program.ts'
import { sourceContext } from '../../../../test/source-context.ts'
import { releasesOnly } from '../model/version.ts'
import { path } from './path.ts'

function builds(folders: readonly string[], files: readonly string[] = []) {
  const cwd = emptyFolder()
  for (const name of folders) mkdirSync(join(cwd, 'builds', name), { recursive: true })
  for (const name of files) writeFileSync(join(cwd, 'builds', name), name)
  const context = sourceContext(cwd)
  const list = (from: string, to: string) => path.versions({ kind: 'path', path: from }, { kind: 'path', path: to }, releasesOnly, context)
  return { cwd, list, numbers: async (from: string, to: string) => (await list(from, to))?.versions.map(({ version }) => version) ?? null }
}

test('neighbours are versions, in the order of the numbers in their names, and without dates', async () => {
  const { cwd, list, numbers } = builds(['v1', 'v1.2', 'v1.10', 'v1.9', 'v2', 'v3', 'v2-rc.1', 'w1.5', 'notes'], ['v1.7'])
  symlinkSync('v1', join(cwd, 'builds', 'v1.8'))
  const listed = await list('builds/v2', './builds/v1')
  expect(listed).toEqual({
    source: 'builds',
    versions: [
      ['v1', './builds/v1'],
      ['v1.2', 'builds/v1.2'],
      ['v1.9', 'builds/v1.9'],
      ['v1.10', 'builds/v1.10'],
      ['v2', 'builds/v2'],
    ].map(([version, reference]) => ({
      version,
      reference,
      date: null,
      title: null,
      preRelease: false,
      deprecated: null,
      unlisted: false,
    })),
    leftOut: { preReleases: 0, withdrawn: 0 },
    warnings: [],
  })
  expect(await numbers('builds/v3/', 'builds/v3')).toEqual(['v3'])
  expect((await list(join(cwd, 'builds/v1'), 'builds/v1.9'))!.versions[1]!.reference).toBe(join(cwd, 'builds/v1.2'))
})

test('days and file names have numbers too', async () => {
  const days = builds(['2024-01-02', '2024-01-10', '2023-12-31', '2024-2-1'])
  expect(await days.numbers('builds/2023-12-31', 'builds/2024-2-1')).toEqual(['2023-12-31', '2024-01-02', '2024-01-10', '2024-2-1'])
  const files = builds(['fib_5'], ['fib_1.wasm', 'fib_20.wasm', 'fib_3.wasm', 'fib_4.js', 'fib_6.wasm.map', 'wasm32_7.wasm'])
  expect(await files.numbers('builds/fib_1.wasm', 'builds/fib_20.wasm')).toEqual(['fib_1.wasm', 'fib_3.wasm', 'fib_20.wasm'])
})

test('there are no versions between names of two kinds, a file and a folder, or two places', async () => {
  const { numbers } = builds(['a', 'b', 'v1', 'v1/v9', 'w2', 'v3.wasm'], ['v2.wasm', 'v2.js', 'v4.js'])
  const pairs = [
    ['a', 'b'],
    ['v1', 'w2'],
    ['v1', 'v1/v9'],
    ['v2.wasm', 'v3.wasm'],
    ['v2.js', 'v4.js'],
  ]
  for (const [from, to] of pairs) expect(await numbers(`builds/${from}`, `builds/${to}`)).toBe(null)
  await expect(numbers('builds/v1', 'builds/v7')).rejects.toMatchObject({ code: 'missing-file' })
})

test('a folder without files is refused, for it could only fail; a link to a file stands for the file', async () => {
  const { cwd } = builds(['empty/inside', 'linked'], ['module.wasm'])
  const resolve = (name: string) => path.resolve({ kind: 'path', path: `builds/${name}` }, sourceContext(cwd))
  await expect(resolve('empty')).rejects.toMatchObject({
    code: 'bad-reference',
    message: expect.stringContaining('the folder has no files'),
  })
  symlinkSync('../module.wasm', join(cwd, 'builds/linked/app.wasm'))
  const { tree } = await resolve('linked')
  expect(tree.files).toEqual([expect.objectContaining({ path: 'app.wasm', bytes: 'module.wasm'.length })])
})
