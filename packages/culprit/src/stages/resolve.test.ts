import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { GitRepository } from '../../../../test/git-repository.ts'
import { nugetFeed } from '../../../../test/nuget-feed.ts'
import { emptyFolder } from '../../../../test/program.ts'
import { begun, requestOf, sideOf } from '../../../../test/requests.ts'
import { resultOf } from '../../../../test/scripted-machine.ts'
import type { SourceOptions } from '../model/source-options.ts'
import { usualSourceOptions } from '../model/usual-source-options.ts'
import { Store } from '../store/store.ts'
import { resolve } from './resolve.ts'

/** A run of two references, resolved as the pipeline does it; nothing is launched. */
async function resolved(cwd: string, [baseline, candidate]: readonly [string, string], options: Partial<SourceOptions> = {}) {
  await fs.writeFile(join(cwd, 'w.mjs'), 'export function run() {}')
  const store = await Store.open(join(cwd, '.culprit'))
  const request = requestOf({
    baseline: sideOf(baseline),
    candidate: sideOf(candidate),
    sources: { ...usualSourceOptions, ...options },
    cwd,
  })
  const folder = await store.createRun(begun(request))
  const open = { store, folder, signal: new AbortController().signal }
  const again = async () => {
    const { run, sides } = await resultOf(resolve(open))
    const contentOf = async (arm: 'baseline' | 'candidate', path: string) => fs.readFile(join(sides[arm].dir, path), 'utf8')
    return { run, sides, contentOf }
  }
  return { again, close: () => Promise.all([folder.close(), store.close()]) }
}

test('two commits are built, laid out and listed with what lies between, and a resumed run has them without building', async () => {
  const repository = new GitRepository()
  for (const content of ['one', 'two', 'three']) repository.commit({ subject: content, files: { 'a.txt': content } })
  const builds = join(emptyFolder(), 'builds')
  const command = ['sh', '-c', `mkdir out && cp a.txt out && echo built >> ${builds}`]
  const options = { build: { command, timeLimitNs: 20e9 }, buildOutput: 'out' }
  const run = await resolved(repository.folder, ['git:main~2', 'git:main'], options)
  try {
    for (const time of ['first', 'resumed']) {
      const found = await run.again()
      expect(await found.contentOf('baseline', 'a.txt'), time).toBe('one')
      expect(await found.contentOf('candidate', 'a.txt'), time).toBe('three')
      const hashes = repository.run('log', '--reverse', '--format=%H').split('\n')
      expect(found.run.resolved.range).toEqual({
        source: 'git',
        versions: hashes.map((version, index) => ({ version, date: `2025-01-01T00:0${index + 1}:00.000Z` })),
      })
      expect(found.run.resolved.baseline).toMatchObject({
        reference: `git:${hashes[0]}`,
        version: hashes[0],
        published: '2025-01-01T00:01:00.000Z',
      })
    }
    expect(await fs.readFile(builds, 'utf8')).toBe('built\nbuilt\n')
  } finally {
    await run.close()
  }
})

test('packages of a feed are laid out and listed, and a resumed run needs the feed no more', async () => {
  const cwd = emptyFolder()
  const server = await nugetFeed(
    'Pack',
    ['1.0.0', '1.1.0', '1.2.0'].map((version, month) => ({
      version,
      published: `2025-0${month + 1}-01T00:00:00Z`,
      files: { 'lib/a.txt': version },
    })),
  )
  const run = await resolved(cwd, ['nuget:Pack@1.0.0', 'nuget:Pack@1.*'], { nugetFeed: `${server.url}/v3/index.json` })
  try {
    const first = await run.again()
    expect(await first.contentOf('candidate', 'lib/a.txt')).toBe('1.2.0')
    expect(first.run.resolved.range?.versions.map(({ version, date }) => [version, date?.slice(0, 10)])).toEqual([
      ['1.0.0', '2025-01-01'],
      ['1.1.0', '2025-02-01'],
      ['1.2.0', '2025-03-01'],
    ])
    server.stop()
    const resumed = await run.again()
    expect(resumed.run.resolved).toEqual(first.run.resolved)
    expect(await resumed.contentOf('baseline', 'lib/a.txt')).toBe('1.0.0')
  } finally {
    await run.close()
  }
})

test('commits on two lines are compared all the same, and the report says where they part', async () => {
  const repository = new GitRepository()
  const base = repository.commit({ subject: 'One', files: { a: '1' } })
  repository.run('branch', 'other')
  repository.commit({ subject: 'Two', files: { a: '2' } })
  repository.run('switch', '--quiet', 'other')
  repository.commit({ subject: 'Three', files: { a: '3' } })
  const run = await resolved(repository.folder, ['git:main', 'git:other'])
  try {
    const found = await run.again()
    expect(found.run.resolved.range).toBe(null)
    expect(found.run.resolved.warnings).toMatchObject([{ code: 'versions-unknown', action: expect.stringContaining(base) }])
  } finally {
    await run.close()
  }
})

test.each<[Partial<SourceOptions>, string]>([
  [{ build: { command: ['make'], timeLimitNs: 1e9 } }, '--build and --build-output go with commits'],
  [{ buildOutput: 'dist' }, '--build and --build-output go with commits'],
  [{ application: 'app' }, '--app goes with packages'],
])('an option that neither side would use is refused', async (options, why) => {
  const cwd = emptyFolder()
  const run = await resolved(cwd, ['w.mjs', 'w.mjs'], options)
  try {
    await expect(run.again()).rejects.toThrow(why)
  } finally {
    await run.close()
  }
})
