import { describe, expect, test } from 'vitest'
import { githubServer, hashOf, type Hub } from '../../../../test/github-server.ts'
import { emptyFolder } from '../../../../test/program.ts'
import { sourceContext } from '../../../../test/source-context.ts'
import { serve } from '../../../../test/server.ts'
import { githubAccess } from '../platform/github.ts'
import { findSuspects, type SuspectsRequest } from './suspects.ts'

const noWindow = { from: null, to: null, afterMs: null, beforeMs: null }
const patient = { attempts: 1, backoffMs: 1, idleMs: 20_000, totalMs: 20_000 }

function find(env: Record<string, string>, request: Partial<SuspectsRequest> = {}) {
  const usual = { ends: null, repositories: ['o/r'], window: { ...noWindow, from: 'v1' }, rules: null, functions: [], limit: 100 }
  const context = { ...sourceContext(emptyFolder()), github: githubAccess(env, patient), show: () => {} }
  return findSuspects({ ...usual, ...request }, context)
}

const at = (day: number) => `2025-01-${String(day).padStart(2, '0')}T12:00:00Z`

/** A merged pull request, one that was squashed, a change of words that names an issue, and where it began. */
const hub: Hub = {
  repository: 'o/r',
  refs: { v1: '1', main: '6' },
  commits: [
    { id: '6', parents: ['5'], date: at(6), message: 'Explain what #3 asks (#3)', files: { 'README.md': '@@\n+a' } },
    {
      id: '5',
      parents: ['2', '4'],
      date: at(5),
      message: 'Merge pull request #7 from a/topic\n\nEmit less in the JIT',
      files: { 'jit/emit.c': '@@ emit_add(\n-a\n+b' },
    },
    { id: '4', parents: ['3'], date: at(4), message: 'Second half', files: {} },
    { id: '3', parents: ['1'], date: at(3), message: 'First half', files: {} },
    { id: '2', parents: ['1'], date: at(2), message: 'Return more (#8)', files: { 'src/text.c': '@@ skip_space(\n a\n+b' } },
    { id: '1', parents: [], date: at(1), message: 'Begin', files: { 'src/text.c': '@@\n+a' } },
  ],
  pulls: {
    7: { title: 'Emit less in the JIT', merged: true, labels: ['perf'], comments: ['fine', 'Benchmark results: nothing changed'] },
    8: { title: 'Return more', merged: true },
    3: { title: 'How does it work?', merged: false },
  },
}

describe('the commits of a repository on GitHub', () => {
  test('between two revisions are ranked with what their pull requests say, over as many pages as there are', async () => {
    for (const pageSize of [1, 100]) {
      const server = await githubServer({ ...hub, pageSize })
      const found = await find({ GITHUB_API_URL: server.url })
      expect(found.suspects.map(({ id, subject, weight }) => [id, subject, weight])).toEqual([
        ['o/r#7', 'Emit less in the JIT', expect.closeTo(6 * 0.7 * 3 * 0.5, 9)],
        ['o/r#8', 'Return more', expect.closeTo(1.5 * 0.7 * 1.25, 9)],
        ['o/r#3', 'Explain what #3 asks (#3)', 0.05],
      ])
      expect(found.suspects[0]).toMatchObject({
        commit: hashOf('5'),
        date: '2025-01-05T12:00:00.000Z',
        url: `${server.url}/o/r/commit/${hashOf('5')}`,
        factors: expect.arrayContaining([
          { feature: 'tested', factor: 0.5, reason: 'was perf-tested before the merge ("benchmark results")' },
        ]),
      })
      expect(found.suspects[1]!.factors.at(-1)).toMatchObject({ feature: 'tested', factor: 1.25 })
      expect(found).toMatchObject({ windows: [{ repository: 'o/r', rules: 'generic', commits: 3, unread: 0 }], warnings: [] })
    }
  })

  test('of a window of dates are those of these days', async () => {
    const { url } = await githubServer(hub)
    const window = { ...noWindow, afterMs: Date.parse('2025-01-02'), beforeMs: Date.parse('2025-01-05T23:59:59Z') }
    const found = await find({ GITHUB_API_URL: url }, { window })
    expect(found.suspects.map(({ commit }) => commit[0])).toEqual(['5', '2'])
  })

  test('are raised by functions that their changed lines name, not by those that stand around', async () => {
    const { url } = await githubServer(hub)
    const found = await find({ GITHUB_API_URL: url }, { functions: ['emit_add', 'skip_space', 'around_it'] })
    const functions = (id: string) =>
      found.suspects.find(suspect => suspect.id === id)!.factors.find(({ feature }) => feature === 'functions')
    expect(functions('o/r#7')).toMatchObject({ factor: 6, reason: 'its changed lines name emit_add' })
    expect(functions('o/r#8')).toMatchObject({ factor: 6, reason: 'its changed lines name skip_space' })
    const none = await find({ GITHUB_API_URL: url }, { functions: ['begin_text'] })
    expect(none.suspects.flatMap(({ factors }) => factors).filter(({ feature }) => feature === 'functions')).toEqual([])
  })

  test('are read by any form of the address, also of an Enterprise server', async () => {
    const server = await githubServer({ ...hub, prefix: '/api/v3' })
    const env = { GITHUB_API_URL: `${server.url}/api/v3` }
    for (const repository of ['https://github.com/o/r.git', 'git@github.com:o/r.git', `${server.url}/o/r`]) {
      expect((await find(env, { repositories: [repository] })).suspectsTotal).toBe(3)
    }
    await expect(find(env, { repositories: ['https://gitlab.com/o/r'] })).rejects.toMatchObject({ code: 'no-repository' })
    await expect(find(env, { repositories: ['nowhere'] })).rejects.toMatchObject({ hint: expect.stringContaining('GITHUB_API_URL=') })
  })
})

