import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { GitRepository } from '../../../../test/git-repository.ts'
import { emptyFolder } from '../../../../test/program.ts'
import { sourceContext } from '../../../../test/source-context.ts'
import { suspectsSchema } from '../model/suspects.ts'
import { githubAccess } from '../platform/github.ts'
import { parseReference } from '../sources/index.ts'
import { findSuspects, type SuspectsRequest } from './suspects.ts'

const noWindow = { from: null, to: null, afterMs: null, beforeMs: null }

function find(cwd: string, request: Partial<SuspectsRequest>, env = {}) {
  const usual = { ends: null, repositories: ['.'], window: noWindow, rules: null, functions: [], limit: 100 }
  const github = githubAccess(env)
  return findSuspects({ ...usual, ...request }, { ...sourceContext(emptyFolder()), cwd, github, show: () => {} })
}

const body = (change: string) => `int skip_space(int x)\n{\n${'  x++;\n'.repeat(8)}  return ${change};\n}\n`

/** A library in C, with a commit of every sort. */
function library(): GitRepository {
  const repository = new GitRepository()
  repository.commit({ subject: 'Begin', files: { 'src/text.c': body('x'), Makefile: 'all:\n', 'README.md': 'a\n' } })
  repository.run('tag', 'v1.0.0')
  repository.commit({ subject: 'Explain', files: { 'README.md': 'b\n' } })
  repository.commit({ subject: 'Return more', files: { 'src/text.c': body('x + 1') } })
  repository.commit({ subject: 'Check more', files: { 'test/text.c': 'x\n' } })
  repository.run('checkout', '--quiet', '-b', 'topic')
  repository.commit({ subject: 'First half', files: { Makefile: 'all:\n\temcc -O1\n' } })
  repository.commit({ subject: 'Second half', files: { 'src/other.c': 'x\n' } })
  repository.run('checkout', '--quiet', 'main')
  repository.merge('topic', 'Merge pull request #7 from a/topic\n\nBuild without SIMD')
  repository.commit({ subject: 'Draw', files: { 'logo.svg': 'x\n' } })
  repository.run('tag', 'v1.1.0')
  return repository
}

/** Not to be changed. */
const repository = library()

