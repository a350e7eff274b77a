import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { suiteComparisonSchema, type ComparedCommand, type SuiteComparison } from '../../packages/culprit/src/model/suite-comparison.ts'
import { culprit, emptyFolder, start } from '../program.ts'

/** A configuration with one suite, and two checkouts with these files in them; each can be run. */
function checkouts(commands: Record<string, unknown>, before: Record<string, string>, after: Record<string, string>): string {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'culprit.config.mjs'), `export default { suites: { guests: { commands: ${JSON.stringify(commands)} } } }\n`)
  for (const [side, files] of Object.entries({ before, after })) {
    mkdirSync(join(folder, side))
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(folder, side, name), text)
      chmodSync(join(folder, side, name), 0o755)
    }
  }
  return folder
}

const compare = (folder: string, ...args: string[]) => culprit(folder, 'compare', './before', './after', '--suite', 'guests', ...args)

function documentOf(stdout: string): SuiteComparison & { readonly by: Readonly<Record<string, ComparedCommand>> } {
  const document = suiteComparisonSchema.parse(JSON.parse(stdout))
  return { ...document, by: Object.fromEntries(document.commands.map(command => [command.name, command])) }
}

function onlySuite(folder: string): string {
  const ids = readdirSync(join(folder, '.culprit', 'suites'))
  expect(ids).toHaveLength(1)
  return ids[0]!
}

/** Whether a process is more than an entry that nobody has waited for. */
function isRunning(pid: number): boolean {
  const path = `/proc/${pid}/status`
  return existsSync(path) && /^State:\s+[RSD]/m.test(readFileSync(path, 'utf8'))
}

/** Runs `tests` tests of so many million steps, of which `passed` pass. */
const guest = `
const plan = JSON.parse(require('node:fs').readFileSync('plan.json', 'utf8'))[process.argv[2]]
let state = 1
for (let test = 0; test < plan.tests; test++) for (let step = 0; step < plan.million * 1e6; step++) state = (state * 31 + step) | 0
if (plan.killed) process.kill(process.pid, 'SIGKILL')
console.log('tests: ' + plan.tests + ', ' + (plan.passed ?? plan.tests) + ' passed, state ' + state)
`