describe('when GitHub answers no more', () => {
  test('what was read is kept, the likeliest by their titles first, and the rest is listed as not known', async () => {
    // One for the list, one for the merge, two for its pull request; three are left for others.
    const { url } = await githubServer({ ...hub, limit: 7 })
    const found = await find({ GITHUB_API_URL: url })
    expect(found.suspects.map(({ id, category }) => [id, category])).toEqual([
      ['o/r#7', 'code-generation'],
      ['o/r#3', 'unknown'],
      ['o/r#8', 'unknown'],
    ])
    expect(found.windows[0]!.unread).toBe(2)
    expect(found.warnings).toMatchObject([
      { code: 'files-not-read', message: /^The files of 2 commits of o\/r/, action: /^Set GITHUB_TOKEN/ },
    ])
  })

  test('before anything was listed, it is an error that says until when and what to do', async () => {
    const { url } = await githubServer({ ...hub, limit: 0 })
    await expect(find({ GITHUB_API_URL: url })).rejects.toMatchObject({
      code: 'rate-limited',
      exitCode: 2,
      message: `${new URL(url).host} answers no more requests until 2030-01-01 12:00 UTC: its limit is used up.`,
      hint: 'Set GITHUB_TOKEN, which has a larger limit, or clone the repository and name the folder.',
    })
    await expect(find({ GITHUB_API_URL: url, GITHUB_TOKEN: 'secret' })).rejects.toMatchObject({ hint: /^Wait until then/ })
  })
})

describe('what is not there', () => {
  test('is a repository or a revision, and both say what to look at', async () => {
    const { url } = await githubServer(hub)
    await expect(find({ GITHUB_API_URL: url }, { repositories: ['o/other'] })).rejects.toMatchObject({
      code: 'no-repository',
      message: expect.stringContaining('shows no repository "o/other" (it answered 404)'),
      hint: expect.stringContaining('A private repository needs GITHUB_TOKEN'),
    })
    await expect(find({ GITHUB_API_URL: url }, { window: { ...noWindow, from: 'v9' } })).rejects.toMatchObject({
      code: 'missing-version',
      message: 'o/r has no commit "v9 or HEAD" on GitHub.',
    })
  })

  test('nor is what is no answer of GitHub', async () => {
    for (const body of ['<html>', '{}', '{"commits":[{"sha":"../../x","parents":[],"commit":{"message":""}}]}']) {
      const { url } = await serve((_, response) => response.end(body))
      await expect(find({ GITHUB_API_URL: url })).rejects.toMatchObject({ code: 'bad-answer' })
    }
    expect(() => githubAccess({ GITHUB_API_URL: 'file:///etc' })).toThrow('GITHUB_API_URL has "file:///etc", which is no address.')
  })
})

describe('a token', () => {
  test('goes into a header and nowhere else', async () => {
    const server = await githubServer(hub)
    const found = await find({ GITHUB_API_URL: server.url, GITHUB_TOKEN: 'secret' })
    expect(new Set(server.authorizations)).toEqual(new Set(['Bearer secret']))
    expect(JSON.stringify(found)).not.toContain('secret')
    const denying = await serve((_, response) => response.writeHead(401).end('{}'))
    const error = await find({ GITHUB_API_URL: denying.url, GITHUB_TOKEN: 'secret' }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'no-repository', hint: expect.stringContaining('whether GITHUB_TOKEN is valid') })
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toContain('secret')
  })

  test('is not given to a server that another one sends to, and never goes out unencrypted', async () => {
    const target = await githubServer(hub)
    const server = await serve((request, response) => response.writeHead(302, { location: `${target.url}${request.url}` }).end())
    expect((await find({ GITHUB_API_URL: server.url, GITHUB_TOKEN: 'secret' })).suspectsTotal).toBe(3)
    expect(new Set(target.authorizations)).toEqual(new Set([undefined]))
    expect(githubAccess({ GITHUB_API_URL: 'http://ghe.example/api/v3', GITHUB_TOKEN: 'secret' }).token).toBeNull()
    expect(githubAccess({ GITHUB_TOKEN: 'secret\n' })).toMatchObject({ token: 'secret', api: new URL('https://api.github.com') })
  })
})