describe('the commits of a clone', () => {
  test('are ranked by what they touch and say, a merged pull request as one', async () => {
    const found = await find(repository.folder, { window: { ...noWindow, from: 'v1.0.0', to: 'v1.1.0' } })
    expect(suspectsSchema.parse(found)).toEqual(found)
    expect(found.suspects.map(({ id, subject, category }) => [id.startsWith('#') ? id : '', subject, category])).toEqual([
      ['#7', 'Build without SIMD', 'build-configuration'],
      ['', 'Return more', 'library'],
      ['', 'Draw', 'other'],
      ['', 'Check more', 'tests'],
      ['', 'Explain', 'docs'],
    ])
    expect(found.suspects[0]).toMatchObject({ weight: 9, changes: { files: 2, insertions: 2, deletions: 0 }, url: null })
    expect(found).toMatchObject({
      suspectsTotal: 5,
      windows: [{ repository: '.', from: 'v1.0.0', to: 'v1.1.0', after: null, before: null, rules: 'generic', commits: 5, unread: 0 }],
      warnings: [],
    })
  })

  test('are raised by functions that their changed lines or the heads of these name', async () => {
    const found = await find(repository.folder, { functions: ['text::skip_space'] })
    const [first] = found.suspects.filter(({ subject }) => subject === 'Return more')
    expect(first!.factors).toContainEqual({ feature: 'functions', factor: 6, reason: 'its changed lines name text::skip_space' })
    expect(found.suspects.find(({ subject }) => subject === 'Draw')!.factors.map(({ feature }) => feature)).not.toContain('functions')
  })

  test('are those between two references, or of a window of dates, as many as asked for', async () => {
    const ends = [parseReference('git:v1.0.0'), parseReference('git:HEAD~2')] as const
    expect((await find(repository.folder, { ends })).suspects.map(({ subject }) => subject)).toEqual([
      'Return more',
      'Check more',
      'Explain',
    ])
    const window = { ...noWindow, afterMs: Date.UTC(2025, 0, 1, 0, 2), beforeMs: Date.UTC(2025, 0, 1, 0, 3) }
    const dated = await find(repository.folder, { window, limit: 1 })
    expect(dated).toMatchObject({
      suspectsTotal: 2,
      suspects: [{ subject: 'Return more' }],
      windows: [{ after: '2025-01-01T00:02:00.000Z', before: '2025-01-01T00:03:00.000Z' }],
    })
    await expect(find(repository.folder, { ends: [parseReference('a.wasm'), parseReference('git:HEAD')] })).rejects.toMatchObject({
      code: 'bad-arguments',
    })
  })

  test('of several repositories stand in one list, and one without commits is said', async () => {
    const [one, other] = [repository, library()]
    const found = await find('/', {
      repositories: [one.folder, other.folder],
      window: { ...noWindow, afterMs: Date.UTC(2025, 0, 1, 0, 8), beforeMs: Date.UTC(2025, 0, 1, 0, 8) },
    })
    expect(found.suspects.map(({ repository }) => repository).toSorted()).toEqual([one.folder, other.folder].toSorted())
    const none = await find(one.folder, { window: { ...noWindow, from: 'v1.1.0' } })
    expect(none).toMatchObject({ suspects: [], suspectsTotal: 0, warnings: [{ code: 'no-commits' }] })
  })

  test('of a clone from GitHub have its name, their addresses and its rules, and no password of the address', async () => {
    const repository = library()
    repository.run('remote', 'add', 'origin', 'https://someone:secret@github.com/dotnet/runtime.git')
    const found = await find(repository.folder, {})
    expect(found.windows[0]!.rules).toBe('dotnet-runtime')
    const merge = found.suspects.find(({ pullRequest }) => pullRequest === 7)!
    expect(merge).toMatchObject({
      id: 'dotnet/runtime#7',
      repository: 'dotnet/runtime',
      url: `https://github.com/dotnet/runtime/commit/${merge.commit}`,
    })
    expect(JSON.stringify(found)).not.toContain('secret')
  })

  test('of a shallow clone are not taken for all there are', async () => {
    const copy = join(emptyFolder(), 'copy')
    execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${repository.folder}`, copy])
    expect((await find(copy, {})).warnings).toMatchObject([{ code: 'shallow-clone' }])
  })
})

describe('rules', () => {
  test('of a file decide, and where it says nothing, those that it extends', async () => {
    const rules = { extends: 'generic', paths: { 'code-generation': ['logo.svg'] }, words: [{ words: ['draw'], factor: 3 }] }
    const path = join(emptyFolder(), 'rules.json')
    writeFileSync(path, JSON.stringify(rules))
    const found = await find(repository.folder, { rules: path })
    expect(found.windows[0]!.rules).toBe(path)
    expect(found.suspects[0]).toMatchObject({ subject: 'Draw', category: 'code-generation', weight: expect.closeTo(6 * 3 * 0.7, 9) })
    expect(found.suspects.at(-1)).toMatchObject({ subject: 'Explain', category: 'docs' })
  })

  test.each([
    ['{', /no JSON/],
    ['{"path":{}}', /the whole: Unrecognized key: "path"/],
    ['{"words":[{"words":["a"],"factor":500}]}', /words\.0\.factor: /],
    ['{"extends":"mine"}', /extends "mine"/],
  ])('such as %s are refused with what is wrong and which there are', async (text, message) => {
    const path = join(emptyFolder(), 'rules.json')
    writeFileSync(path, text)
    await expect(find(repository.folder, { rules: path })).rejects.toMatchObject({
      code: 'bad-rules',
      message: expect.stringMatching(message),
      hint: expect.stringContaining('generic, dotnet-runtime, emscripten, rust'),
    })
    await expect(find(repository.folder, { rules: 'nothing.json' })).rejects.toMatchObject({ code: 'missing-file' })
  })
})
