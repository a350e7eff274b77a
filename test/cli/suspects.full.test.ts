import { expect, test } from 'vitest'
import { investigationSchema } from '../../packages/culprit/src/model/investigation.ts'
import { GitRepository } from '../git-repository.ts'
import { culprit } from '../program.ts'
import { variant, workload } from '../variants.ts'

test('an investigation of two commits ranks what lies between, and raises what touches the function whose work changed', async () => {
  const repository = new GitRepository()
  const { folder } = repository
  workload(folder)
  variant(folder, '.', 5)
  const first = repository.commit({ subject: 'Begin', files: {} })
  repository.commit({ subject: 'Change a script', files: { 'more.js': 'export {}\n'.repeat(60) } })
  variant(folder, '.', 30)
  const slow = repository.commit({ subject: 'Go on', files: {} })
  repository.commit({ subject: 'Explain', files: { 'README.md': 'a\n' } })
  const options = ['--workload', 'workload.mjs', '--budget', '60s', '--json', '--repo', '.']
  const { code, stdout } = await culprit(folder, 'investigate', `git:${first}`, 'git:HEAD', ...options)
  expect(code).toBe(1)
  const document = investigationSchema.parse(JSON.parse(stdout))
  expect(document.suspects.map(({ subject }) => subject)).toEqual(['Go on', 'Change a script', 'Explain'])
  expect(document.suspects[0]).toMatchObject({
    commit: slow,
    factors: expect.arrayContaining([expect.objectContaining({ feature: 'functions' })]),
  })
  expect(document.notLookedAt.join()).not.toContain('Commits and pull requests')
  expect(document.warnings.map(({ code: of }) => of)).not.toContain('suspects-unknown')
})

test('what stands between no commits is said, and loses nothing that was measured', async () => {
  const { folder } = new GitRepository()
  workload(folder)
  const sides = [variant(folder, 'a', 5), variant(folder, 'b', 30)]
  const options = ['--workload', 'workload.mjs', '--budget', '60s', '--json', '--repo', '.']
  const { code, stdout } = await culprit(folder, 'investigate', ...sides, ...options)
  expect(code).toBe(1)
  const document = investigationSchema.parse(JSON.parse(stdout))
  expect(document).toMatchObject({ classification: 'real-regression', suspects: [] })
  expect(document.warnings).toContainEqual(
    expect.objectContaining({ code: 'suspects-unknown', message: expect.stringContaining('two versions of one thing') }),
  )
  expect(document.notLookedAt.join()).toContain('Commits and pull requests')
})