test('each suite is told for what it is: slower, grown, one test fewer, killed, a limit too loose', async () => {
  const counts = { tests: 'tests: (\\d+)', passed: '(\\d+) passed' }
  const run = (name: string, more = {}) => ({ command: [process.execPath, 'guest.cjs', name], counts, ...more })
  const before = {
    slow: { tests: 10, million: 2.5 },
    grown: { tests: 10, million: 2 },
    fewer: { tests: 10, million: 0.4 },
    killed: { tests: 10, million: 0.4 },
    loose: { tests: 10, million: 0.4 },
  }
  const after = {
    // Beyond what other work on the machine does to processor time.
    slow: { tests: 10, million: 12.5 },
    grown: { tests: 15, million: 2 },
    fewer: { tests: 10, million: 0.4, passed: 9 },
    killed: { tests: 10, million: 0.4, killed: true },
    loose: { tests: 10, million: 0.4 },
  }
  const folder = checkouts(
    { slow: run('slow'), grown: run('grown'), fewer: run('fewer'), killed: run('killed'), loose: run('loose', { timeLimit: '3m' }) },
    { 'guest.cjs': guest, 'plan.json': JSON.stringify(before) },
    { 'guest.cjs': guest, 'plan.json': JSON.stringify(after) },
  )
  const { code, stdout } = await compare(folder, '--threshold', '40%', '--json', '--quiet')
  expect(code).toBe(1)
  const { by, verdict, common } = documentOf(stdout)
  expect(verdict).toBe('regression')
  expect(by['slow']).toMatchObject({ verdict: 'regression', isConfirmed: true, worst: { metric: expect.stringMatching(/^(user|wall)$/) } })
  expect(by['slow']!.ratio!.estimate).toBeGreaterThan(1.4)
  expect(by['grown']!.verdict).not.toBe('regression')
  expect(by['grown']).toMatchObject({
    isJudgedPerTest: true,
    notes: [{ code: 'grew', text: expect.stringContaining('from 10 to 15 tests') }],
  })
  expect(by['grown']!.notes[0]!.text).toContain('that it takes longer is no regression')
  expect(by['grown']!.ratio!.estimate).toBeGreaterThan(by['grown']!.perTest!.estimate * 1.4)
  expect(by['fewer']).toMatchObject({ verdict: 'regression', decidedBy: 'tests', reason: '1 test fewer passes: 10 before, 9 now.' })
  expect(by['killed']).toMatchObject({ verdict: 'regression', decidedBy: 'failure', candidate: { state: 'killed', runs: 2 } })
  expect(by['loose']!.deadline).toMatchObject({ state: 'loose', isOwn: true, limitNs: 180e9 })
  expect(by['loose']!.deadline.proposalNs).toBeLessThan(by['loose']!.deadline.limitNs / 10)
  expect(common).toMatchObject({ kind: 'own', own: expect.arrayContaining(['slow']) })

  const report = (await culprit(folder, 'report', onlySuite(folder))).stdout
  expect(report).toMatch(
    /^regression: 3 of 5 commands are worse: slow takes .*× the (processor )?time; fewer\s+passes 1 test fewer; killed is killed/,
  )
  expect(report).toMatch(/killed +regression .* killed /)
  expect(report).toMatch(/grown: .*\n.*It grew from 10 to 15 tests/)
  expect(report).toContain('was killed by SIGKILL, which is what the system does when memory runs out')
  expect(report).toMatch(/loose +3 min 0 s .* times too loose/)
})

test('a suite that was killed goes on with what it has, and its command ended with it', async () => {
  const work = 'if [ -e hang ]; then echo $$ > new && mv new hanging; sleep 600; fi; echo x >> ran; echo "tests: 3"\n'
  const folder = checkouts(
    { one: { command: 'sh work.sh', counts: { tests: 'tests: (\\d+)' } }, two: { command: 'sh work.sh' } },
    { 'work.sh': work },
    { 'work.sh': work },
  )
  const running = start(folder, ['compare', './before', './after', '--suite', 'guests', '--threshold', '50%'])
  await running.until('round 3 of 6')
  for (const side of ['before', 'after']) writeFileSync(join(folder, side, 'hang'), '')
  const hanging = () => ['before', 'after'].map(side => join(folder, side, 'hanging')).find(path => existsSync(path))
  await expect.poll(hanging, { timeout: 60_000 }).toBeDefined()
  const pid = Number(readFileSync(hanging()!, 'utf8'))
  expect(isRunning(pid)).toBe(true)
  running.kill('SIGKILL')
  await running.ended
  await expect.poll(() => isRunning(pid), { timeout: 60_000 }).toBe(false)
  for (const side of ['before', 'after']) rmSync(join(folder, side, 'hang'))
  const id = onlySuite(folder)
  const journal = () => readFileSync(join(folder, '.culprit', 'suites', id, 'runs.jsonl'), 'utf8')
  const before = journal().replace(/[^\n]*$/, '')
  const unfinished = await culprit(folder, 'report', id)
  expect([unfinished.code, unfinished.stderr]).toEqual([2, expect.stringContaining(`culprit resume ${id}`)])

  const { code, stdout } = await culprit(folder, 'resume', id, '--json', '--quiet')
  const document = documentOf(stdout)
  expect(document).toMatchObject({ run: id, rounds: { planned: 6, measured: 6 } })
  expect(code).toBe({ regression: 1, inconclusive: 2 }[document.verdict as string] ?? 0)
  expect(journal().startsWith(before)).toBe(true)
  const lines = journal()
    .trim()
    .split('\n')
    .map(line => (JSON.parse(line) as { key: string }).key)
  expect(new Set(lines).size).toBe(lines.length)
  const ran = ['before', 'after'].flatMap(side =>
    readFileSync(join(folder, side, 'ran'), 'utf8')
      .trim()
      .split('\n'),
  )
  expect(ran).toHaveLength(lines.length)
  // It is finished, and can be shown without the sides.
  rmSync(join(folder, 'before'), { recursive: true })
  expect((await culprit(folder, 'resume', id, '--json', '--quiet')).stdout).toBe(stdout)
})

