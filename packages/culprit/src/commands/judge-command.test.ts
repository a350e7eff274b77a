import { expect, test } from 'vitest'
import { commandRun, plannedCommand } from '../../../../test/command-runs.ts'
import type { CommandRun, PlannedCommand, SuiteSide } from '../model/suite-comparison.ts'
import { isSettled, judgeCommand, needsConfirmation } from './judge-command.ts'

const planned = plannedCommand('lua')

type Changed = Partial<Omit<CommandRun, 'key' | 'counts'>> & { counts?: Partial<CommandRun['counts']> }

function run(
  phase: CommandRun['phase'],
  round: number,
  side: SuiteSide,
  seconds: number,
  { counts, ...changed }: Changed = {},
): CommandRun {
  const all = { tests: null, passed: null, failed: null, ...counts }
  return commandRun({ phase, round, command: 'lua', side, wallNs: seconds * 1e9, counts: all, ...changed })
}

/** What the rounds of a machine are like: the same on both sides within 2 %, and not from round to round. */
const noise = [1, 1.3, 0.98, 1.1, 1.01, 0.9]
const skew = [1.01, 0.99, 1.015, 0.995, 1.02, 0.985]

interface Sides {
  readonly factor?: number
  readonly rounds?: number
  readonly baseline?: Changed
  readonly candidate?: Changed
  readonly phases?: readonly CommandRun['phase'][]
}

/** Rounds of 10 s on the baseline, and `factor` times that on the candidate. */
function runs({
  factor = 1,
  rounds = 6,
  baseline,
  candidate,
  phases = ['warm-up', 'screening', 'confirmation'],
}: Sides = {}): CommandRun[] {
  return phases.flatMap(phase =>
    Array.from({ length: phase === 'warm-up' ? 1 : rounds }, (_, round) => [
      run(phase, round, 'baseline', 10 * noise[round]!, baseline),
      run(phase, round, 'candidate', 10 * noise[round]! * factor * skew[round]!, candidate),
    ]).flat(),
  )
}

const judged = (sides: Sides, changed: Partial<PlannedCommand> = {}) => judgeCommand({ ...planned, ...changed }, runs(sides), 0.05)

test('the threshold is said as it was given', () => {
  expect(judgeCommand(planned, runs(), 0.125).reason).toBe('It does not take longer by 12.5 %.')
})

test('a command that is twice as slow is a regression once fresh rounds say so too', () => {
  const sides = { factor: 2 }
  expect(needsConfirmation(planned, runs({ ...sides, phases: ['warm-up', 'screening'] }), 0.05)).toBe(true)
  const { verdict, decidedBy, ratio, isConfirmed, rounds, worst } = judged(sides)
  expect({ verdict, decidedBy, isConfirmed, rounds }).toEqual({ verdict: 'regression', decidedBy: 'wall', isConfirmed: true, rounds: 6 })
  expect(ratio).toMatchObject({ estimate: expect.closeTo(2, 1), low: expect.closeTo(1.97, 2), high: expect.closeTo(2.04, 2) })
  expect(worst).toMatchObject({ metric: 'user', ratio: expect.closeTo(2, 1) })
  expect(judged({ ...sides, phases: ['warm-up', 'screening'] })).toMatchObject({ verdict: 'inconclusive', isConfirmed: false })
  expect(judged({ factor: 0.5 })).toMatchObject({ verdict: 'improvement', isConfirmed: true })
})

test('a change that fresh rounds do not show is not claimed', () => {
  const all = [...runs({ factor: 2, phases: ['warm-up', 'screening'] }), ...runs({ factor: 1, phases: ['confirmation'] })]
  expect(judgeCommand(planned, all, 0.05)).toMatchObject({
    verdict: 'inconclusive',
    isConfirmed: false,
    screening: { verdict: 'regression', rounds: 6 },
    reason: expect.stringContaining('not confirmed'),
  })
})

test('a command that is as it was is none, and is not run again', () => {
  expect(judged({})).toMatchObject({ verdict: 'no-regression', isConfirmed: null, worst: null })
  expect(needsConfirmation(planned, runs(), 0.05)).toBe(false)
})

test('five rounds tell no change from chance, and say how many would', () => {
  expect(judged({ factor: 2, rounds: 5 })).toMatchObject({
    verdict: 'inconclusive',
    ratio: { estimate: expect.closeTo(2, 1), low: null, high: null },
    reason: '5 rounds tell no change from chance; 6 do.',
  })
})

