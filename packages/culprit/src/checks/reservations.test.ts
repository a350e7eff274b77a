import { describe, expect, test } from 'vitest'
import { launchRecord, measured } from '../../../../test/launches.ts'
import type { Measured } from '../model/launch.ts'
import { type Observations, reservations } from './reservations.ts'

/** What a comparison of which nothing is remarkable says about itself, but for these. */
function about({ baseline = {}, candidate = {}, ...fields }: Parameters<typeof reservationsOf>[0]) {
  return reservationsOf({ baseline, candidate, ...fields }).filter(({ code }) => code !== 'floor-unknown')
}

function reservationsOf({
  baseline = {},
  candidate = {},
  ...fields
}: Partial<Omit<Observations, 'pilots'>> & { baseline?: Partial<Measured>; candidate?: Partial<Measured> }) {
  return reservations({
    pilots: { baseline: measured(baseline), candidate: measured(candidate) },
    steady: true,
    launches: [launchRecord()],
    pairs: 10,
    failedPairs: 0,
    contention: null,
    decidedBy: 'wall',
    floor: { campaigns: 0, value: null },
    asked: 0.02,
    ...fields,
  })
}

const codes = (observations: Parameters<typeof about>[0]) => about(observations).map(({ code }) => code)
const both = (fields: Partial<Measured>) => ({ baseline: fields, candidate: fields })

test('a comparison of which nothing is remarkable says nothing', () => {
  expect(about({})).toEqual([])
})

describe('the noise floor', () => {
  const floor = (campaigns: number, value: number | null) => reservationsOf({ floor: { campaigns, value } })

  test('that is unknown is named, with how many campaigns there are', () => {
    expect(floor(0, null)[0]).toMatchObject({ code: 'floor-unknown', message: expect.stringContaining('no stored campaigns') })
    expect(floor(3, null)[0]!.message).toContain('only 3 of 5 stored campaigns')
  })

  test('that is above the threshold takes its place, and says so', () => {
    expect(floor(5, 0.031)[0]).toMatchObject({ code: 'floor-above-threshold', message: expect.stringContaining('up to 3.1 %') })
    expect(floor(5, 0.02)).toEqual([])
  })
})

describe('checksums', () => {
  test('that are missing on both sides are missed', () => {
    expect(codes(both({ checksum: null }))).toEqual(['no-checksum'])
  })

  test('that differ are named, also when one is missing', () => {
    expect(about({ candidate: { checksum: 'number:2' } })[0]).toMatchObject({
      code: 'checksums-differ',
      message: 'The sides do different work: the baseline returns number:1, the candidate number:2.',
    })
    expect(about({ candidate: { checksum: null } })[0]!.message).toContain('the candidate nothing.')
  })

  test('that change from run to run are named with their side', () => {
    expect(about({ candidate: { checksumVaries: true } })).toMatchObject([
      { code: 'not-deterministic', message: 'The checksum changes from iteration to iteration (candidate).' },
    ])
    expect(about(both({ checksumVaries: true }))[0]!.message).toContain('(baseline and candidate)')
  })
})

describe('work that the engine left out', () => {
  test('shows in iterations of a few instructions', () => {
    expect(codes({ candidate: { samplesNs: [9, 1.2, 1.2] } })).toEqual(['work-dropped'])
    expect(codes({ candidate: { samplesNs: [9, 5, 5], batch: 100_000 } })).toEqual([])
    // Others had the processor in most of the samples.
    expect(codes({ candidate: { samplesNs: [9, 7, 1.3, 6, 8], batch: 100_000 } })).toEqual(['work-dropped'])
  })

  test('shows in a time that does not grow with the work', () => {
    expect(codes({ baseline: { growth: 1.1 } })).toEqual(['work-dropped'])
    expect(codes({ baseline: { growth: 2 } })).toEqual([])
    expect(codes({ baseline: { growth: 4 } })).toEqual([])
  })

  test('is named once for each side', () => {
    expect(codes(both({ samplesNs: [1], growth: 1 }))).toEqual(['work-dropped', 'work-dropped'])
  })
})

test('a side that does not become steady is named', () => {
  expect(codes({ steady: false })).toEqual(['no-steady-state'])
})

describe('memory', () => {
  const held = (bytes: number, iterations: number) => ({ heldBytes: { start: 5e6, end: 5e6 + bytes, iterations } })

  test('that an iteration keeps is named, with how much', () => {
    expect(about({ candidate: held(20e6, 1000) })).toMatchObject([
      {
        code: 'memory-grows',
        message: 'The candidate holds 20.0 kB more after each iteration, even after a full collection (20.0 MB in 1000 iterations).',
      },
    ])
  })

  test('that grows by little in all, by some bytes an iteration, or shrinks is not', () => {
    expect(codes({ candidate: held(0.9e6, 10) })).toEqual([])
    expect(codes({ candidate: held(2e6, 1_000_000) })).toEqual([])
    expect(codes({ candidate: held(-20e6, 1000) })).toEqual([])
  })
})

describe('the launches', () => {
  test('that print in timed launches are named', () => {
    expect(about({ launches: [launchRecord(), launchRecord({ printedBytes: 12 })] })[0]).toMatchObject({
      code: 'prints',
      message: 'The workload prints (12 bytes in one launch), and printing is part of its time.',
    })
    expect(codes({ launches: [launchRecord({ stage: 'pilot', printedBytes: 12 })] })).toEqual([])
    expect(codes({ launches: [] })).toEqual([])
  })

  test('that failed cost pairs', () => {
    expect(about({ pairs: 8, failedPairs: 2 })[0]).toMatchObject({
      code: 'dropped-pairs',
      message: '2 of 10 pairs were dropped, because a launch in them failed.',
    })
  })

  test('on a busy machine say so, and who made it busy', () => {
    const contention = {
      contendedPairs: 1,
      repeatedPairs: 3,
      waitShare: 0.02,
      stealShare: null,
      throttledPeriods: null,
      involuntarySwitches: 12,
      competitors: [{ name: 'cc1plus', share: 0.93 }],
    }
    const [warning] = about({ contention })
    expect(warning).toMatchObject({ code: 'busy-machine' })
    expect(warning!.message).toContain('3 contended pairs were measured again, and 1 of them stayed contended')
    expect(warning!.message).toContain('cc1plus (93 % of a processor)')
    expect(about({ contention, decidedBy: 'cpu' })[0]).toMatchObject({ code: 'wall-not-usable' })
    expect(codes({ contention: { ...contention, contendedPairs: 0, repeatedPairs: 0 } })).toEqual([])
  })
})
