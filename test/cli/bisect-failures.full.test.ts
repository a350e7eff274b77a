import { readdirSync, readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bisectionSchema } from '../../packages/culprit/src/model/bisection.ts'
import { GitRepository } from '../git-repository.ts'
import { npmRegistry } from '../npm-registry.ts'
import { nugetFeed, type FeedBehaviour } from '../nuget-feed.ts'
import { culprit, emptyFolder, start } from '../program.ts'
import { spinModule, workload } from '../variants.ts'
import { onlyRun } from './clear-case.ts'

/** Answers of a server that is about to die, for packages: that it is busy, or the beginning of one. */
const deaths = {
  'answers 500': (_request: IncomingMessage, response: ServerResponse) => response.writeHead(500).end(),
  'breaks off': (_request: IncomingMessage, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': 10_000 }).write('PK')
    setTimeout(() => response.destroy(), 50)
  },
} as const

type Files = Readonly<Record<string, string | Uint8Array>>

/** A feed whose packages are 1.0.0, 1.1.0 and so on, and the arguments that name its ends. */
async function feedOf(files: readonly Files[], behaviour: FeedBehaviour = {}) {
  const packs = files.map((each, minor) => ({ version: `1.${minor}.0`, published: `2025-01-0${minor + 1}T00:00:00Z`, files: each }))
  const feed = await nugetFeed('Pack', packs, behaviour)
  return { feed, ends: ['nuget:Pack@1.0.0', `nuget:Pack@1.${files.length - 1}.0`, '--nuget-feed', `${feed.url}/v3/index.json`] }
}

/** A feed that goes on with `dies` after so many packages, until it is mended. */
async function dyingFeed(dies: keyof typeof deaths, after: number, files: readonly Files[]) {
  const before = new Set<string>()
  const state = { isHealthy: false }
  const served = await feedOf(files, {
    instead(request, response) {
      const { url = '' } = request
      if (state.isHealthy || !url.endsWith('.nupkg')) return false
      if (before.has(url) || before.size < after) {
        before.add(url)
        return false
      }
      deaths[dies](request, response)
      return true
    },
  })
  return { ...served, state }
}

