import { describe, expect, test } from 'vitest'
import { alarmReference, alarmRun } from '../../../../test/alarm.ts'
import { environment } from '../../../../test/cases/report/comparisons.ts'
import { makeReference } from './make-reference.ts'
import { parseReferences, writeReferences, type Reference } from './references.ts'

const references = new Map<string, Reference>([
  ['loop', alarmReference({ valueNs: 17_344_444, wallNs: 17_344_444, userNs: 10e6, systemNs: 0, processorNs: 10e6 })],
  ['calls', alarmReference({ measures: 'iteration', valueNs: 98_321.7, wallNs: 98_321.7, processorNs: null })],
])

test('a file is one block of lines for each benchmark, by name, with times that are read', () => {
  expect(writeReferences(references)).toMatchInlineSnapshot(`
    "{
      "formatVersion": 1,
      "kind": "alarm-references",
      "benchmarks": {
        "calls": {
          "reference": "98.32 us",
          "measures": "iteration",
          "wall": "98.32 us",
          "processor": null,
          "user": null,
          "system": null,
          "runs": 6,
          "machine": { "model": "a processor", "logical": 2, "fingerprint": "0123456789ab" },
          "history": [
            { "date": "2026-11-21", "reference": "100 ms", "culprit": "0.1.0", "note": "first references" }
          ]
        },
        "loop": {
          "reference": "17.34 ms",
          "measures": "wall",
          "wall": "17.34 ms",
          "processor": "10 ms",
          "user": "10 ms",
          "system": "0 ns",
          "runs": 6,
          "machine": { "model": "a processor", "logical": 2, "fingerprint": "0123456789ab" },
          "history": [
            { "date": "2026-11-21", "reference": "100 ms", "culprit": "0.1.0", "note": "first references" }
          ]
        }
      }
    }
    "
  `)
})

test('what was written is read again, and written the same', () => {
  const text = writeReferences(references)
  expect(writeReferences(parseReferences(text, 'f'))).toBe(text)
  expect(parseReferences(text, 'f').get('calls')).toMatchObject({ valueNs: 98_320, processorNs: null })
  expect(parseReferences(writeReferences(new Map()), 'f').size).toBe(0)
})

test('an update of one benchmark changes lines of that block only', () => {
  const made = makeReference(
    [alarmRun({ valueNs: 250e6 }), alarmRun({ valueNs: 240e6, wallNs: 245e6 })],
    {
      measures: 'wall',
      environment,
      date: '2026-12-01',
      note: 'the parser checks more',
    },
    references.get('loop')!,
  )
  const [before, after] = [references, new Map([...references, ['loop', made]])].map(each => writeReferences(each).split('\n')) as [
    string[],
    string[],
  ]
  const begin = before.findIndex(line => line.includes('"loop"'))
  expect(after.slice(0, begin)).toEqual(before.slice(0, begin))
  const changed = after.filter(line => !before.includes(line)).map(line => line.trim())
  expect(changed).toMatchInlineSnapshot(`
    [
      ""reference": "240 ms",",
      ""wall": "100 ms",",
      ""processor": "100 ms",",
      ""runs": 2,",
      ""machine": { "model": "AMD EPYC 9B14", "logical": 2, "fingerprint": "ac76cb112809" },",
      "{ "date": "2026-12-01", "reference": "240 ms", "culprit": "0.1.0", "note": "the parser checks more" },",
    ]
  `)
})

describe('a file is refused with the place', () => {
  const broken = (from: RegExp | string, to: string) => {
    const text = writeReferences(references)
    const changed = text.replace(from, to)
    expect(changed).not.toBe(text)
    try {
      parseReferences(changed, 'culprit.alarm.json')
      return 'read'
    } catch (error) {
      return (error as Error).message
    }
  }
  const reference = /"reference": "17.34 ms",/

  test.each([
    ['a hole', reference, '', 'benchmarks.loop.reference: it is missing'],
    ['null', reference, '"reference": null,', 'benchmarks.loop.reference: null is no time'],
    ['NaN as text', reference, '"reference": "NaN ms",', 'benchmarks.loop.reference: "NaN ms" is no time'],
    ['NaN as a number', reference, '"reference": NaN,', 'is not valid JSON'],
    ['a negative time', reference, '"reference": "-5 ms",', 'benchmarks.loop.reference: "-5 ms" is no time'],
    ['a negative number', reference, '"reference": -5,', 'benchmarks.loop.reference: -5 is no time'],
    ['zero', reference, '"reference": "0 ms",', 'benchmarks.loop.reference: "0 ms" is no time'],
    ['no unit', reference, '"reference": "17.34",', 'benchmarks.loop.reference: "17.34" is no time'],
    ['an absurd time', reference, '"reference": "9999999999 s",', 'benchmarks.loop.reference: "9999999999 s" is no time'],
    ['a processor time of zero', /"processor": "10 ms"/, '"processor": "0 ns"', 'benchmarks.loop.processor: "0 ns" is no time'],
    ['a negative user time', /"user": "10 ms"/, '"user": "-1 ms"', 'benchmarks.loop.user: "-1 ms" is no time'],
    ['no runs', /"runs": 6/, '"runs": 0', 'benchmarks.calls.runs: '],
    ['no history', /"history": \[[^\]]*\]/, '"history": []', 'benchmarks.calls.history: '],
    ['another field', reference, '"reference": "17.34 ms", "budgte": 3,', 'benchmarks.loop: Unrecognized key: "budgte"'],
    ['a conflict of a merge', reference, '<<<<<<< HEAD', 'in JSON at position 507 (line 19 column 7)'],
    ['another format', /"formatVersion": 1/, '"formatVersion": 2', 'formatVersion: '],
  ])('%s', (_, from, to, message) => {
    expect(broken(from, to)).toContain(message)
  })
})

test('a reference is the minimum of its runs, and remembers the ones before it', () => {
  const making = { measures: 'wall' as const, environment, date: '2026-12-01', note: 'why' }
  const runs = [
    alarmRun({ valueNs: 30e6, wallNs: 31e6, userNs: 20e6, systemNs: 10e6, processorNs: 30e6 }),
    alarmRun({ valueNs: 29e6, wallNs: 32e6, userNs: 25e6, systemNs: 10e6, processorNs: 35e6 }),
  ]
  const made = makeReference(runs, making, alarmReference())
  expect(made).toMatchObject({ valueNs: 29e6, wallNs: 31e6, processorNs: 30e6, userNs: 20e6, systemNs: 10e6, runs: 2 })
  expect(made.history.map(({ note }) => note)).toEqual(['why', 'first references'])
  let long = made
  for (let i = 0; i < 30; i++) long = makeReference(runs, making, long)
  expect(long.history).toHaveLength(20)
})
