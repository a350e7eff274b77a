import { expect, test } from 'vitest'
import { npmRegistry } from '../../../../test/npm-registry.ts'
import { sourceContext } from '../../../../test/source-context.ts'
import { releasesOnly } from '../model/version.ts'
import { engineVersions } from './index.ts'

test('the releases of an engine are the versions of the package that carries it on this platform', async () => {
  const { cwd } = await npmRegistry(`node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`, [
    { version: '20.0.0', date: '2023-04-18T00:00:00.000Z' },
    { version: '20.1.0', date: '2023-05-03T00:00:00.000Z' },
    { version: '22.0.0', date: '2024-04-24T00:00:00.000Z' },
    { version: '22.1.0', date: '2024-05-02T00:00:00.000Z' },
    { version: '23.0.0', date: '2024-10-16T00:00:00.000Z' },
  ])
  const context = sourceContext(cwd)
  const list = (from: string, to: string, engine = 'node') =>
    engineVersions({ kind: 'engine', engine, version: from }, { kind: 'engine', engine, version: to }, releasesOnly, context)

  const listed = await list('20.0.0', '22')
  expect(listed).toMatchObject({ source: 'node', warnings: [] })
  expect(listed!.versions.map(({ reference, date }) => [reference, date?.slice(0, 10)])).toEqual([
    ['node@20.0.0', '2023-04-18'],
    ['node@20.1.0', '2023-05-03'],
    ['node@22.0.0', '2024-04-24'],
    ['node@22.1.0', '2024-05-02'],
  ])
  await expect(list('20.0.0', '99')).rejects.toMatchObject({ message: 'There is no release "99" of node on npm for this platform.' })
  expect(await list('1', '2', 'wasmtime')).toBe(null)
})