test('a feed that fails while versions are fetched ends the run, which goes on when it is back and fetches nothing twice', async () => {
  const { feed, state, ends } = await dyingFeed(
    'answers 500',
    3,
    [10, 10, 10, 40].map((factor, index) => ({
      'package.json': '{ "type": "module" }',
      'spin.wasm': spinModule(factor),
      'glue.js': 'export const run = spin => spin(20_000)',
      'notes.md': `Of release ${index}`,
    })),
  )
  const folder = emptyFolder()
  const args = ['bisect', ...ends, '--workload', workload(folder), '--threshold', '20%', '--budget', '60s', '--json']
  const failed = await culprit(folder, ...args)
  const run = onlyRun(folder)
  expect(failed.code).toBe(2)
  expect(JSON.parse(failed.stdout)).toMatchObject({ kind: 'error', code: 'network-failed', exitCode: 2 })
  expect(failed.stderr).toMatch(/Could not fetch the package Pack 1\.\d\.0 from 127\.0\.0\.1:\d+: it answered 500, in 4 attempts/)
  expect(failed.stderr).toContain(`Go on with: culprit resume ${run}`)
  expect(readdirSync(join(folder, '.culprit', 'cache', 'tmp'))).toEqual([])

  state.isHealthy = true
  const before = feed.requests.length
  const { code, stdout } = await culprit(folder, 'resume', run, '--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ run, outcome: 'found', culprit: { from: '1.2.0', to: '1.3.0' } })
  expect(feed.requests.slice(before).filter(request => request.endsWith('.nupkg'))).toHaveLength(1)
})

test('a connection that breaks in the middle of a search ends it, and it goes on without asking anything twice', async () => {
  const words = ['fast', 'fast', 'fast', 'slow', 'slow', 'slow', 'slow', 'slow']
  const { state, ends } = await dyingFeed(
    'breaks off',
    3,
    words.map((each, minor) => ({ 'words.txt': each, 'notes.md': `Of release ${minor}` })),
  )
  const folder = emptyFolder()
  const failed = await culprit(folder, 'bisect', ...ends, '--predicate', 'grep -q fast words.txt', '--quiet')
  const run = onlyRun(folder)
  const journal = () => readFileSync(join(folder, '.culprit', 'runs', run, 'answers.jsonl'), 'utf8')
  const before = journal()
  expect(failed.code).toBe(2)
  expect(failed.stderr).toContain('Could not fetch the package Pack')
  expect(failed.stderr).toContain(`Go on with: culprit resume ${run}`)
  expect(before.split('\n').length).toBeGreaterThan(6)

  state.isHealthy = true
  const { code, stdout } = await culprit(folder, 'resume', run, '--json')
  const document = bisectionSchema.parse(JSON.parse(stdout))
  expect([code, document.culprit]).toEqual([1, { from: '1.2.0', to: '1.3.0' }])
  expect(journal().startsWith(before)).toBe(true)
  expect(journal().trim().split('\n')).toHaveLength(document.measurements)
  // That the feed failed is nothing about the version that was asked for.
  expect(document.versions.map(({ failure }) => failure)).toEqual(words.map(() => null))
})

test('a package of npm that vanished, and one that is deprecated, are left out with their reasons', async () => {
  const { cwd } = await npmRegistry(
    'example',
    ['fast', 'fast', 'slow', 'slow', 'slow'].map((words, minor) => ({
      version: `1.${minor}.0`,
      date: `2025-01-0${minor + 1}T00:00:00Z`,
      files: { 'words.txt': words },
      ...(minor === 3 && { deprecated: 'it loses data' }),
      ...(minor === 2 && { vanished: true }),
    })),
  )
  const args = ['bisect', 'npm:example@1.0.0', 'npm:example@1.4.0', '--predicate', 'grep -q fast words.txt', '--json']
  const { code, stdout } = await culprit(cwd, ...args)
  const { culprit: found, versions, warnings } = bisectionSchema.parse(JSON.parse(stdout))
  expect([code, found]).toEqual([1, { from: '1.1.0', to: '1.4.0' }])
  expect(versions.map(({ version }) => version)).toEqual(['1.0.0', '1.1.0', '1.2.0', '1.4.0'])
  expect(versions[2]).toMatchObject({
    state: 'broken',
    failure: expect.stringMatching(/^npm:example@1\.2\.0 cannot be installed/) as string,
  })
  expect(warnings.map(({ code }) => code)).toContain('versions-left-out')
})

test('a build that never ends is ended at its time limit, and its commit is left out', async () => {
  const repository = new GitRepository()
  const hashes = ['fast', 'fast', 'endless', 'slow'].map(words => repository.commit({ subject: words, files: { 'words.txt': words } }))
  const build = ['--build', `sh -c 'grep -q endless words.txt && sleep 600 & wait'`, '--build-time-limit', '500ms']
  const ends = [`git:${hashes[0]}`, `git:${hashes[3]}`]
  const { code, stdout } = await culprit(repository.folder, 'bisect', ...ends, ...build, '--predicate', 'grep -q fast words.txt', '--json')
  const { culprit: found, versions } = bisectionSchema.parse(JSON.parse(stdout))
  expect([code, found]).toEqual([1, { from: hashes[1], to: hashes[3] }])
  expect(versions[2]).toMatchObject({ state: 'broken', failure: expect.stringContaining('did not end within 0.5 s') as string })
  expect(readdirSync(join(repository.folder, '.culprit', 'worktrees'))).toEqual([])
})

test('a disk that is full in the middle of a search is named, and the search goes on when there is room', async () => {
  const noise = Uint8Array.from({ length: 400_000 }, (_, index) => (index * index * 31 + (index >> 5) * 17) & 0xff)
  const files = [{ 'words.txt': 'fast' }, { 'words.txt': 'fast', 'large.bin': noise }, { 'words.txt': 'slow' }]
  const { ends } = await feedOf(files)
  const folder = emptyFolder()
  const args = ['bisect', ...ends, '--predicate', 'grep -q fast words.txt', '--json']
  // A file may have 150 kB, in blocks of 512 bytes: enough for SQLite.
  const limited = await start(folder, args, ['-f', '300']).ended
  const run = onlyRun(folder)
  expect(limited.code).toBe(2)
  expect(limited.stderr).toMatch(/Could not write .*EFBIG/)
  expect(limited.stderr).toContain('Make room')
  expect(limited.stderr).toContain(`Go on with: culprit resume ${run}`)
  expect(JSON.parse(limited.stdout)).toMatchObject({ kind: 'error', code: 'store-full' })
  expect(readdirSync(join(folder, '.culprit', 'cache', 'tmp'))).toEqual([])
  const before = readFileSync(join(folder, '.culprit', 'runs', run, 'answers.jsonl'), 'utf8')
  expect(before).not.toBe('')

  const { code, stdout } = await culprit(folder, 'resume', run, '--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ run, outcome: 'found', culprit: { from: '1.1.0', to: '1.2.0' } })
  expect(readFileSync(join(folder, '.culprit', 'runs', run, 'answers.jsonl'), 'utf8').startsWith(before)).toBe(true)
})
