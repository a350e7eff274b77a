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
import { openVersions } from './bisect-versions.ts'
import { resolveWorkload } from './workload.ts'

/** A run that bisects two references, opened as the pipeline does it; nothing is launched. */
async function bisecting(cwd: string, [good, bad]: readonly [string, string], options: Partial<SourceOptions> = {}) {
  await fs.writeFile(join(cwd, 'w.mjs'), 'export function run() {}')
  const request = requestOf({
    command: 'bisect',
    baseline: sideOf(good),
    candidate: sideOf(bad),
    sources: { ...usualSourceOptions, ...options },
    cwd,
  })
  const store = await Store.open(join(cwd, '.culprit'))
  const folder = await store.createRun(begun(request))
  return {
    folder,
    open: async () => {
      const exercise = await resolveWorkload(request)
      return resultOf(openVersions({ store, folder, signal: new AbortController().signal }, exercise))
    },
    close: () => Promise.all([folder.close(), store.close()]),
  }
}

test('commits are built when they are wanted, and one that cannot be built is so for a resumed run too', async () => {
  const repository = new GitRepository()
  for (const content of ['one', 'two', 'broken', 'four']) repository.commit({ subject: content, files: { 'a.txt': content } })
  const builds = join(emptyFolder(), 'builds')
  const command = ['sh', '-c', `cat a.txt >> ${builds}; echo >> ${builds}; ! grep broken a.txt`]
  const run = await bisecting(repository.folder, ['git:main~3', 'git:main'], { build: { command, timeLimitNs: 20e9 } })
  try {
    for (const time of ['first', 'resumed']) {
      const { versions, sideOf, ends } = await run.open()
      expect(await sideOf(2), time).toBeNull()
      expect(versions()[2]!.failure, time).toContain('cannot be built')
      expect(run.folder.run.versions![2]!.failure, time).toContain('cannot be built')
      expect(await fs.readFile(join(ends.candidate.dir, 'a.txt'), 'utf8'), time).toBe('four')
      // Nobody wanted it.
      expect(versions()[1], time).toMatchObject({ side: null, failure: null })
    }
    expect(await fs.readFile(builds, 'utf8')).toBe('one\nfour\nbroken\n')
  } finally {
    await run.close()
  }
})

test('files of packages are fetched first, so that equal ones are known; paths have one length', async () => {
  const cwd = emptyFolder()
  const contents = ['a', 'b', 'b', 'a', 'b']
  const server = await nugetFeed(
    'Pack',
    contents.map((content, minor) => ({ version: `1.${minor}.0`, published: '2025-01-01T00:00:00Z', files: { 'lib/a.txt': content } })),
  )
  const run = await bisecting(cwd, ['nuget:Pack@1.0.0#lib/a.txt', 'nuget:Pack@1.4.0#lib/a.txt'], {
    nugetFeed: `${server.url}/v3/index.json`,
  })
  try {
    const { versions, source } = await run.open()
    expect(source).toContain('Pack')
    expect(versions().map(({ version, sameAs }) => [version, sameAs])).toEqual([
      ['1.0.0', null],
      ['1.1.0', null],
      ['1.2.0', 1],
      ['1.3.0', 0],
      ['1.4.0', 1],
    ])
    server.stop()
    const resumed = await run.open()
    expect(resumed.versions()).toEqual(versions())
    const side = await resumed.sideOf(3)
    expect(await fs.readFile(side!.file!, 'utf8')).toBe('a')
    expect(side!.dir).toHaveLength(resumed.ends.baseline.dir.length)
  } finally {
    await run.close()
  }
})