test('a command that grew by half and is as fast per test is no regression, and says so', () => {
  const sides = { factor: 1.5, baseline: { counts: { tests: 200 } }, candidate: { counts: { tests: 300 } } }
  const { verdict, ratio, perTest, isJudgedPerTest, notes } = judged(sides)
  expect({ verdict, isJudgedPerTest }).toEqual({ verdict: 'no-regression', isJudgedPerTest: true })
  expect([ratio!.estimate, perTest!.estimate]).toEqual([expect.closeTo(1.5, 1), expect.closeTo(1, 1)])
  expect(notes).toEqual([
    { code: 'grew', text: expect.stringMatching(/^It grew from 200 to 300 tests; .* so that it takes longer is no regression\.$/) },
  ])
  expect(judged({ factor: 1.5 })).toMatchObject({ verdict: 'regression', isJudgedPerTest: false })
  expect(judged({ ...sides, factor: 3 })).toMatchObject({ verdict: 'regression', isJudgedPerTest: true })
  expect(judged({ ...sides, factor: 1.2 })).toMatchObject({ verdict: 'improvement', isConfirmed: true })
})

test('a number of tests that varies judges nothing per test', () => {
  const all = runs({ factor: 1.5, baseline: { counts: { tests: 200 } }, candidate: { counts: { tests: 300 } } })
  const varied = all.map((each, index) => (index === 3 ? { ...each, counts: { ...each.counts, tests: 299 } } : each))
  const { verdict, perTest, isJudgedPerTest, notes } = judgeCommand(planned, varied, 0.05)
  expect({ verdict, perTest, isJudgedPerTest }).toEqual({ verdict: 'regression', perTest: null, isJudgedPerTest: false })
  expect(notes).toEqual([{ code: 'count-varies', text: 'The number of tests of the candidate varies from run to run: 299 to 300.' }])
})

test('one test fewer that passes is a regression of its own, at any speed', () => {
  const sides = { baseline: { counts: { tests: 200, passed: 200 } }, candidate: { counts: { tests: 200, passed: 199 } } }
  expect(judged({ ...sides, factor: 0.5 })).toMatchObject({
    verdict: 'regression',
    decidedBy: 'tests',
    reason: '1 test fewer passes: 200 before, 199 now.',
    notes: [{ code: 'time' }],
  })
  const ends = { ...sides, candidate: { ...sides.candidate, end: { kind: 'exited', code: 1 } } } as const
  expect(judged(ends)).toMatchObject({
    verdict: 'regression',
    decidedBy: 'tests',
    reason: '1 test fewer passes: 200 before, 199 now. It ended with exit code 1; the baseline finishes.',
  })
  const same = { counts: { tests: 200, passed: 199, failed: 1 } }
  expect(judged({ baseline: same, candidate: same })).toMatchObject({ verdict: 'no-regression', decidedBy: 'wall' })
  const more = { baseline: { counts: { failed: 2 } }, candidate: { counts: { failed: 5 } } }
  expect(judged(more)).toMatchObject({ decidedBy: 'tests', reason: '3 tests more fail: 2 before, 5 now.' })
})

test('a test that passes now and then on both sides is none', () => {
  const all = runs({ baseline: { counts: { passed: 200 } }, candidate: { counts: { passed: 199 } } })
  const flaky = all.map((each, index) =>
    index === 7 || index === 8 ? { ...each, counts: { ...each.counts, passed: index === 7 ? 200 : 199 } } : each,
  )
  expect(judgeCommand(planned, flaky, 0.05)).toMatchObject({
    verdict: 'no-regression',
    notes: [{ code: 'count-varies' }, { code: 'count-varies' }],
  })
})

const ends = {
  killed: { end: { kind: 'killed', signal: 'SIGKILL' } },
  'exit code of a kill': { end: { kind: 'exited', code: 137 } },
  'out of memory': { end: { kind: 'exited', code: 1 }, saysOutOfMemory: true },
  'time limit': { end: { kind: 'timed-out' } },
  'not started': { end: { kind: 'not-started', why: 'spawn lua ENOENT' } },
  'exit code': { end: { kind: 'exited', code: 1 } },
} as const satisfies Record<string, Changed>

const words: Record<keyof typeof ends, RegExp> = {
  killed: /^It was killed by SIGKILL, which is what the system does when memory runs out; the baseline finishes\.$/,
  'exit code of a kill': /exit code 137: a program in it was killed by SIGKILL, which is what the system does when memory runs out/,
  'out of memory': /^It ran out of memory, as its output says, and ended with exit code 1/,
  'time limit': /^It did not end within its time limit/,
  'not started': /^It could not be started: spawn lua ENOENT/,
  'exit code': /^It ended with exit code 1/,
}

test.each(Object.entries(ends))('the end "%s" of the candidate alone is a regression, and of both no pass', (kind, end) => {
  const { verdict, decidedBy, reason, ratio } = judged({ candidate: end })
  expect({ verdict, decidedBy, ratio }).toEqual({ verdict: 'regression', decidedBy: 'failure', ratio: null })
  expect(reason).toMatch(words[kind as keyof typeof ends])
  expect(judged({ baseline: end, candidate: end })).toMatchObject({ verdict: 'not-measured', decidedBy: null })
  expect(judged({ baseline: end }).verdict).toBe(kind === 'not started' ? 'not-measured' : 'improvement')
})

