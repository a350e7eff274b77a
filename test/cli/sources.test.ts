import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { GitRepository } from '../git-repository.ts'
import { culprit, start } from '../program.ts'

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
