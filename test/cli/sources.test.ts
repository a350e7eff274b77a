import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { GitRepository } from '../git-repository.ts'
import { nugetFeed } from '../nuget-feed.ts'
import { culprit, emptyFolder, start } from '../program.ts'
import { ordinary } from '../small-modules.ts'

test('a commit that cannot be built is nothing measured, and the error has the end of its log', async () => {
  const repository = new GitRepository()
  const commit = repository.commit({ subject: 'One', files: { 'w.mjs': 'export function run() {}' } })
  const build = ['--build', `sh -c 'echo compiling; exit 9'`]
  const { code, stdout } = await culprit(repository.folder, 'compare', 'git:HEAD', '.', '--workload', 'w.mjs', ...build, '--json')
  expect(code).toBe(2)
  expect(JSON.parse(stdout)).toMatchObject({
    kind: 'error',
    code: 'build-failed',
    message: `git:${commit} cannot be built: sh -c 'echo compiling; exit 9' ended with exit code 9.\n  | compiling`,
  })
  expect(readdirSync(join(repository.folder, '.culprit', 'worktrees'))).toEqual([])
})

test('a build that Ctrl-C interrupts leaves no worktree', async () => {
  const repository = new GitRepository()
  repository.commit({ subject: 'One', files: { 'w.mjs': 'export function run() {}' } })
  const worktrees = join(repository.folder, '.culprit', 'worktrees')
  const running = start(repository.folder, ['compare', 'git:HEAD', '.', '--workload', 'w.mjs', '--build', 'sleep 300'])
  // The log is there as soon as the build has begun.
  const hasBegun = () => readdirSync(worktrees).some(name => name.endsWith('.log'))
  await expect
    .poll(
      () => {
        try {
          return hasBegun()
        } catch {
          return false
        }
      },
      { timeout: 20_000 },
    )
    .toBe(true)
  running.kill('SIGINT')
  const { code, stderr } = await running.ended
  expect(code).toBe(2)
  expect(stderr).toContain('Interrupted.')
  expect(readdirSync(worktrees)).toEqual([])
  expect(repository.run('worktree', 'list').split('\n')).toHaveLength(1)
})

test('modules in packages of a feed are compared by name, and a feed that is gone is said with what to do', async () => {
  const folder = emptyFolder()
  const files = { 'native/a.wasm': ordinary }
  const server = await nugetFeed(
    'Pack',
    ['1.0.0', '1.1.0'].map(version => ({ version, published: '2025-01-01T00:00:00Z', files })),
  )
  const feed = ['--nuget-feed', `${server.url}/v3/index.json`]
  const [a, b] = ['1.0.0', '1.1.0'].map(version => `nuget:Pack@${version}#native/a.wasm`) as [string, string]
  const compared = await culprit(folder, 'diff', a, b, ...feed, '--json')
  expect(compared.code).toBe(0)
  expect(JSON.parse(compared.stdout)).toMatchObject({ kind: 'module-diff', identical: true })
  server.stop()
  // What is in the cache needs no feed.
  expect((await culprit(folder, 'diff', a, b, ...feed)).code).toBe(0)
  const gone = await culprit(folder, 'inspect', 'nuget:Pack@1.2.0', ...feed)
  expect(gone.code).toBe(2)
  expect(gone.stderr).toMatch(/Could not fetch the index of the NuGet feed from 127\.0\.0\.1:\d+: connect ECONNREFUSED/)
  expect(gone.stderr).toContain('Nothing half-fetched was kept.')
})
