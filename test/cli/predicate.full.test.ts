import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bisectionSchema } from '../../packages/culprit/src/model/bisection.ts'
import { GitRepository } from '../git-repository.ts'
import { npmRegistry } from '../npm-registry.ts'
import { nugetFeed } from '../nuget-feed.ts'
import { culprit, emptyFolder, start } from '../program.ts'
import { variant, workload } from '../variants.ts'
import { onlyRun } from './clear-case.ts'
import { check, fortyCommits } from './forty-commits.ts'

test('what cannot be asked is refused, with what to do', async () => {
  const { folder, ends } = fortyCommits({ slowFrom: 1, count: 2 })
  writeFileSync(join(folder, 'plain.txt'), 'no program\n')
  const refused = async (...args: string[]) => {
    const { code, stderr } = await culprit(folder, 'bisect', ...ends, '--quiet', ...args)
    expect(code).toBe(64)
    return stderr
  }
  expect(await refused('--predicate', './plain.txt')).toMatch(/plain\.txt cannot be run on [0-9a-f]+: .*EACCES[^]*chmod \+x/)
  expect(await refused('--predicate', 'true', '--bad-if', 'ratio > 2')).toContain('--predicate and --bad-if exclude each other.')
  expect(await refused('--predicate', 'true', '--workload', 'w.mjs')).toContain('--workload does not go with --predicate')
  expect(await refused('--bad-if', 'ratio > 5%', '--workload', 'w.mjs')).toContain("5 % slower is 'ratio > 1.05'")
  expect(readdirSync(join(folder, '.culprit', 'runs'))).toEqual([])
})

test('a command that errs every fifth time is killed and resumed, and asked nothing twice', async () => {
  const { folder, ends, versions } = fortyCommits({ slowFrom: 23, merge: 7 })
  // The hash of how many answers there are decides whether the next one is wrong, so a run that a kill cut off is as if it had not been.
  const log = join(folder, 'runs.log')
  writeFileSync(log, '')
  check(
    folder,
    `number=$(cat '${folder}'/.culprit/runs/*/answers.jsonl 2> /dev/null | wc -l)
grep -q slow spin.txt; bad=$((1 - $?))
[ $(($(echo "seed $number" | cksum | cut -d' ' -f1) % 5)) -eq 0 ] && bad=$((1 - bad))
echo "$CULPRIT_VERSION" >> '${log}'
exit $bad`,
  )
  const running = start(folder, ['bisect', ...ends, '--predicate', './check.sh', '--verbose'])
  await running.until('asking: 20 of')
  running.kill('SIGKILL')
  await running.ended
  const run = onlyRun(folder)
  const journal = () => readFileSync(join(folder, '.culprit', 'runs', run, 'answers.jsonl'), 'utf8')
  const before = journal().replace(/[^\n]*$/, '')
  const unanswered = asked(readFileSync(log, 'utf8')).length - asked(before).length
  // The run that was under way when it was killed may have come to its end.
  expect(unanswered).toBeLessThan(2)

  const script = readFileSync(join(folder, 'check.sh'), 'utf8')
  check(folder, 'exit 0')
  const other = await culprit(folder, 'resume', run, '--quiet')
  expect([other.code, other.stderr]).toEqual([64, expect.stringContaining('changed')])
  writeFileSync(join(folder, 'check.sh'), script)

  const { code, stdout } = await culprit(folder, 'resume', run, '--json')
  const document = bisectionSchema.parse(JSON.parse(stdout))
  expect(code).toBe(1)
  expect(document).toMatchObject({ run, outcome: 'found', culprit: { from: versions[22], to: versions[23] } })
  const { before: early, after: late } = document.predicate!.contradictions!
  expect(early.bad + late.good).toBeGreaterThan(5)
  expect(journal().startsWith(before)).toBe(true)
  expect(asked(journal())).toHaveLength(document.measurements)
  expect(asked(readFileSync(log, 'utf8'))).toHaveLength(document.measurements + unanswered)

  const shown = await culprit(folder, 'report', run)
  expect(shown.stdout).toContain(`git log --stat ${versions[22]}..${versions[23]}`)
})

test('a hang is bad when the bad end hangs, and a crash beside it is skipped', async () => {
  const { folder, ends, versions } = fortyCommits({ count: 12, slowFrom: 6, broken: [5] })
  check(folder, 'grep -q broken spin.txt && kill -SEGV $$; grep -q slow spin.txt && exec sleep 600; exit 0')
  const { code, stdout } = await culprit(folder, 'bisect', ...ends, '--predicate', './check.sh', '--timeout', '1500ms', '--json')
  const document = bisectionSchema.parse(JSON.parse(stdout))
  expect(code).toBe(1)
  expect(document).toMatchObject({ outcome: 'found', culprit: { from: versions[4], to: versions[6] } })
  expect(document.versions[5]).toMatchObject({ state: 'crashed', failure: 'was killed by SIGSEGV' })
})

