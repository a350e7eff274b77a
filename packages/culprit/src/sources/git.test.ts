import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { GitRepository } from '../../../../test/git-repository.ts'
import { emptyFolder } from '../../../../test/program.ts'
import { sourceContext } from '../../../../test/source-context.ts'
import type { GitReference } from '../model/reference.ts'
import type { SourceOptions } from '../model/source-options.ts'
import { releasesOnly } from '../model/version.ts'
import { git } from './git.ts'
import { parseReference } from './parse.ts'
import type { SourceContext } from './source.ts'

const reference = (text: string) => parseReference(text) as GitReference

/** A repository as the folder of the call, with the store elsewhere. */
function calledIn(repository: GitRepository, options: Partial<SourceOptions> = {}, store = emptyFolder()): SourceContext {
  return { ...sourceContext(store, options), cwd: repository.folder }
}

const resolve = (text: string, context: SourceContext) => git.resolve(reference(text), context)
const build = (...command: string[]) => ({ command, timeLimitNs: 20e9 })
const node = (script: string) => build(process.execPath, '-e', script)

/** What a resolve may leave behind: nothing in the repository, and no folder below the store but the cache. */
async function expectTidy(repository: GitRepository, { storeRoot }: SourceContext): Promise<void> {
  expect(repository.run('worktree', 'list').split('\n')).toHaveLength(1)
  expect(await fs.readdir(join(repository.folder, '.git', 'worktrees')).catch(() => [])).toEqual([])
  expect(await fs.readdir(join(storeRoot, 'worktrees'))).toEqual([])
  expect(await fs.readdir(join(storeRoot, 'cache', 'tmp')).catch(() => [])).toEqual([])
}

