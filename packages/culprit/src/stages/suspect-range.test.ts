import { expect, test } from 'vitest'
import { GitRepository } from '../../../../test/git-repository.ts'
import { sourceContext } from '../../../../test/source-context.ts'
import { githubAccess } from '../platform/github.ts'
import { parseReference } from '../sources/index.ts'
import { openSource } from './commit-source.ts'
import { releasesOf, windowOf, type Release } from './suspect-range.ts'

/** Four commits, a minute apart. Not to be changed. */
const repository = new GitRepository()
const commits = ['One', 'Two', 'Three', 'Four'].map(subject => repository.commit({ subject, files: { [`src/${subject}.c`]: 'x\n' } }))
for (const [tag, commit] of [
  ['v1.0.0', 0],
  ['@scope/example@1.1.0', 2],
  ['2.0.0', 1],
  ['example-v2.1.0', 3],
] as const) {
  repository.run('tag', tag, commits[commit]!)
}
const context = { ...sourceContext(repository.folder), github: githubAccess({}), show: () => {} }

const release = (version: string, changed: Partial<Release> = {}): Release => ({
  name: '@scope/example',
  version,
  published: `2025-01-01T00:0${version[2]}:30.000Z`,
  gitHead: null,
  repository: null,
  ...changed,
})
const window = async (from: Release, to: Release) => windowOf({ from, to, changelog: null }, '.', await openSource('.', context))

test('two releases have the commits between those that they were published from', async () => {
  const [from, to] = [release('1.0.0', { gitHead: commits[1]! }), release('1.1.0', { gitHead: commits[3]! })]
  expect(await window(from, to)).toEqual({ window: { from: commits[1], to: commits[3], afterMs: null, beforeMs: null }, warnings: [] })
})

test('two releases have those between their tags when they do not say, or say a commit that the repository does not have', async () => {
  const found = await window(release('1.0.0', { gitHead: 'f'.repeat(40) }), release('1.1.0'))
  expect(found.window).toMatchObject({ from: 'v1.0.0', to: '@scope/example@1.1.0' })
  expect((await window(release('2.0.0'), release('2.1.0'))).window).toMatchObject({ from: '2.0.0', to: 'example-v2.1.0' })
})

test('two releases have those between their dates when there is neither, which is said, and none without dates', async () => {
  const found = await window(release('1.0.0'), release('1.7.0'))
  expect(found).toMatchObject({
    window: { from: null, to: null, afterMs: Date.UTC(2025, 0, 1, 0, 0, 30), beforeMs: Date.UTC(2025, 0, 1, 0, 7, 30) },
    warnings: [{ code: 'range-by-date', message: /^\. has no commit or tag for @scope\/example 1\.7\.0/ }],
  })
  await expect(window(release('1.0.0'), release('1.7.0', { published: null }))).rejects.toMatchObject({
    code: 'no-commit-range',
    exitCode: 2,
    message: '. has no commit or tag for @scope/example 1.7.0, and its date is not known.',
  })
})

test('releases of an engine are two of the same one, and files are none', async () => {
  const ends = (from: string, to: string) => releasesOf([parseReference(from), parseReference(to)], context)
  expect(await ends('node@22.1.0', 'node@22.2.0')).toMatchObject({ from: { name: 'node', version: '22.1.0' }, to: { version: '22.2.0' } })
  for (const [from, to] of [
    ['node@22.1.0', 'bun@1.0.0'],
    ['npm:a@1.0.0', 'npm:b@1.0.0'],
    ['a.wasm', 'b.wasm'],
    ['npm:a@1.0.0', 'git:main'],
  ] as const) {
    await expect(ends(from, to)).rejects.toMatchObject({ code: 'bad-arguments' })
  }
})
