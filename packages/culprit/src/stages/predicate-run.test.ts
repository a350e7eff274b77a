import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder } from '../../../../test/program.ts'
import { requestOf, runOf } from '../../../../test/requests.ts'
import { RunFolder } from '../store/run-folder.ts'
import { findCommand, runPredicate, type PredicateRuns } from './predicate-run.ts'

/** Versions v0 to v2, each in a folder with its number in a file; the last one cannot be had. */
async function versions(words: readonly string[], changed: Partial<PredicateRuns> = {}) {
  const root = emptyFolder()
  for (const number of [0, 1]) {
    await fs.mkdir(join(root, `v${number}`))
    await fs.writeFile(join(root, `v${number}`, 'number'), String(number))
  }
  const run = runOf(requestOf({ command: 'bisect', workload: { kind: 'command', command: [...words] }, cwd: root }))
  const folder = await RunFolder.create(join(root, 'runs'), run)
  const runs: PredicateRuns = {
    folder,
    command: { words, sha256: null },
    timeLimitNs: 30e9,
    signal: new AbortController().signal,
    names: ['v0', 'v1', 'v2', 'v3'],
    sideOf: async place => (place < 2 ? { dir: join(root, `v${place}`) } : null),
    ...changed,
  }
  const ask = (version: number, number = 0) => runPredicate(runs, { version, number, purpose: 'search' })
  return { root, folder, runs, ask }
}

const node = (script: string) => [process.execPath, '-e', script]

test('a command runs in the folder of its version, and sees which one it is and no secrets', async () => {
  process.env.SOME_TOKEN = 'secret'
  const { ask, root, folder } = await versions(
    node(`
      const { CULPRIT_VERSION, CULPRIT_FOLDER, SOME_TOKEN } = process.env
      console.log(require('node:fs').readFileSync('number', 'utf8'), CULPRIT_VERSION, CULPRIT_FOLDER, SOME_TOKEN)
      process.exitCode = 3
    `),
  )
  expect(await ask(1)).toMatchObject({
    key: '1/0',
    version: 'v1',
    end: { kind: 'exited', code: 3 },
    said: `1 v1 ${join(root, 'v1')} undefined`,
    saysOutOfMemory: false,
  })
  expect(await fs.readFile(join(folder.path, 'answers', '1-0.log'), 'utf8')).toContain('1 v1')
  expect(await ask(2)).toBeNull()
})

test('an answer is in the journal before the next run, and is not asked for again', async () => {
  const counter = join(emptyFolder(), 'counter')
  const { ask, root, folder, runs } = await versions(node(`require('node:fs').appendFileSync(${JSON.stringify(counter)}, '.')`))
  const first = await ask(1)
  const journal = join(folder.path, 'answers.jsonl')
  expect(JSON.parse(await fs.readFile(journal, 'utf8'))).toEqual(first)
  // What a kill in the middle of a write leaves.
  await fs.appendFile(journal, '{"key":"1/1"')
  await folder.close()

  const again = await RunFolder.open(join(root, 'runs'), folder.id)
  expect(await runPredicate({ ...runs, folder: again }, { version: 1, number: 0, purpose: 'search' })).toEqual(first)
  expect(await fs.readFile(counter, 'utf8')).toBe('.')
  await expect(
    runPredicate({ ...runs, folder: again, names: ['v0', 'v9', 'v2', 'v3'] }, { version: 1, number: 0, purpose: 'search' }),
  ).rejects.toThrow('answer 1/0 of its answers.jsonl is not of v9')
  await again.close()
})

test('of what a command prints, the end is kept, and whether memory ran out', async () => {
  const { ask, folder } = await versions(
    node(`console.log('line\\n'.repeat(20_000)); console.error('FATAL: out of memory\\nlast'); process.exitCode = 134`),
  )
  expect(await ask(1)).toMatchObject({ end: { code: 134 }, said: 'last', saysOutOfMemory: true })
  const log = await fs.readFile(join(folder.path, 'answers', '1-0.log'), 'utf8')
  expect(log.length).toBeGreaterThan(15_000)
  expect(log.length).toBeLessThanOrEqual(16_000)
  expect(log).toMatch(/last\n$/)
})

test('a command that hangs is ended at its time limit', async () => {
  const { ask } = await versions(['sleep', '600'], { timeLimitNs: 0.2e9 })
  expect(await ask(1)).toMatchObject({ end: { kind: 'timed-out' }, said: '' })
})

test.each([
  [['./nowhere.sh'], /The command \.\/nowhere\.sh cannot be run on v0: .*ENOENT/],
  [['sh', '-c', 'no-such-program'], /exit code 127, which says that a program was not found\.\n {2}\| .*no-such-program/],
  [['sh', '-c', 'exit 126'], /exit code 126, which says that a program could not be executed/],
])('%j is refused on an end, and leaves no answer', async (words, message) => {
  const { ask, folder } = await versions(words)
  await expect(ask(0)).rejects.toMatchObject({ code: 'predicate-not-run', exitCode: 64, message: expect.stringMatching(message) as string })
  expect(folder.answers()).toEqual([])
  // A version in the middle may have lost it; the next one has it again.
  expect((await ask(1))!.end.kind).toBe(words[0] === 'sh' ? 'exited' : 'not-started')
})

test('a program that is a path is the one beside the user, when there is one', async () => {
  const cwd = emptyFolder()
  await fs.writeFile(join(cwd, 'check.sh'), 'exit 0\n')
  expect(await findCommand(['./check.sh', './a'], cwd)).toEqual({
    words: [join(cwd, 'check.sh'), './a'],
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
  })
  expect(await findCommand(['./other.sh'], cwd)).toEqual({ words: ['./other.sh'], sha256: null })
  expect(await findCommand(['check.sh'], cwd)).toEqual({ words: ['check.sh'], sha256: null })
})