test('a budget ends a suite before its rounds, and a larger one goes on', async () => {
  const folder = checkouts({ one: { command: 'sleep 0.1' } }, {}, {})
  const { code, stdout } = await compare(folder, '--budget', '500ms', '--json', '--quiet')
  const cut = documentOf(stdout)
  expect([code, cut.by['one']!.verdict]).toEqual([2, 'inconclusive'])
  expect(cut.rounds.measured).toBeLessThan(6)
  expect(cut.warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(['budget-spent', 'few-rounds']))
  const more = await culprit(folder, 'resume', cut.run, '--budget', '10m', '--json', '--quiet')
  expect(documentOf(more.stdout).rounds).toMatchObject({ measured: 6, confidence: 0.95 })
})

test('floods, nonsense counts, what is left behind, and what one side has not, are told', async () => {
  const commands = {
    flood: { command: 'sh flood.sh', counts: { passed: '(\\d+) passed' } },
    nonsense: { command: 'sh nonsense.sh', counts: { tests: 'tests: (\\S+)' } },
    leaves: { command: 'sh leaves.sh' },
    missing: { command: './tool.sh' },
    hangs: { command: 'sh hangs.sh', timeLimit: '2s' },
    'no memory': { command: 'sh memory.sh' },
    'fails on both': { command: 'false' },
  }
  const files = {
    'flood.sh': 'echo "7 passed"\n',
    'nonsense.sh': 'echo "tests: NaN"\n',
    'leaves.sh': 'exit 0\n',
    'tool.sh': '#!/bin/sh\nexit 0\n',
    'hangs.sh': 'exit 0\n',
    'memory.sh': 'exit 0\n',
  }
  const { 'tool.sh': _, ...after } = {
    ...files,
    'flood.sh': 'head -c 200000000 /dev/zero | tr "\\0" "x"; echo; echo "6 passed"\n',
    'leaves.sh': 'sleep 600 & echo $! > left\n',
    'hangs.sh': 'sleep 600\n',
    'memory.sh': 'echo "virtual memory exhausted: Cannot allocate memory"; exit 1\n',
  }
  const folder = checkouts(commands, files, after)
  const { code, stdout } = await compare(folder, '--rounds', '1', '--json', '--quiet')
  expect(code).toBe(1)
  const { by } = documentOf(stdout)
  expect(by['flood']).toMatchObject({ verdict: 'regression', decidedBy: 'tests', reason: '1 test fewer passes: 7 before, 6 now.' })
  expect(by['nonsense']).toMatchObject({ baseline: { counts: { tests: null } }, notes: [{ code: 'count-unread' }] })
  expect(by['leaves']!.notes).toEqual([
    { code: 'left-processes', text: expect.stringContaining('0 runs of the baseline and 2 of the candidate') },
  ])
  expect(by['missing']).toMatchObject({
    verdict: 'regression',
    candidate: { state: 'not-started' },
    reason: expect.stringContaining('ENOENT'),
  })
  expect(by['hangs']).toMatchObject({ verdict: 'regression', candidate: { state: 'timed-out' }, deadline: { state: 'loose' } })
  expect(by['no memory']).toMatchObject({ verdict: 'regression', candidate: { state: 'out-of-memory' } })
  expect(by['fails on both']).toMatchObject({ verdict: 'not-measured', decidedBy: null })
  const left = Number(readFileSync(join(folder, 'after', 'left'), 'utf8'))
  expect(isRunning(left)).toBe(false)
})

