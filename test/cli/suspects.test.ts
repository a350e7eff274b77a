import { expect, test } from 'vitest'
import { suspectsSchema } from '../../packages/culprit/src/model/suspects.ts'
import { GitRepository } from '../git-repository.ts'
import { culprit } from '../program.ts'

function repository(): GitRepository {
  const repository = new GitRepository()
  repository.commit({ subject: 'Begin', files: { 'README.md': 'a\n' } })
  repository.commit({ subject: 'Turn SIMD off \u001b[2J', files: { 'jit/emit.c': 'x\n' } })
  repository.commit({ subject: 'Explain', files: { 'README.md': 'b\n' } })
  return repository
}

test('commits are listed as words, and as one document, whose titles cannot act on the terminal', async () => {
  const { folder } = repository()
  const { code, stdout } = await culprit(folder, 'suspects', '--repo', '.', '--after', '2025-01-01', '--before', '2025-01-01')
  expect(code).toBe(0)
  expect(stdout.replaceAll(/[0-9a-f]{10}\b/g, '0123456789')).toMatchInlineSnapshot(`
    "Of 3 commits the most suspect is 0123456789: Turn SIMD off \\u001b[2J
    window: ., 2025-01-01 00:00 to 2025-01-01 23:59: 3 commits (rules: generic)
    means:  where to look first; nothing was measured, and any of them can be the one

    Suspects
      rank  weight  commit      date        touches          subject
         1     13×  0123456789  2025-01-01  code generation  Turn SIMD off \\u001b[2J
         2   0.05×  0123456789  2025-01-01  docs             Explain
         3   0.05×  0123456789  2025-01-01  docs             Begin

      1  0123456789: touches code generation: jit/emit.c; its title says "simd"; 1 line changed there
         place 6×, size 0.7×, words 3×; 1 file, +1 −0; 99 % of all weights
      2  0123456789: touches documentation only: README.md
         place 0.05×; 1 file, +1 −1; 0.4 % of all weights
      3  0123456789: touches documentation only: README.md
         place 0.05×; 1 file, +1 −0; 0.4 % of all weights
    "
  `)
  const json = await culprit(folder, 'suspects', '--repo', '.', '--from', 'HEAD~2', '--limit', '1', '--json')
  expect(suspectsSchema.parse(JSON.parse(json.stdout))).toMatchObject({ suspectsTotal: 2, suspects: [{ category: 'code-generation' }] })
  expect(json.stdout).not.toContain('\u001b')
})

test.each([
  [['--repo', '.'], /Say where the window begins/],
  [['git:HEAD~1', 'git:HEAD', '--after', '2025-01-01'], /a window of their own/],
  [['--repo', '.', '--after', '2025-02-31'], /Expected a day such as 2024-01-31/],
])('bad usage %j says what is wrong', async (args, message) => {
  const { code, stderr } = await culprit(repository().folder, 'suspects', ...args)
  expect(code).toBe(64)
  expect(stderr).toMatch(message)
})
