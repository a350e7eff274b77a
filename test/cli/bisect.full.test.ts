import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bisectionSchema } from '../../packages/culprit/src/model/bisection.ts'
import { GitRepository } from '../git-repository.ts'
import { culprit, emptyFolder, start } from '../program.ts'
import { variant, workload } from '../variants.ts'
import { onlyRun } from './clear-case.ts'

/** One commit for each number of turns that the module's loop takes; the glue of commits without a number throws. */
function commits(factors: readonly (number | null)[]): { folder: string; hashes: string[] } {
  const repository = new GitRepository()
  workload(repository.folder)
  const hashes = factors.map((factor, index) => {
    variant(repository.folder, '.', factor ?? 20, factor === null ? 'throw new Error("not this one")' : undefined)
    return repository.commit({ subject: `Version ${index}`, files: {} })
  })
  return { folder: repository.folder, hashes }
}

test('finds the commit that brought the step beside one that crashes, also when it is killed and resumed', async () => {
  const { folder, hashes } = commits([10, 10, 10, null, 40, 40])
  const ends = [hashes[0]!, hashes.at(-1)!].map(hash => `git:${hash}`)
  const running = start(folder, ['bisect', ...ends, '--workload', 'workload.mjs', '--budget', '2m', '--verbose'])
  await running.until('measuring pairs: 4 of')
  running.kill('SIGKILL')
  const { stderr } = await running.ended
  expect(stderr).toMatch(/6 versions of git: [0-9a-f]{12}, .*; 3 with the same bytes as an earlier one; about \d+ pairs/)

  const run = onlyRun(folder)
  const journal = () => readFileSync(join(folder, '.culprit', 'runs', run, 'launches.jsonl'), 'utf8')
  const before = journal().replace(/[^\n]*$/, '')
  const { code, stdout } = await culprit(folder, 'resume', run, '--json')
  const document = bisectionSchema.parse(JSON.parse(stdout))
  expect(code).toBe(1)
  expect(document).toMatchObject({ run, outcome: 'found', culprit: { from: hashes[2], to: hashes[4] } })
  expect(document.versions[3]).toMatchObject({ state: 'crashed', failure: expect.stringContaining('not this one') as string })
  expect(document.steps[0]!.ratio!.estimate).toBeGreaterThan(2)
  expect(journal().startsWith(before)).toBe(true)
  expect(readdirSync(join(folder, '.culprit', 'runs', run))).toContain('report.html')

  const shown = await culprit(folder, 'report', run)
  expect(shown.stdout).toContain(`culprit investigate git:${hashes[2]} git:${hashes[4]} --workload workload.mjs`)
})

test('versions that load the same files are one, whatever else their packages have, and each is counted once', async () => {
  const repository = new GitRepository()
  workload(repository.folder)
  const hashes = [10, 10, 40, 40].map((turns, index) => {
    variant(repository.folder, '.', turns)
    return repository.commit({ subject: `Version ${index}`, files: { 'NOTES.md': `The notes of version ${index}.` } })
  })
  const options = ['--workload', 'workload.mjs', '--budget', '2m', '--verbose', '--json']
  const { code, stdout, stderr } = await culprit(repository.folder, 'bisect', `git:${hashes[0]}`, `git:${hashes[3]}`, ...options)
  expect(stderr).toMatch(/of 4 versions 2 load the same files as an earlier one; one run executes [\d,]+ to [\d,]+ instructions/)
  const { culprit: found, candidates, changes, measurementsBy, versions } = bisectionSchema.parse(JSON.parse(stdout))
  expect([code, found]).toEqual([1, { from: hashes[1], to: hashes[2] }])
  const [one, other, ...rest] = versions.map(({ instructions }) => instructions!)
  expect(other).toBe(one)
  expect(rest).toEqual([rest[0], rest[0]])
  expect(rest[0]! / one!).toBeGreaterThan(3)
  // Two different versions are neighbours: that the ends differ is the answer.
  expect([candidates, measurementsBy.search]).toEqual([[], 0])
  expect(changes).toMatchObject({ layer: 'module', modules: [{ diff: { identical: false, functions: { changed: 1 } } }], dependencies: [] })
})

test('folders beside each other are versions in the order of their numbers', async () => {
  const folder = emptyFolder()
  for (const [name, turns] of Object.entries({ v1: 10, v2: 10, v9: 10, v10: 40, v11: 40 })) variant(join(folder, 'builds'), name, turns)
  const options = ['--workload', workload(folder), '--threshold', '20%', '--budget', '2m', '--json']
  const { code, stdout } = await culprit(folder, 'bisect', 'builds/v1', 'builds/v11', ...options)
  const { culprit: found, source, versions } = bisectionSchema.parse(JSON.parse(stdout))
  expect([code, found, source]).toEqual([1, { from: 'v9', to: 'v10' }, 'builds'])
  expect(versions.map(({ version, date }) => [version, date])).toEqual(['v1', 'v2', 'v9', 'v10', 'v11'].map(name => [name, null]))
  const shown = await culprit(folder, 'report', onlyRun(folder))
  expect(shown.stdout).toContain('culprit investigate builds/v9 builds/v10 --workload workload.mjs')
  const swapped = await culprit(folder, 'bisect', 'builds/v11', 'builds/v1', '--workload', 'workload.mjs', '--quiet')
  expect([swapped.code, swapped.stderr]).toEqual([64, expect.stringContaining('builds/v11 is the newer one of the two')])
})

test('ends that are no range are refused, with what to do', async () => {
  const { folder, hashes } = commits([10, 20])
  const [older, newer] = hashes.map(hash => `git:${hash}`)
  const refused = async (...references: string[]) => {
    const { code, stderr } = await culprit(folder, 'bisect', ...references, '--workload', 'workload.mjs', '--quiet')
    expect(code).toBe(64)
    return stderr
  }
  expect(await refused(newer!, older!)).toContain('is the newer one of the two: give the good version, which is the older one, first.')
  expect(await refused(older!, older!)).toContain('are one and the same version.')
  expect(await refused(variant(folder, 'a', 10), variant(folder, 'b', 10))).toContain('both have to be of one source')
  expect(await refused('./a', './c')).toContain('There is no file or folder "./c"')
})
