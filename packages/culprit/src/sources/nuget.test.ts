import { createHash } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { nugetFeed, nupkg, type FeedBehaviour, type PublishedPackage } from '../../../../test/nuget-feed.ts'
import { emptyFolder } from '../../../../test/program.ts'
import { sendFile } from '../../../../test/server.ts'
import { sourceContext } from '../../../../test/source-context.ts'
import type { NugetReference } from '../model/reference.ts'
import { releasesOnly, type VersionChoice } from '../model/version.ts'
import { nugetSource } from './nuget.ts'
import { parseReference } from './parse.ts'

const id = 'Runtime.Pack'
const wasm = 'runtimes/browser-wasm/native/dotnet.native.wasm'
/** Larger than a few blocks and not compressible, so that reading one file differs from reading all. */
const large = createHash('shake256', { outputLength: 6 << 20 })
  .update('large')
  .digest()
const files = { [wasm]: 'the module', 'lib/net9.0/a+b c.dll': 'dll', 'lib/large.bin': large }
const history: PublishedPackage[] = [
  { version: '9.0.0', published: '2024-11-12T10:00:00Z', files },
  { version: '9.0.1', published: '2025-01-14T10:00:00Z', files: {}, listed: false },
  { version: '9.0.2', published: '2025-02-11T10:00:00Z', files: {}, deprecation: { reasons: ['CriticalBugs'] } },
  { version: '9.0.3', published: '2025-03-11T10:00:00Z', files: {} },
  { version: '9.0.10', published: '2025-10-14T10:00:00Z', files: {} },
  { version: '10.0.0-rc.1.25451.107', published: '2025-09-09T10:00:00Z', files: {} },
]

const limits = { attempts: 2, backoffMs: 1, idleMs: 30_000, totalMs: 50_000 }
const source = nugetSource(limits)

async function feed(behaviour: FeedBehaviour = {}) {
  const server = await nugetFeed(id, history, behaviour)
  const context = sourceContext(emptyFolder(), { nugetFeed: `${server.url}/v3/index.json` })
  const reference = (rest: string) => parseReference(`nuget:${id}${rest}`) as NugetReference
  return {
    server,
    context,
    resolve: (rest: string) => source.resolve(reference(rest), context),
    versions: (from: string, to: string, choice: Partial<VersionChoice> = {}) =>
      source.versions(reference(from), reference(to), { ...releasesOnly, ...choice }, context),
    /** What is in the cache: nothing but whole trees. */
    cached: async (): Promise<string[]> => {
      const folders = ['trees', 'tmp'].map(name => fs.readdir(join(context.storeRoot, 'cache', name)).catch(() => []))
      return (await Promise.all(folders)).flat()
    },
  }
}