test('ends that answer alike have no step, and an end that cannot tell leaves it undecided', async () => {
  const { folder, ends } = fortyCommits({ count: 4, slowFrom: 2 })
  const alike = await culprit(folder, 'bisect', ...ends, '--predicate', 'false', '--quiet')
  expect(alike.code).toBe(0)
  expect(alike.stdout).toContain('The ends of git are not told apart')
  const skips = await culprit(folder, 'bisect', ...ends, '--predicate', "sh -c 'exit 125'", '--quiet')
  expect(skips.code).toBe(2)
  expect(skips.stdout).toContain('the good end gives no answer')
})

const publishedVersions = Array.from({ length: 8 }, (_, minor) => ({ version: `1.${minor}.0`, date: `2025-01-0${minor + 1}T00:00:00Z` }))

test('versions of packages are asked in their own folder', async () => {
  const { cwd, server } = await npmRegistry('example', publishedVersions)
  check(cwd, 'grep -q "1.[5-7].0" package.json && exit 1; test "$(basename "$CULPRIT_FOLDER")" = example')
  const { stdout } = await culprit(cwd, 'bisect', 'npm:example@1.0.0', 'npm:example@1.7.0', '--predicate', './check.sh', '--json')
  server.stop()
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'found', culprit: { from: '1.4.0', to: '1.5.0' } })

  const packs = publishedVersions.map(({ version, date }, minor) => ({
    version,
    published: date,
    files: { 'lib/a.txt': minor < 3 ? 'fast' : 'slow' },
  }))
  const feed = await nugetFeed('Pack', packs)
  const folder = emptyFolder()
  const ends = ['nuget:Pack@1.0.0', 'nuget:Pack@1.7.0', '--nuget-feed', `${feed.url}/v3/index.json`]
  const found = await culprit(folder, 'bisect', ...ends, '--predicate', 'grep -q fast lib/a.txt', '--json')
  feed.stop()
  expect(JSON.parse(found.stdout)).toMatchObject({ outcome: 'found', culprit: { from: '1.2.0', to: '1.3.0' } })

  const engines = await culprit(folder, 'bisect', 'node@22.11.0', 'node@22.12.0', '--predicate', 'true', '--quiet')
  expect(engines.code).toBe(64)
  expect(engines.stderr).toContain('releases of an engine have none')
})

/** `spin(n)` counts to n times a factor; a slow one to eight times as much. */
const spinText = (turns: number) => `(module (func (export "spin") (param i32) (result i32) (local i32)
  (loop (br_if 0 (i32.lt_u (local.tee 1 (i32.add (local.get 1) (i32.const 1))) (i32.mul (local.get 0) (i32.const ${turns})))))
  (local.get 0)))
`

test('a condition on one pair names the slow one of forty commits that are built from text', async () => {
  const { folder, ends, versions } = fortyCommits({
    slowFrom: 23,
    broken: [11, 22, 31],
    merge: 15,
    content: words => ({
      'spin.wat': words.includes('broken') ? '(module (oops))' : spinText(words.startsWith('slow') ? 80 : 10),
      'spin.txt': words,
    }),
  })
  const build = ['--build', 'wat2wasm spin.wat -o spin.wasm', '--build-output', 'spin.wasm', '--invoke', 'spin', '--args', '20000']
  const args = ['bisect', ...ends, '--bad-if', 'ratio > 1.5', '--timeout', '600s', ...build, '--budget', '2m', '--json']
  const { code, stdout } = await culprit(folder, ...args)
  const document = bisectionSchema.parse(JSON.parse(stdout))
  expect(code).toBe(1)
  expect(document).toMatchObject({
    outcome: 'found',
    culprit: { from: versions[21], to: versions[23] },
    predicate: { kind: 'condition', words: ['ratio > 1.5'], timeLimitNs: 600e9 },
  })
  expect(document.versions[23]!.effect!.estimate).toBeGreaterThan(2)
  expect(document.versions[22]!.state).toBe('broken')
  const shown = await culprit(folder, 'report', onlyRun(folder))
  expect(shown.stdout).toContain(`culprit investigate git:${versions[21]} git:${versions[23]} --build`)
})

test('a workload that throws is bad when that of the bad end throws', async () => {
  const repository = new GitRepository()
  workload(repository.folder)
  const versions = Array.from({ length: 6 }, (_, index) => {
    variant(repository.folder, '.', 10, index < 3 ? undefined : 'throw new Error("not any more")')
    return repository.commit({ subject: `Version ${index}`, files: {} })
  })
  const ends = [versions[0]!, versions.at(-1)!].map(version => `git:${version}`)
  const args = ['bisect', ...ends, '--bad-if', 'ratio > 1.5', '--workload', 'workload.mjs', '--budget', '2m', '--json']
  const { code, stdout } = await culprit(repository.folder, ...args)
  const document = bisectionSchema.parse(JSON.parse(stdout))
  expect(code).toBe(1)
  expect(document).toMatchObject({ outcome: 'found', culprit: { from: versions[2], to: versions[3] } })
  expect(document.versions[5]).toMatchObject({ state: 'bad', effect: null, answers: { good: 0 } })
})

/** The versions in the lines of a file. */
function asked(lines: string): string[] {
  return lines.split('\n').filter(line => line !== '')
}
