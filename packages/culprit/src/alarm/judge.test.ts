import { describe, expect, test } from 'vitest'
import { alarmReference as reference, alarmRun as run } from '../../../../test/alarm.ts'
import { judge } from './judge.ts'

const before = reference({ valueNs: 100e6, wallNs: 100e6, processorNs: 100e6 })
const six = (fields: Parameters<typeof run>[0]) => Array.from({ length: 6 }, () => run(fields))
/** Eight busy processes on two processors. */
const crowd = { competition: 8 / 9, pressure: 0.9 }

describe('on a quiet machine', () => {
  test('a benchmark within its budget is within, by its fastest run alone', () => {
    const runs = [...six({ valueNs: 900e6, wallNs: 900e6 }).slice(1), run({ valueNs: 500e6, wallNs: 500e6 })]
    expect(judge(before, runs, 5, 6)).toMatchObject({ state: 'within', factor: 5, decidedBy: 'clock', contendedRuns: 0 })
  })

  test('one whose fastest run is over it has crossed', () => {
    expect(judge(before, six({ valueNs: 501e6, wallNs: 501e6, processorNs: 501e6 }), 5, 6)).toMatchObject({
      state: 'crossed',
      factor: 5.01,
    })
  })

  test('one that waits longer than before has crossed too, whatever its processor time', () => {
    const slept = six({ valueNs: 600e6, wallNs: 600e6, processorNs: 100e6, pressure: 0.02 })
    expect(judge(before, slept, 5, 6)).toMatchObject({ state: 'crossed', decidedBy: 'clock' })
  })

  test('one that was ended at its time limit has crossed where the limit is over the budget, and is undecided otherwise', () => {
    const ended = { isAtLeast: true, processorNs: null }
    expect(judge(before, [run({ ...ended, valueNs: 60e9, wallNs: 60e9 })], 5, 6).state).toBe('crossed')
    expect(judge(before, [run({ ...ended, valueNs: 400e6, wallNs: 400e6 })], 5, 6).state).toBe('undecided')
  })
})

describe('beside other programs', () => {
  const waited = { valueNs: 550e6, wallNs: 550e6, ...crowd }

  test('processor time that keeps to the budget is no alarm, and it is said what decided', () => {
    expect(judge(before, six({ ...waited, processorNs: 130e6 }), 5, 6)).toMatchObject({
      state: 'within',
      factor: 5.5,
      decidedBy: 'processor',
      contendedRuns: 6,
    })
  })

  test('processor time over the budget is one', () => {
    const slow = six({ valueNs: 2500e6, wallNs: 2500e6, processorNs: 520e6, ...crowd })
    expect(judge(before, slow, 5, 6)).toMatchObject({ state: 'crossed', decidedBy: 'processor' })
  })

  test('without processor time on either side nothing is decided', () => {
    expect(judge(before, six({ ...waited, processorNs: null }), 5, 6).state).toBe('undecided')
    expect(judge({ ...before, processorNs: null }, six({ ...waited, processorNs: 130e6 }), 5, 6).state).toBe('undecided')
  })

  test('a wait that is longer than others can have caused is not excused', () => {
    const slept = six({ valueNs: 5000e6, wallNs: 5000e6, processorNs: 100e6, competition: 0.6, pressure: 0.6 })
    expect(judge(before, slept, 5, 6).state).toBe('undecided')
  })

  test('a short time that a long program printed is not excused by the processor time of the whole', () => {
    const part = reference({ measures: 'printed', valueNs: 10e6, wallNs: 200e6, processorNs: 200e6 })
    const printed = six({ valueNs: 60e6, wallNs: 900e6, processorNs: 250e6, ...crowd })
    expect(judge(part, printed, 5, 6).state).toBe('undecided')
    expect(judge(part, six({ valueNs: 60e6, wallNs: 900e6, processorNs: 230e6, ...crowd }), 5, 6).state).toBe('within')
  })

  test('half of the runs without them are enough for the clock', () => {
    const free = run({ valueNs: 510e6, wallNs: 510e6, processorNs: 110e6 })
    const held = run({ ...waited, processorNs: 110e6 })
    expect(judge(before, [free, free, free, held, held, held], 5, 6)).toMatchObject({ state: 'crossed', contendedRuns: 3 })
    expect(judge(before, [free, free, held, held, held, held], 5, 6)).toMatchObject({ contendedRuns: 4, decidedBy: 'processor' })
  })
})

test('others are in the way by what they use, by waiting, by steal, or by less processor time while tasks wait', () => {
  const contended = (fields: Parameters<typeof run>[0]) =>
    judge(before, [run({ valueNs: 200e6, wallNs: 200e6, ...fields })], 5, 6).contendedRuns === 1
  expect(contended({ processorNs: 200e6 })).toBe(false)
  expect(contended({ processorNs: 200e6, competition: 0.6 })).toBe(true)
  expect(contended({ processorNs: 200e6, waitShare: 0.2 })).toBe(true)
  expect(contended({ processorNs: 200e6, stealShare: 0.05 })).toBe(true)
  expect(contended({ processorNs: 200e6, throttledPeriods: 1 })).toBe(true)
  expect(contended({ processorNs: 100e6, pressure: 0.5 })).toBe(true)
  expect(contended({ processorNs: 100e6, pressure: 0.05 })).toBe(false)
  // The steps in which a command's processor time is told are no deficit.
  expect(
    judge(
      reference({ valueNs: 30e6, wallNs: 30e6, processorNs: 30e6 }),
      [run({ valueNs: 30e6, wallNs: 30e6, processorNs: 10e6, stepNs: 10e6, pressure: 0.5 })],
      5,
      6,
    ).contendedRuns,
  ).toBe(0)
})
