import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { npmRegistry, type PublishedVersion } from '../../../../test/npm-registry.ts'
import { sourceContext } from '../../../../test/source-context.ts'
import { releasesOnly } from '../model/version.ts'
import { npm } from './npm.ts'
import type { SourceContext } from './source.ts'

const history: PublishedVersion[] = [
  { version: '1.0.0', date: '2024-01-10T12:00:00.000Z' },
  { version: '1.1.0', date: '2024-02-10T12:00:00.000Z', deprecated: 'it loses data' },
  { version: '2.0.0-rc.1', date: '2024-03-01T12:00:00.000Z', deprecated: 'use the release' },
  { version: '1.2.0', date: '2024-03-05T23:59:59.000Z' },
  { version: '2.0.0', date: '2024-04-10T12:00:00.000Z' },
  { version: '1.10.0', date: '2024-05-10T12:00:00.000Z' },
  // As some registries write it.
  { version: '2.1.0', date: '2024-06-10T14:00:00.000000+02:00' },
]

async function registry(): Promise<SourceContext> {
  const { cwd } = await npmRegistry('example', history)
  return sourceContext(cwd)
}

const reference = (range: string) => ({ kind: 'npm', name: 'example', range }) as const

test('versions are listed by their numbers, with dates, whichever end comes first; what is deprecated or no release only by choice', async () => {
  const context = await registry()
  const list = (choice: Partial<typeof releasesOnly>, from: string, to: string) =>
    npm.versions(reference(from), reference(to), { ...releasesOnly, ...choice }, context)
  const numbers = async (...args: Parameters<typeof list>) => (await list(...args))!.versions.map(({ version }) => version)

  const listed = await list({}, '2.0.0', '1.0.0')
  expect(listed).toMatchObject({ source: 'npm:example', leftOut: { preReleases: 1, withdrawn: 1 } })
  expect(listed!.versions.map(({ version, date }) => [version, date])).toEqual([
    ['1.0.0', '2024-01-10T12:00:00.000Z'],
    ['1.2.0', '2024-03-05T23:59:59.000Z'],
    ['1.10.0', '2024-05-10T12:00:00.000Z'],
    ['2.0.0', '2024-04-10T12:00:00.000Z'],
  ])
  // 1.10.0 is newer than 2.0.0, although its number is lower.
  expect(listed!.warnings.map(({ code }) => code)).toEqual(['dates-disagree'])

  const all = await list({ preReleases: true, withdrawn: true }, '1.0.0', '^2')
  expect(all!.leftOut).toEqual({ preReleases: 0, withdrawn: 0 })
  expect(all!.versions.at(-1)!.date).toBe('2024-06-10T12:00:00.000Z')
  expect(all!.versions.map(({ reference, preRelease, deprecated }) => [reference, preRelease, deprecated])).toEqual([
    ['npm:example@1.0.0', false, null],
    ['npm:example@1.1.0', false, 'it loses data'],
    ['npm:example@1.2.0', false, null],
    ['npm:example@1.10.0', false, null],
    ['npm:example@2.0.0-rc.1', true, 'use the release'],
    ['npm:example@2.0.0', false, null],
    ['npm:example@2.1.0', false, null],
  ])
  // An end is listed whatever it is, and one that is a pre-release lets the others in.
  expect(await numbers({}, '1.1.0', '1.2.0')).toEqual(['1.1.0', '1.2.0'])
  expect(await numbers({}, '2.0.0-rc.1', '2.1.0')).toEqual(['2.0.0-rc.1', '2.0.0', '2.1.0'])
  expect(await numbers({}, '2.0.0', '2.0.0')).toEqual(['2.0.0'])
  await expect(list({}, '1.0.0', '3.0.0')).rejects.toMatchObject({ code: 'missing-version', message: expect.stringContaining('"3.0.0"') })
})

test('a day stands for the highest release that was out at its end, and a window of days has nothing that came later', async () => {
  const context = await registry()
  const window = await npm.versions(reference('2024-01-31'), reference('2024-05-01'), releasesOnly, context)
  expect(window!.versions.map(({ version }) => version)).toEqual(['1.0.0', '1.2.0', '2.0.0'])
  // The last second of the day counts.
  const until = await npm.versions(reference('1.0.0'), reference('2024-03-05'), releasesOnly, context)
  expect(until!.versions.at(-1)!.version).toBe('1.2.0')
  await expect(npm.resolve(reference('2024-01-09'), context)).rejects.toMatchObject({
    code: 'nothing-published',
    message: 'npm:example had no version on 2024-01-09.',
    hint: 'Its first one is of 2024-01-10.',
  })
  const { version, tree, folder } = await npm.resolve(reference('2024-03-06'), context)
  expect(version).toBe('1.2.0')
  expect(await fs.readFile(join(tree.path, folder, 'index.js'), 'utf8')).toBe('module.exports = "1.2.0"\n')
})
