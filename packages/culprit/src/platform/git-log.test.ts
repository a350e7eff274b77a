import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { GitRepository } from '../../../../test/git-repository.ts'
import { emptyFolder } from '../../../../test/program.ts'
import { changedLines, logCommits, openClone, revisionOf, type CommitWindow } from './git-log.ts'

const { signal } = new AbortController()
const all: CommitWindow = { from: null, to: null, afterMs: null, beforeMs: null }
const subjects = async (repository: GitRepository, window: Partial<CommitWindow>) =>
  (await logCommits(repository.folder, { ...all, ...window }, { limit: 100, signal })).map(({ message }) => message.trim())
const minute = (minutes: number) => Date.UTC(2025, 0, 1, 0, minutes)

describe('the log', () => {
  test('has what each commit changed, whatever its paths and words are', async () => {
    const repository = new GitRepository()
    repository.commit({ subject: 'One', files: { 'a.txt': 'a\nb\nc\nd\n', 'bytes.bin': '\0\u0001' } })
    repository.run('mv', 'a.txt', 'b.txt')
    repository.commit({ subject: 'Two\n\n1\t2\tnot a file\n', files: { 'ü\tt "x".txt': 'x\n' } })
    repository.commit({ subject: 'Nothing', files: {} })
    repository.commit({ subject: 'Gone', files: { 'b.txt': null } })
    const logged = await logCommits(repository.folder, all, { limit: 100, signal })
    expect(logged.map(({ message, files }) => [message.trim(), files])).toEqual([
      ['Gone', [{ path: 'b.txt', insertions: 0, deletions: 4 }]],
      ['Nothing', []],
      [
        'Two\n\n1\t2\tnot a file',
        [
          { path: 'b.txt', insertions: 0, deletions: 0 },
          { path: 'ü\tt "x".txt', insertions: 1, deletions: 0 },
        ],
      ],
      [
        'One',
        [
          { path: 'a.txt', insertions: 4, deletions: 0 },
          { path: 'bytes.bin', insertions: null, deletions: null },
        ],
      ],
    ])
    expect(logged[3]).toMatchObject({ commit: expect.stringMatching(/^[0-9a-f]{40}$/), date: '2025-01-01T00:01:00.000Z', author: 'A' })
  })

  test('has a merge for what it brought in, once', async () => {
    const repository = new GitRepository()
    repository.commit({ subject: 'One', files: { a: '1' } })
    repository.run('checkout', '--quiet', '-b', 'topic')
    repository.commit({ subject: 'In between', files: { b: '1\n' } })
    repository.commit({ subject: 'Last', files: { c: '1\n' } })
    repository.run('checkout', '--quiet', 'main')
    repository.merge('topic', 'Merge pull request #7 from a/topic\n\nDo it')
    const [merge, ...rest] = await logCommits(repository.folder, all, { limit: 100, signal })
    expect(merge!.files.map(({ path }) => path)).toEqual(['b', 'c'])
    expect(rest.map(({ message }) => message.trim())).toEqual(['One'])
  })

  test('is of a window of revisions without its first, or of dates with both, even where a clock went wrong', async () => {
    const repository = new GitRepository()
    const hashes = ['One', 'Two', 'Three', 'Four'].map((subject, index) => repository.commit({ subject, files: { a: String(index) } }))
    expect(await subjects(repository, { from: hashes[0]!, to: 'HEAD~1' })).toEqual(['Three', 'Two'])
    expect(await subjects(repository, { afterMs: minute(2), beforeMs: minute(3) })).toEqual(['Three', 'Two'])
    expect(await subjects(repository, { from: hashes[1]!, beforeMs: minute(3) })).toEqual(['Three'])
    expect(await subjects(repository, { afterMs: minute(9) })).toEqual([])
    // Committed long before its parents, as its clock says.
    const environment = { ...process.env, GIT_COMMITTER_DATE: '2020-01-01T00:00:00Z', GIT_AUTHOR_DATE: '2020-01-01T00:00:00Z' }
    const who = ['-c', 'user.name=A', '-c', 'user.email=a@example.org']
    execFileSync('git', [...who, 'commit', '--quiet', '--allow-empty', '-m', 'Early'], { cwd: repository.folder, env: environment })
    expect(await subjects(repository, { afterMs: minute(3) })).toEqual(['Four', 'Three'])
  })

  test('refuses what it cannot have whole: too many commits, revisions that are not there or look like options', async () => {
    const repository = new GitRepository()
    for (const subject of ['One', 'Two', 'Three']) repository.commit({ subject, files: { a: subject } })
    await expect(logCommits(repository.folder, all, { limit: 2, signal })).rejects.toMatchObject({
      code: 'too-many-commits',
      message: `The window has 3 commits of ${repository.folder}, more than 2.`,
    })
    for (const to of ['nothing', '--all', '--output=x', 'main..HEAD']) {
      await expect(logCommits(repository.folder, { ...all, to }, { limit: 9, signal })).rejects.toMatchObject({ code: 'missing-version' })
    }
    expect(await fs.readdir(repository.folder)).toEqual(['.git', 'a'])
    expect(await revisionOf(repository.folder, 'nothing', { signal })).toBeNull()
  })
})

test('changed lines come with the head of their place, and not those of bytes or names of files', async () => {
  const repository = new GitRepository()
  const body = (line: string) => `int skip_space(int x)\n{\n${'  x++;\n'.repeat(6)}  ${line}\n}\n`
  repository.commit({ subject: 'One', files: { 'a.c': body('return x;'), 'bytes.bin': '\0old' } })
  const commit = repository.commit({ subject: 'Two', files: { 'a.c': body('return x + 1;'), 'bytes.bin': '\0new' } })
  const found = []
  for await (const changed of changedLines(repository.folder, [commit], { signal })) found.push(changed)
  expect(found).toEqual([
    { commit, line: '@@ -9 +9 @@ int skip_space(int x)' },
    { commit, line: '-  return x;' },
    { commit, line: '+  return x + 1;' },
  ])
})

test('a clone says whether it is shallow and where it comes from, and a folder that is none is an error', async () => {
  const repository = new GitRepository()
  repository.commit({ subject: 'One', files: { a: '1' } })
  repository.commit({ subject: 'Two', files: { a: '2' } })
  expect(await openClone(repository.folder, '.', { signal })).toEqual({ folder: repository.folder, isShallow: false, origin: null })
  const copy = join(emptyFolder(), 'copy')
  execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${repository.folder}`, copy])
  expect(await openClone('/', copy, { signal })).toEqual({ folder: copy, isShallow: true, origin: `file://${repository.folder}` })
  await expect(openClone(emptyFolder(), '.', { signal })).rejects.toMatchObject({ code: 'no-repository' })
  await expect(openClone(emptyFolder(), 'nothing', { signal })).rejects.toMatchObject({ code: 'no-repository' })
})
