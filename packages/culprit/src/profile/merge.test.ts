import { expect, test } from 'vitest'
import { profileSchema } from '../model/profile.ts'
import { readProfile } from './imports/index.ts'
import { mergeSampled } from './merge.ts'

/** One thread: samples of paths, a millisecond each. */
function thread(...paths: readonly (readonly string[])[]) {
  const nodes = [{ id: 1, callFrame: { functionName: '(root)', url: '' }, children: [] as number[] }]
  const samples = paths.map(path => {
    let node = nodes[0]!
    for (const functionName of path) {
      const next = { id: nodes.length + 1, callFrame: { functionName, url: 'file:///app.mjs' }, children: [] as number[] }
      nodes.push(next)
      node.children.push(next.id)
      node = next
    }
    return node.id
  })
  const timeDeltas = samples.map((_, place) => (place === 0 ? 0 : 1000))
  return readProfile(JSON.stringify({ nodes, startTime: 0, endTime: samples.length * 1000, samples, timeDeltas }), 'thread')
}

const rest = { program: 'node app.mjs', engine: null, modules: [], notes: [] }

test('the same path in two threads is one path, and all time is kept', () => {
  const merged = mergeSampled([thread(['run', 'parse'], ['run']), thread(['run', 'parse'], ['run', 'print'])], rest)
  expect(profileSchema.parse(merged)).toEqual(merged)
  const { tree, functions } = merged
  const named = tree!.functions.slice(1).map((place, node) => [functions[place]!.name, tree!.selfNs![node + 1]! / 1e6])
  expect(named).toEqual([
    ['run', 1],
    ['parse', 2],
    ['print', 1],
  ])
  expect(
    functions.map(({ name, selfNs, totalNs }) => [name, selfNs! / 1e6, totalNs! / 1e6]).toSorted((a, b) => (a[0]! < b[0]! ? -1 : 1)),
  ).toEqual([
    ['parse', 2, 2],
    ['print', 1, 1],
    ['run', 1, 4],
  ])
})

test('nothing sampled is a profile of nothing', () => {
  expect(mergeSampled([], rest)).toMatchObject({ functions: [], tree: { parents: [-1], selfNs: [0] }, samplingIntervalNs: null })
})

test('a few samples are said to be few, and many are not', () => {
  const notesOf = (samples: number) =>
    mergeSampled(samples === 0 ? [] : [thread(...Array.from({ length: samples }, () => ['run']))], rest).notes
  expect(notesOf(0)).toEqual([expect.stringContaining('No sample was taken')])
  expect(notesOf(20)).toContainEqual(expect.stringMatching(/^Only about 20 samples were taken.*--interval/))
  expect(notesOf(200).filter(note => note.includes('samples were taken'))).toEqual([])
})