test('two binaries are compared in the folder of the configuration', async () => {
  const folder = emptyFolder()
  writeFileSync(
    join(folder, 'culprit.config.mjs'),
    `export default { suites: { tool: { commands: { run: { command: ['{variant}', '--path={variant}'], counts: { tests: '^tests (\\\\d+)$' } } } } } }\n`,
  )
  mkdirSync(join(folder, 'bin'))
  for (const [name, tests] of [
    ['old', 4],
    ['new', 5],
  ] as const) {
    const path = join(folder, 'bin', name)
    writeFileSync(
      path,
      `#!/bin/sh\n[ "$1" = "--path=$CULPRIT_FOLDER/${name}" ] && [ -e culprit.config.mjs ] && [ -z "$SECRET_TOKEN" ] && echo "tests ${tests}"\n`,
    )
    chmodSync(path, 0o755)
  }
  const { code, stdout } = await culprit(
    folder,
    'compare',
    './bin/old',
    './bin/new',
    '--suite',
    'tool',
    '--rounds',
    '1',
    '--json',
    '--quiet',
  )
  expect(code).toBe(2)
  const { by, baseline, warnings } = documentOf(stdout)
  expect(baseline).toMatchObject({ kind: 'file', sha256: expect.stringMatching(/^[0-9a-f]{64}$/), revision: null })
  expect(by['run']).toMatchObject({
    isJudgedPerTest: true,
    baseline: { state: 'finished', counts: { tests: { least: 4 } } },
    candidate: { counts: { tests: { least: 5 } } },
  })
  expect(warnings.map(({ code }) => code)).toContain('few-rounds')
})

test('what cannot be run is refused, with what to do', async () => {
  const refused = async (commands: Record<string, unknown>, ...args: string[]): Promise<string> => {
    const folder = checkouts(commands, { file: '' }, { file: '' })
    const { code, stderr } = await compare(folder, '--quiet', ...args)
    expect(code).toBe(64)
    return stderr
  }
  const folder = checkouts({ a: { command: 'true' } }, { file: '' }, {})
  const ask = async (...args: string[]) => (await culprit(folder, 'compare', ...args)).stderr
  const told: [Promise<string>, string][] = [
    [refused({}), 'it has no commands, so it would measure nothing'],
    [refused({ a: { command: 'no-such-program --version' } }), 'it can be started on neither side: spawn no-such-program ENOENT'],
    [refused({ a: { command: 'true', folder: 'sub' } }), 'there is no folder'],
    [refused({ a: { command: 'true', folder: '../..' } }), 'is not below the checkout'],
    [refused({ a: { command: 'make && make test' } }), 'none reads it'],
    [refused({ a: { command: 'true', counts: { tests: 'tests: \\d+' } } }), 'it has 0 groups'],
    [refused({ a: { command: 'true', timeLimit: '10' } }), 'its timeLimit: Expected a duration'],
    [refused({ a: { command: 'true', timelimit: '10s' } }), 'timelimit'],
    [refused({ a: { command: 'true' } }, '--workload', 'w.mjs'), '--workload does not go with --suite'],
    [refused({ a: { command: 'true' } }, '--config', 'other.config.ts'), 'There is no configuration'],
    [ask('./before', './after', '--suite', 'guest'), 'has no suite of commands "guest"'],
    [ask('./before/file', './after', '--suite', 'guests'), './before/file is a file, and ./after is a folder'],
    [ask('./gone', './after', '--suite', 'guests'), 'There is no folder or file "./gone"'],
    [ask('./before', './after', '--rounds', '3'), '--rounds goes with --suite'],
  ]
  for (const [stderr, words] of told) expect(await stderr).toContain(words)
})
