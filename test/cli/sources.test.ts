import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { GitRepository } from '../git-repository.ts'
import { npmRegistry } from '../npm-registry.ts'
import { culprit, emptyFolder, start } from '../program.ts'

test('a package that the registry does not have is told with the registry that was asked, and not in the codes of npm', async () => {
  const { cwd, server } = await npmRegistry('pack', [{ version: '1.0.0', date: '2024-01-01T00:00:00.000Z' }])
  const missing = await culprit(cwd, 'inspect', 'npm:@scope/other@1.0.0')
  expect([missing.code, missing.stderr]).toEqual([
    64,
    expect.stringContaining(`${new URL(server.url).host} has no package "@scope/other", or none that you may see.`),
  ])
  expect(missing.stderr).toContain('npm view @scope/other')
  expect(missing.stderr).not.toContain('E404')
  const version = await culprit(cwd, 'inspect', 'npm:pack@2.0.0')
  expect(version.stderr).toContain('npm:pack has no version "2.0.0".\n  The newest versions are 1.0.0.')
})

test.each([
  ['pack@1.0.0', 'The package of npm is npm:pack@1.0.0.'],
  ['@scope/pack@^1.2', 'The package of npm is npm:@scope/pack@^1.2.'],
  ['./pack@1.0.0', 'A package is written npm:name@version.'],
])('a package that is written as npm writes it is told how it is written here: %s', async (reference, hint) => {
  const { code, stderr } = await culprit(emptyFolder(), 'inspect', reference)
  expect([code, stderr]).toEqual([64, expect.stringContaining(hint)])
})

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