describe('a package', () => {
  test('is unpacked with the names that its parts have, and taken from the cache the next time', async () => {
    const { server, resolve } = await feed()
    const found = await resolve('@9.0')
    expect(found).toMatchObject({
      reference: `nuget:${id}@9.0.0`,
      version: '9.0.0',
      published: '2024-11-12T10:00:00.000Z',
      folder: '',
      file: null,
    })
    expect(found.tree.files.map(({ path }) => path)).toEqual([
      'Runtime.Pack.nuspec',
      '[Content_Types].xml',
      '_rels/.rels',
      'lib/large.bin',
      'lib/net9.0/a+b c.dll',
      wasm,
    ])
    const asked = server.requests.length
    expect(await resolve('@9.0.0')).toEqual(found)
    expect(server.requests).toHaveLength(asked)
  })

  test('of which one file is wanted stays where it is, but for that file', async () => {
    const { server, resolve } = await feed()
    const found = await resolve(`@9.0.0#${wasm}`)
    expect(found).toMatchObject({ reference: `nuget:${id}@9.0.0#${wasm}`, folder: 'runtimes/browser-wasm/native', file: wasm })
    expect(found.tree.files.map(({ path }) => path)).toEqual([wasm])
    expect(await fs.readFile(join(found.tree.path, wasm), 'utf8')).toBe('the module')
    // The size, the end with the list, which lies in two blocks of seven, and the beginning with the file.
    expect(server.requests.filter(each => each.includes('.nupkg'))).toHaveLength(4)
  })

  test('comes as a whole from a server that sends no parts, and the file is the same', async () => {
    const { server, resolve, cached } = await feed({ ranges: false })
    const found = await resolve(`@9.0.0#${wasm}`)
    expect(found.tree.files.map(({ path }) => path)).toEqual([wasm])
    expect(server.requests.filter(each => each.includes('.nupkg'))).toHaveLength(1)
    expect(await cached()).toEqual([found.tree.sha256])
  })

  test('is found by the beginning of its version, as the latest, and by a day; what was taken back only by its number', async () => {
    const { resolve } = await feed()
    const versionOf = async (rest: string) => (await resolve(rest)).version
    expect(await versionOf('@9.0.*')).toBe('9.0.10')
    expect(await versionOf('@9.*')).toBe('9.0.10')
    expect(await versionOf('')).toBe('9.0.10')
    expect(await versionOf('@10.0.0-*')).toBe('10.0.0-rc.1.25451.107')
    expect(await versionOf('@2025-01-31')).toBe('9.0.0')
    const taken = await resolve('@9.0.1')
    expect(taken.published).toBe(null)
    expect(taken.warnings.map(({ code }) => code)).toEqual(['unlisted-version'])
    // From the cache too.
    expect(await resolve('@9.0.1')).toEqual(taken)
    await expect(resolve('@10.*')).rejects.toThrow('nuget:Runtime.Pack has no version "10.*"')
    await expect(resolve('@2024-01-01')).rejects.toMatchObject({ hint: 'Its first one is of 2024-11-12.' })
  })

  test('of another feed is another one, although its number is the same', async () => {
    const { context, resolve } = await feed()
    const other = await nugetFeed(id, [{ version: '9.0.0', published: '2024-11-12T10:00:00Z', files: { other: '' } }])
    const from = await resolve('@9.0.0')
    const options = { ...context.options, nugetFeed: `${other.url}/v3/index.json` }
    const found = await source.resolve(parseReference(from.reference) as NugetReference, { ...context, options })
    expect(found.tree.files.map(({ path }) => path)).toContain('other')
    expect(await resolve('@9.0.0')).toEqual(from)
  })

  test('of a feed without dates has none', async () => {
    const { resolve, versions } = await feed({ registrations: false })
    expect((await resolve('@9.0.3')).published).toBe(null)
    expect((await versions('@9.0.0', '@9.0.3'))!.versions.map(({ date }) => date)).toEqual([null, null, null, null])
    await expect(resolve('@2025-01-31')).rejects.toMatchObject({ hint: 'No version of it has a date; name versions by their numbers.' })
  })
})

test.each([false, true])(
  'versions are listed in order, with what the feed knows of each, in pages of their own or not (%s)',
  async pages => {
    const { versions } = await feed({ pages })
    const usual = (await versions('@9.0.10', '@9.0.0'))!
    expect(usual).toMatchObject({ source: `nuget:${id}`, leftOut: { preReleases: 0, withdrawn: 2 }, warnings: [] })
    expect(usual.versions.map(({ reference, date }) => [reference, date?.slice(0, 10)])).toEqual([
      [`nuget:${id}@9.0.0`, '2024-11-12'],
      [`nuget:${id}@9.0.3`, '2025-03-11'],
      [`nuget:${id}@9.0.10`, '2025-10-14'],
    ])
    const all = (await versions(`@9.0.0#${wasm}`, `@10.0.0-*#${wasm}`, { withdrawn: true }))!
    expect(all.versions.map(({ version, preRelease, deprecated, unlisted }) => [version, preRelease, deprecated, unlisted])).toEqual([
      ['9.0.0', false, null, false],
      ['9.0.1', false, null, true],
      ['9.0.2', false, 'CriticalBugs', false],
      ['9.0.3', false, null, false],
      ['9.0.10', false, null, false],
      ['10.0.0-rc.1.25451.107', true, null, false],
    ])
    expect(all.versions[0]!.reference).toBe(`nuget:${id}@9.0.0#${wasm}`)
    const window = (await versions('@2024-12-31', '@2025-06-30'))!
    expect(window.versions.map(({ version }) => version)).toEqual(['9.0.0', '9.0.3'])
    expect(await versions('@9.0.0', `@9.0.3#${wasm}`)).toBe(null)
  },
)

