import { expect, test } from 'vitest'
import { ZodError } from 'zod'
import { partsOfProfile } from './cpuprofile.ts'

/** A profile in the form of V8, of one node for each frame; samples name frames by their place. */
function profileOf(frames: readonly (readonly [functionName: string, url: string])[], samples: readonly number[]) {
  const nodes = frames.map(([functionName, url], place) => ({
    id: place + 1,
    callFrame: { functionName, scriptId: '0', url, lineNumber: -1, columnNumber: -1 },
    hitCount: 0,
    children: [],
  }))
  return { nodes, startTime: 0, endTime: 9, samples: samples.map(place => place + 1), timeDeltas: samples.map(() => 1) }
}

test('each sample counts for the part of its innermost frame, and idle ones for none', () => {
  const frames = [
    ['(root)', ''],
    ['(program)', ''],
    ['(idle)', ''],
    ['(garbage collector)', ''],
    ['wasm-function[12]', 'wasm://wasm/5f1a7c9e'],
    ['run', 'file:///variant/glue.js'],
    ['readFileSync', 'node:fs'],
    ['js-to-wasm', ''],
    ['', 'file:///variant/glue.js'],
  ] as const
  expect(partsOfProfile(profileOf(frames, [0, 1, 2, 2, 2, 3, 3, 4, 4, 4, 4, 5, 6, 7, 8, 8]))).toEqual({
    wasm: 4,
    javascript: 5,
    collector: 2,
    other: 2,
  })
})

test('module code is told by its address, whatever its functions are called', () => {
  const frames = [
    ['(garbage collector)', 'wasm://wasm/1'],
    ['(idle)', 'wasm://wasm/1'],
    ['wasm-function[1]', 'file:///wasm.js'],
  ] as const
  expect(partsOfProfile(profileOf(frames, [0, 1, 2]))).toEqual({ wasm: 2, javascript: 1, collector: 0, other: 0 })
})

test('a profile without samples, or with samples of unknown nodes, has none', () => {
  const none = { wasm: 0, javascript: 0, collector: 0, other: 0 }
  expect(partsOfProfile({ nodes: [] })).toEqual(none)
  expect(partsOfProfile(profileOf([['run', '']], [7]))).toEqual(none)
})

test.each([[null], [[]], [{}], [{ nodes: [{ id: 1 }] }], [{ nodes: [], samples: ['1'] }]])('what is no profile is refused: %j', value => {
  expect(() => partsOfProfile(value)).toThrow(ZodError)
})