test('a candidate that is killed where the baseline ends with an error is a regression', () => {
  expect(judged({ baseline: ends['exit code'], candidate: ends.killed })).toMatchObject({ verdict: 'regression', decidedBy: 'failure' })
  expect(judged({ baseline: ends.killed, candidate: ends['exit code'] })).toMatchObject({ verdict: 'not-measured' })
})

test('an exit code that the suite takes for an end is none of failure', () => {
  const sides = { factor: 2, baseline: ends['exit code'], candidate: ends['exit code'] }
  expect(judged(sides, { exitCodes: [0, 1] })).toMatchObject({ verdict: 'regression', decidedBy: 'wall' })
})

test('a candidate that fails now and then is undecided, with how often', () => {
  const all = runs({ phases: ['warm-up', 'screening'] }).map((each, index) => (index === 5 ? { ...each, ...ends['exit code'] } : each))
  expect(judgeCommand(planned, all, 0.05)).toMatchObject({ verdict: 'inconclusive', reason: expect.stringContaining('in 1 of 7 runs') })
})

test('what fails in the warm-up and in the next round is settled', () => {
  expect(isSettled(planned, runs({ candidate: ends.killed, rounds: 1, phases: ['warm-up'] }))).toBe(false)
  expect(isSettled(planned, runs({ candidate: ends.killed, rounds: 1, phases: ['warm-up', 'screening'] }))).toBe(true)
  expect(isSettled(planned, runs())).toBe(false)
})

const contended = { competition: 0.5 }

test('where others use the processors, user and system time decide and not the clock', () => {
  // The clock says three times, because the others took the time.
  const all = runs({ baseline: contended, candidate: contended, factor: 2, phases: ['warm-up', 'screening', 'confirmation'] })
  const slowed = all.map(each => (each.side === 'candidate' ? { ...each, wallNs: each.wallNs * 1.5 } : each))
  const { verdict, decidedBy, ratio, contendedRuns } = judgeCommand(planned, slowed, 0.05)
  expect({ verdict, decidedBy, contendedRuns }).toEqual({ verdict: 'regression', decidedBy: 'cpu', contendedRuns: 12 })
  expect(ratio!.estimate).toBeCloseTo(2, 1)
})

test('a command that takes longer on a contended clock alone is undecided, and on a quiet one a regression', () => {
  const slowed = (sides: Sides) => runs(sides).map(each => (each.side === 'candidate' ? { ...each, wallNs: each.wallNs * 2 } : each))
  expect(judgeCommand(planned, slowed({ baseline: contended, candidate: contended }), 0.05)).toMatchObject({
    verdict: 'inconclusive',
    decidedBy: 'cpu',
    reason: expect.stringContaining('A quiet machine tells'),
  })
  expect(judgeCommand(planned, slowed({}), 0.05)).toMatchObject({ verdict: 'regression', decidedBy: 'wall', worst: { metric: 'wall' } })
})

test('unknown processor time decides nothing', () => {
  const unknown = { ...contended, userNs: null, systemNs: null }
  expect(judged({ factor: 2, baseline: unknown, candidate: unknown })).toMatchObject({
    verdict: 'inconclusive',
    reason: expect.stringContaining('not known'),
  })
})

test('processor time that is counted in a few steps shows only what the steps do not hide', () => {
  const short = { ...contended, userNs: 1e8, systemNs: 0 }
  const verdictAt = (userNs: number) => judged({ baseline: short, candidate: { ...short, userNs } })
  expect(verdictAt(1.1e8)).toMatchObject({
    verdict: 'inconclusive',
    ratio: { estimate: expect.closeTo(1.1, 5), low: expect.closeTo(1.1 / 1.2, 5), high: expect.closeTo(1.1 * 1.2, 5) },
    reason: expect.stringContaining('It used 0.1 s of it, whose steps of 10 ms hide changes of up to 20 %.'),
  })
  expect(verdictAt(2e8)).toMatchObject({ verdict: 'regression', decidedBy: 'cpu' })
  expect(verdictAt(0.86e8)).toMatchObject({ verdict: 'no-regression' })
})

test('the worst part is memory when that grew most', () => {
  expect(judged({ candidate: { peakMemoryBytes: 150e6 } }).worst).toEqual({ metric: 'peak-memory', ratio: 3 })
  expect(judged({ rounds: 5, candidate: { peakMemoryBytes: 150e6 } }).worst).toBeNull()
})

test('what a command leaves behind and counts that cannot be read are told', () => {
  const { notes } = judged(
    { baseline: { unread: ['tests'] }, candidate: { unread: ['tests'], leftProcesses: true } },
    {
      counts: { tests: 'tests: (\\S+)', passed: null, failed: null },
    },
  )
  expect(notes.map(({ text }) => text)).toEqual([
    'The expression "tests: (\\\\S+)" for tests found no whole number in the output of 26 of 26 runs.',
    'It left processes running, in 0 runs of the baseline and 13 of the candidate; they were ended, and what they used is not counted.',
  ])
})
