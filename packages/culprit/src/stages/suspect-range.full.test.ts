import { expect, test } from 'vitest'
import { githubServer, hashOf, type Hub } from '../../../../test/github-server.ts'
import { npmRegistry, type PublishedVersion } from '../../../../test/npm-registry.ts'
import { sourceContext } from '../../../../test/source-context.ts'
import { githubAccess } from '../platform/github.ts'
import { parseReference } from '../sources/index.ts'
import { findSuspects } from './suspects.ts'

/** The suspects between 1.0.0 and 1.1.0 of a package, of which this is published. */
async function between(versions: readonly [Partial<PublishedVersion>, Partial<PublishedVersion>], api: string) {
  const { cwd } = await npmRegistry('example', [
    { version: '1.0.0', date: '2025-01-01T12:00:00.000Z', ...versions[0] },
    { version: '1.1.0', date: '2025-01-02T12:00:00.000Z', ...versions[1] },
  ])
  const ends = [parseReference('npm:example@1.0.0'), parseReference('npm:example@1.1.0')] as const
  const window = { from: null, to: null, afterMs: null, beforeMs: null }
  return findSuspects(
    { ends, repositories: [], window, rules: null, functions: [], limit: 10 },
    { ...sourceContext(cwd), github: githubAccess({ GITHUB_API_URL: api }), show: () => {} },
  )
}

const hub: Hub = {
  repository: 'o/r',
  commits: ['3', '2', '1'].map(id => ({
    id,
    parents: id === '1' ? [] : [String(Number(id) - 1)],
    date: `2025-01-0${id}T00:00:00Z`,
    message: `Change ${id}`,
    files: { 'src/a.c': '@@\n+x' },
  })),
}

test('two versions of a package have the commits of the repository that they name, and what their changelog says', async () => {
  const { url } = await githubServer(hub)
  const repository = 'git+https://github.com/o/r.git'
  const changelog = '# Changelog\n\n## 1.1.0\n\n- another lexer\n\n## 1.0.0\n\n- first\n'
  const found = await between([{ gitHead: hashOf('1') }, { gitHead: hashOf('3'), repository, files: { 'CHANGELOG.md': changelog } }], url)
  expect(found.suspects.map(({ subject }) => subject)).toEqual(['Change 3', 'Change 2'])
  expect(found).toMatchObject({
    windows: [{ repository: 'https://github.com/o/r', from: hashOf('1'), to: hashOf('3') }],
    changelog: { file: 'CHANGELOG.md', lines: ['## 1.1.0', '', '- another lexer'], linesTotal: 3 },
    warnings: [],
  })
})

test('a commit that is no hash is not believed, so that nothing else reaches git or an address', async () => {
  const { url, requests } = await githubServer({ ...hub, refs: { HEAD: '3' } })
  const repository = 'https://github.com/o/r'
  const found = await between([{ gitHead: '../../x' }, { gitHead: 'HEAD', repository }], url)
  expect(found.warnings.map(({ code }) => code)).toEqual(['range-by-date'])
  expect(requests.filter(request => /\.\.%2f\.\.|HEAD/i.test(request))).toEqual([])
})

test('a package that names no repository on GitHub has none, and a clone is asked for', async () => {
  const found = between([{}, { repository: 'https://evil.example/o/r' }], 'http://127.0.0.1:1')
  await expect(found).rejects.toMatchObject({
    code: 'no-commit-range',
    exitCode: 2,
    message: 'example is developed at "https://evil.example/o/r", which is not on GitHub.',
    hint: 'Clone its repository and name the folder with --repo.',
  })
})
