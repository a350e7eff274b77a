import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bisectionSchema } from '../../packages/culprit/src/model/bisection.ts'
import { culprit } from '../program.ts'
import { onlyRun } from './clear-case.ts'
import { fortyCommits, check } from './forty-commits.ts'

test('a command names the slow commit of forty, between three that do not build', async () => {
  const { folder, ends, versions } = fortyCommits({ slowFrom: 23, broken: [11, 22, 31], merge: 15 })
  check(folder, 'grep -q slow spin.txt && exit 1; exit 0')
  const build = ['--build', "sh -c '! grep broken spin.txt'"]
  const { code, stdout, stderr } = await culprit(folder, 'bisect', ...ends, '--predicate', './check.sh', ...build, '--json')
  const document = bisectionSchema.parse(JSON.parse(stdout))
  expect(code).toBe(1)
  expect(document).toMatchObject({
    outcome: 'found',
    reason: 'step-confirmed',
    culprit: { from: versions[21], to: versions[23] },
    probability: 0.99,
    predicate: { kind: 'command', words: ['./check.sh'], timeLimitNs: 600e9, contradictions: { before: { bad: 0 }, after: { good: 0 } } },
  })
  expect(document.versions).toHaveLength(40)
  expect(document.versions[22]).toMatchObject({ state: 'broken', failure: expect.stringContaining('cannot be built') as string })
  expect(document.measurements).toBeLessThan(36)
  expect(stderr).toMatch(/40 versions of git: .*; about \d\d runs of the command if none of them is wrong/)

  const folderOfRun = join(folder, '.culprit', 'runs', onlyRun(folder))
  const journal = readFileSync(join(folderOfRun, 'answers.jsonl'), 'utf8').trimEnd().split('\n')
  expect(journal).toHaveLength(document.measurements)
  // Only what the search came to was built and laid out.
  const asked = new Set(journal.map(line => (JSON.parse(line) as { version: string }).version))
  expect(asked.size).toBeLessThan(14)
  expect(readdirSync(folderOfRun)).toContain('report.html')
})
