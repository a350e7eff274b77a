import { join } from 'node:path'
import { expect, test } from 'vitest'
import { nugetFeed } from '../nuget-feed.ts'
import { culprit, emptyFolder } from '../program.ts'
import { ordinary } from '../small-modules.ts'

test('modules in packages of a feed are compared by name, and a feed that is gone is said with what to do', async () => {
  const folder = emptyFolder()
  const files = { 'native/a.wasm': ordinary }
  const server = await nugetFeed(
    'Pack',
    ['1.0.0', '1.1.0'].map(version => ({ version, published: '2025-01-01T00:00:00Z', files })),
  )
  const feed = ['--nuget-feed', `${server.url}/v3/index.json`]
  const [a, b] = ['1.0.0', '1.1.0'].map(version => `nuget:Pack@${version}#native/a.wasm`) as [string, string]
  const compared = await culprit(folder, 'diff', a, b, ...feed, '--json')
  expect(compared.code).toBe(0)
  expect(JSON.parse(compared.stdout)).toMatchObject({ kind: 'module-diff', identical: true })
  server.stop()
  // What is in the cache needs no feed.
  expect((await culprit(folder, 'diff', a, b, ...feed)).code).toBe(0)
  const gone = await culprit(folder, 'inspect', 'nuget:Pack@1.2.0', ...feed)
  expect(gone.code).toBe(2)
  expect(gone.stderr).toMatch(/Could not fetch the index of the NuGet feed from 127\.0\.0\.1:\d+: connect ECONNREFUSED/)
  expect(gone.stderr).toContain('Nothing half-fetched was kept.')
})

test('a package and a version that npm does not have are bad input', async () => {
  const folder = emptyFolder()
  const workload = join(import.meta.dirname, '../../examples/amaro/strip-types.mjs')
  const compare = (reference: string) => culprit(folder, 'compare', reference, 'npm:amaro@1.0.0', '--workload', workload)
  const [name, version, tag] = await Promise.all([
    compare('npm:culprit-has-no-such-package@1.0.0'),
    compare('npm:amaro@99.0.0'),
    compare('npm:amaro@no-such-tag'),
  ])
  expect([name.code, version.code, tag.code]).toEqual([64, 64, 64])
  expect(name.stderr).toContain('has no package "culprit-has-no-such-package", or none that you may see')
  expect(version.stderr).toContain('npm:amaro has no version "99.0.0"')
  expect(tag.stderr).toContain('npm:amaro has no version "no-such-tag"')
})