describe('what is not there', () => {
  test('is said with what is: packages, versions, files', async () => {
    const { resolve, context, server, cached } = await feed()
    await expect(resolve('@9.0.4')).rejects.toMatchObject({
      code: 'missing-version',
      message: 'nuget:Runtime.Pack has no version "9.0.4".',
      hint: 'The newest versions are 9.0.0, 9.0.1, 9.0.2, 9.0.3, 9.0.10, 10.0.0-rc.1.25451.107.',
    })
    await expect(resolve('@9.0.0#native/dotnet.native.wasm')).rejects.toMatchObject({
      code: 'missing-in-package',
      message: 'nuget:Runtime.Pack@9.0.0 has no file "native/dotnet.native.wasm".',
      hint: `It has: ${wasm}.`,
    })
    await expect(source.resolve(parseReference('nuget:Other@1.0.0') as NugetReference, context)).rejects.toMatchObject({
      code: 'missing-package',
      message: `The feed ${server.url}/v3/index.json has no package "Other".`,
    })
    expect(await cached()).toEqual([])
  })

  test('is a feed, when the address is another', async () => {
    const other = await nugetFeed(id, history, { instead: ({ url }, response) => url === '/page' && (response.end('<html>'), true) })
    const resolveFrom = (nugetFeed: string) =>
      source.resolve(parseReference(`nuget:${id}@9.0.0`) as NugetReference, sourceContext(emptyFolder(), { nugetFeed }))
    await expect(resolveFrom('nuget.org')).rejects.toThrow('"nuget.org" is no NuGet feed: it is no http or https address')
    await expect(resolveFrom('https://me:secret@example.org/')).rejects.toMatchObject({ message: expect.not.stringContaining('secret') })
    await expect(resolveFrom(`${other.url}/nowhere`)).rejects.toThrow('there is nothing at this address')
    await expect(resolveFrom(`${other.url}/page`)).rejects.toThrow('it is no JSON')
    await expect(resolveFrom(`${other.url}/page/1.json`)).rejects.toMatchObject({
      code: 'bad-answer',
      message: expect.stringContaining('resources: '),
    })
  })
})

describe('nothing is kept, and the error says why, when', () => {
  const onPackage =
    (
      answer: (
        response: Parameters<NonNullable<FeedBehaviour['instead']>>[1],
        request: Parameters<NonNullable<FeedBehaviour['instead']>>[0],
      ) => unknown,
    ) =>
    (request: Parameters<NonNullable<FeedBehaviour['instead']>>[0], response: Parameters<NonNullable<FeedBehaviour['instead']>>[1]) => {
      if (!request.url!.endsWith('.nupkg')) return false
      answer(response, request)
      return true
    }

  test.each<[string, NonNullable<FeedBehaviour['instead']>, string, string]>([
    [
      'the server dies in the middle',
      onPackage(response => response.writeHead(200, { 'content-length': 1e6 }).write('PK', () => response.destroy())),
      'network-failed',
      'Could not fetch the package Runtime.Pack 9.0.0 from 127.0.0.1',
    ],
    [
      'the server goes on being busy',
      onPackage(response => response.writeHead(500).end()),
      'network-failed',
      'it answered 500, in 2 attempts',
    ],
    [
      'a web page comes',
      onPackage(response => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')),
      'bad-answer',
      'it is a web page',
    ],
    [
      'the package is cut off',
      onPackage((response, request) => sendFile(request, response, nupkg(id, { version: '9.0.0', files: {} }).slice(0, -30), true)),
      'bad-archive',
      'nuget:Runtime.Pack@9.0.0 cannot be unpacked',
    ],
    [
      'a name climbs out once it is decoded',
      onPackage((response, request) =>
        sendFile(request, response, nupkg(id, { version: '9.0.0', files: {} }, [{ name: 'a/%2e%2e/%2e%2e/evil', content: '' }]), true),
      ),
      'bad-archive',
      '"a/%2e%2e/%2e%2e/evil": its path leads elsewhere',
    ],
    [
      'two names are one once they are decoded',
      onPackage((response, request) =>
        sendFile(request, response, nupkg(id, { version: '9.0.0', files: { 'a b': '' } }, [{ name: 'a b', content: '' }]), true),
      ),
      'bad-archive',
      'it is in the archive twice',
    ],
  ])('%s', async (_, instead, code, message) => {
    const { resolve, cached } = await feed({ instead })
    await expect(resolve('@9.0.0')).rejects.toMatchObject({ code, message: expect.stringContaining(message) })
    expect(await cached()).toEqual([])
  })
})

test('a package that breaks off once is fetched again and is whole', async () => {
  let failed = 0
  const { resolve } = await feed({
    instead({ url }, response) {
      if (!url!.endsWith('.nupkg') || failed++ > 0) return false
      response.writeHead(200, { 'content-length': 1e6 }).write('PK', () => response.destroy())
      return true
    },
  })
  expect((await resolve('@9.0.0')).tree.files).toHaveLength(6)
})