describe('a commit', () => {
  test('is its files, whatever lies in the folder, by any name that git knows it by', async () => {
    const repository = new GitRepository()
    const first = repository.commit({ subject: 'One', files: { 'a.txt': 'one', 'b/c.txt': 'c' } })
    repository.run('tag', 'v1')
    repository.commit({ subject: 'Two', files: { 'a.txt': 'two' } })
    await fs.writeFile(join(repository.folder, 'a.txt'), 'not committed')
    const context = calledIn(repository)
    const found = await resolve('git:v1', context)
    expect(found).toMatchObject({
      reference: `git:${first}`,
      version: first,
      published: '2025-01-01T00:01:00.000Z',
      folder: '',
      file: null,
    })
    expect(found.tree.files.map(({ path }) => path)).toEqual(['a.txt', 'b/c.txt'])
    expect(await fs.readFile(join(found.tree.path, 'a.txt'), 'utf8')).toBe('one')
    for (const name of ['git:HEAD~1', `git:${first.slice(0, 12)}`, 'git:main^']) expect(await resolve(name, context)).toEqual(found)
    await expectTidy(repository, context)
    expect(await fs.readFile(join(repository.folder, 'a.txt'), 'utf8')).toBe('not committed')
  })

  test('of a repository elsewhere is named with its folder', async () => {
    const repository = new GitRepository()
    const commit = repository.commit({ subject: 'One', files: { 'a.txt': 'one' } })
    const context = sourceContext(emptyFolder())
    const found = await resolve(`git:${repository.folder}#main`, context)
    expect(found.reference).toBe(`git:${repository.folder}#${commit}`)
    expect(await resolve(found.reference, context)).toEqual(found)
  })

  test('runs no hook of the repository, and leaves links out', async () => {
    const repository = new GitRepository()
    await fs.symlink('/etc/passwd', join(repository.folder, 'link'))
    repository.commit({ subject: 'One', files: { 'a.txt': 'one' } })
    const mark = join(emptyFolder(), 'hook-ran')
    await fs.writeFile(join(repository.folder, '.git/hooks/post-checkout'), `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 })
    const found = await resolve('git:HEAD', calledIn(repository))
    expect(found.tree.files.map(({ path }) => path)).toEqual(['a.txt'])
    await expect(fs.stat(mark)).rejects.toThrow()
  })

  test('that is not there, or a folder without a repository, is an error that names it', async () => {
    const repository = new GitRepository()
    repository.commit({ subject: 'One', files: { a: '1' } })
    const context = calledIn(repository)
    await expect(resolve('git:no-such', context)).rejects.toMatchObject({
      code: 'missing-version',
      message: `The repository ${repository.folder} has no commit "no-such".`,
      hint: expect.stringContaining('git rev-parse "no-such"'),
    })
    await expect(resolve('git:nowhere#main', context)).rejects.toThrow('"nowhere" is no git repository: there is no such folder.')
    const empty = emptyFolder()
    await expect(resolve(`git:${empty}#main`, context)).rejects.toThrow(`"${empty}" is no git repository: not a git repository`)
  })
})

describe('a build', () => {
  const program = `
    const { mkdirSync, readFileSync, writeFileSync, appendFileSync } = require('node:fs')
    mkdirSync('dist', { recursive: true })
    writeFileSync('dist/out.txt', readFileSync('source.txt', 'utf8').toUpperCase())
    appendFileSync(process.env.CULPRIT_TEST_BUILDS, 'built\\n')`

  test('is what is measured, runs once for the same files, and leaves nothing behind', async () => {
    const repository = new GitRepository()
    repository.commit({ subject: 'One', files: { 'source.txt': 'one' } })
    repository.commit({ subject: 'Two', files: { 'source.txt': 'two' } })
    // The same files as the first commit.
    repository.commit({ subject: 'One again', files: { 'source.txt': 'one' } })
    const builds = join(emptyFolder(), 'builds')
    process.env['CULPRIT_TEST_BUILDS'] = builds
    const context = calledIn(repository, { build: node(program), buildOutput: 'dist' })
    const [last, first, middle] = [
      await resolve('git:HEAD', context),
      await resolve('git:HEAD~2', context),
      await resolve('git:HEAD~1', context),
    ]
    expect(last.tree).toEqual(first.tree)
    expect([last.published, first.published]).toEqual(['2025-01-01T00:03:00.000Z', '2025-01-01T00:01:00.000Z'])
    expect(await fs.readFile(join(first.tree.path, 'out.txt'), 'utf8')).toBe('ONE')
    expect(await fs.readFile(join(middle.tree.path, 'out.txt'), 'utf8')).toBe('TWO')
    expect(await fs.readFile(builds, 'utf8')).toBe('built\nbuilt\n')
    // Another output is another variant of the same commit.
    const file = await resolve('git:HEAD', { ...context, options: { ...context.options, buildOutput: 'dist/out.txt' } })
    expect(file).toMatchObject({ file: 'out.txt', folder: '' })
    const whole = await resolve('git:HEAD', { ...context, options: { ...context.options, buildOutput: '' } })
    expect(whole.tree.files.map(({ path }) => path)).toEqual(['dist/out.txt', 'source.txt'])
    await expectTidy(repository, context)
  })

  test('sees no variable that would lead its git elsewhere', async () => {
    const repository = new GitRepository()
    repository.commit({ subject: 'One', files: { a: '1' } })
    process.env['GIT_DIR'] = '/nowhere'
    try {
      const context = calledIn(repository, { build: build('sh', '-c', 'git rev-parse --git-dir > dir.txt && env | grep ^GIT_ >> dir.txt') })
      const found = await resolve('git:HEAD', context)
      expect((await fs.readFile(join(found.tree.path, 'dir.txt'), 'utf8')).trim().split('\n')).toEqual([
        expect.stringContaining(join(repository.folder, '.git', 'worktrees')),
        'GIT_TERMINAL_PROMPT=0',
      ])
    } finally {
      delete process.env['GIT_DIR']
    }
  })

  test('that fails is a broken version, with the end of what it printed', async () => {
    const repository = new GitRepository()
    const commit = repository.commit({ subject: 'One', files: { a: '1' } })
    const fails = `for (let line = 0; line < 5000; line++) console.log('line ' + line); console.error('error: no such thing'); process.exitCode = 3`
    const context = calledIn(repository, { build: node(fails) })
    const error = await resolve('git:HEAD', context).catch(error => error)
    expect(error).toMatchObject({ code: 'build-failed', exitCode: 2 })
    expect(error.message).toMatch(new RegExp(`^git:${commit} cannot be built: .* ended with exit code 3\\.\\n`))
    expect(error.message.endsWith('  | line 4998\n  | line 4999\n  | error: no such thing')).toBe(true)
    expect(error.data.log.length).toBeLessThanOrEqual(8000)
    expect(error.data.log).toMatch(/^line \d+\n/)
    await expectTidy(repository, context)
  })

  test.each<[string, SourceOptions['build'], string, string]>([
    ['a program that is not there', build('no-such-program-anywhere'), '', 'could not be started: spawn no-such-program-anywhere ENOENT'],
    ['an output that is not there', node(''), 'dist', 'left no "dist" in the commit\'s folder'],
    ['an output that is a link to elsewhere', build('ln', '-s', '/etc', 'dist'), 'dist', 'left no "dist" in the commit\'s folder'],
    ['its own end by a signal', node('process.kill(process.pid, "SIGTERM")'), '', 'was killed by SIGTERM'],
  ])('with %s is a broken version', async (_, command, buildOutput, why) => {
    const repository = new GitRepository()
    repository.commit({ subject: 'One', files: { a: '1' } })
    const context = calledIn(repository, { build: command, buildOutput })
    await expect(resolve('git:HEAD', context)).rejects.toMatchObject({ code: 'build-failed', message: expect.stringContaining(why) })
    await expectTidy(repository, context)
  })

  /** Starts a child, notes its process id, and never ends; neither does the child. */
  const endless = (note: string) => `
    const { pid } = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' })
    console.log('started')
    require('node:fs').writeFileSync(${JSON.stringify(note)}, String(pid))
    setInterval(() => {}, 1000)`

  /** Gone, or dead and not yet waited for. */
  async function expectDead(note: string): Promise<void> {
    const pid = Number(await fs.readFile(note, 'utf8'))
    expect(pid).toBeGreaterThan(0)
    const isDead = () =>
      fs.readFile(`/proc/${pid}/stat`, 'utf8').then(
        stat => / Z /.test(stat),
        () => true,
      )
    await expect.poll(isDead, { timeout: 10_000 }).toBe(true)
  }

  test('that never ends is killed with its children', async () => {
    const repository = new GitRepository()
    repository.commit({ subject: 'One', files: { a: '1' } })
    const note = join(emptyFolder(), 'pid')
    const context = calledIn(repository, { build: { ...node(endless(note)), timeLimitNs: 3e9 } })
    await expect(resolve('git:HEAD', context)).rejects.toThrow(
      /did not end within 3 s, and was killed with what it had started\.\n {2}\| started$/,
    )
    await expectTidy(repository, context)
    await expectDead(note)
  })

  test('ends with what it started when the user interrupts, and leaves nothing behind', async () => {
    const repository = new GitRepository()
    repository.commit({ subject: 'One', files: { a: '1' } })
    const note = join(emptyFolder(), 'pid')
    const controller = new AbortController()
    const reason = new Error('interrupted')
    const context = { ...calledIn(repository, { build: node(endless(note)) }), signal: controller.signal }
    const resolving = expect(resolve('git:HEAD', context)).rejects.toBe(reason)
    await expect.poll(() => fs.readFile(note, 'utf8').catch(() => ''), { timeout: 10_000 }).toMatch(/^\d+$/)
    controller.abort(reason)
    await resolving
    await expectTidy(repository, context)
    await expectDead(note)
  })

  test('that leaves a process running is over when it ends, and the process too', async () => {
    const repository = new GitRepository()
    repository.commit({ subject: 'One', files: { a: '1' } })
    const context = calledIn(repository, { build: build('sh', '-c', 'sleep 300 & echo $! > pid') })
    const found = await resolve('git:HEAD', context)
    await expectDead(join(found.tree.path, 'pid'))
  })

  test('of a process that was killed is tidied up by the next one, and a living one is left alone', async () => {
    const repository = new GitRepository()
    repository.commit({ subject: 'One', files: { a: '1' } })
    const context = calledIn(repository)
    const worktrees = join(context.storeRoot, 'worktrees')
    const dead = spawnSync(process.execPath, ['--version']).pid
    const [gone, living] = [`culprit-${dead}-aa`, `culprit-${process.ppid}-bb`].map(name => join(worktrees, name)) as [string, string]
    for (const folder of [gone, living]) {
      await fs.mkdir(worktrees, { recursive: true })
      repository.run('worktree', 'add', '--detach', '--quiet', folder)
    }
    await resolve('git:HEAD', context)
    expect(await fs.readdir(worktrees)).toEqual([`culprit-${process.ppid}-bb`])
    expect(await fs.readdir(join(repository.folder, '.git/worktrees'))).toEqual([`culprit-${process.ppid}-bb`])
  })
})

describe('commits between two', () => {
  /** main: one, two, merge of side (three, four), five; and a branch that never came back. */
  function history() {
    const repository = new GitRepository()
    const one = repository.commit({ subject: 'One', files: { a: '1' } })
    repository.run('branch', 'side')
    repository.run('branch', 'lost')
    const two = repository.commit({ subject: 'Two\twith a tab', files: { a: '2' } })
    repository.run('switch', '--quiet', 'side')
    const three = repository.commit({ subject: 'Three', files: { b: '3' } })
    const four = repository.commit({ subject: 'Four', files: { b: '4' } })
    repository.run('switch', '--quiet', 'main')
    const merge = repository.merge('side', 'Merge side')
    const five = repository.commit({ subject: 'Five', files: { a: '5' } })
    repository.run('switch', '--quiet', 'lost')
    const lost = repository.commit({ subject: 'Lost', files: { c: '6' } })
    repository.run('switch', '--quiet', 'main')
    return { repository, one, two, three, four, merge, five, lost }
  }

  test('are those of the line of first parents, whichever end comes first, or all that merges brought in too', async () => {
    const { repository, one, two, three, four, merge, five } = history()
    const context = calledIn(repository)
    const list = (from: string, to: string, merged = false) =>
      git.versions(reference(`git:${from}`), reference(`git:${to}`), { ...releasesOnly, merged }, context)

    const line = (await list('main', one))!
    expect(line.versions.map(({ reference, title }) => [reference, title])).toEqual([
      [`git:${one}`, 'One'],
      [`git:${two}`, 'Two with a tab'],
      [`git:${merge}`, 'Merge side'],
      [`git:${five}`, 'Five'],
    ])
    expect(line).toMatchObject({ source: 'git', warnings: [] })
    expect(line.versions[1]).toEqual({
      version: two,
      reference: `git:${two}`,
      date: '2025-01-01T00:02:00.000Z',
      title: 'Two with a tab',
      preRelease: false,
      deprecated: null,
      unlisted: false,
    })

    const all = (await list(one, 'main', true))!.versions.map(({ version }) => version)
    expect([...all].sort()).toEqual([one, two, three, four, merge, five].sort())
    for (const [older, newer] of [
      [one, two],
      [one, three],
      [three, four],
      [four, merge],
      [two, merge],
      [merge, five],
    ] as const) {
      expect(all.indexOf(older)).toBeLessThan(all.indexOf(newer))
    }
    expect((await list(two, two))!.versions.map(({ version }) => version)).toEqual([two])
  })

  test('begin beside the line when the older end came in by a merge, which is said', async () => {
    const { repository, two, three, merge, five } = history()
    const { versions, warnings } = (await git.versions(
      reference(`git:${three}`),
      reference('git:main'),
      releasesOnly,
      calledIn(repository),
    ))!
    expect(versions.map(({ version }) => version)).toEqual([three, two, merge, five])
    expect(warnings.map(({ code }) => code)).toEqual(['not-first-parent'])
  })

  test('that part from each other are none, and where they part is said', async () => {
    const { repository, one, lost, five } = history()
    const context = calledIn(repository)
    await expect(git.versions(reference('git:lost'), reference('git:main'), releasesOnly, context)).rejects.toMatchObject({
      code: 'unrelated-commits',
      message: `There are no versions from ${lost} to ${five}: neither comes from the other.`,
      hint: `They part at ${one}: take that one for the older side.`,
    })
    const other = new GitRepository()
    other.commit({ subject: 'Other', files: { a: '1' } })
    expect(await git.versions(reference('git:main'), reference(`git:${other.folder}#main`), releasesOnly, context)).toBe(null)
    // A worktree is the same repository.
    const worktree = join(emptyFolder(), 'worktree')
    repository.run('worktree', 'add', '--quiet', '--detach', worktree, one)
    expect((await git.versions(reference(`git:${worktree}#HEAD`), reference('git:main'), releasesOnly, context))!.versions).toHaveLength(4)
  })
})
