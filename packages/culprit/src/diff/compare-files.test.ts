import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { byChange, countStates, pairEntries } from './compare-files.ts'

const entry = (path: string, sha256: string, bytes = 1) => ({ path, sha256, bytes })
const states = (pairs: ReturnType<typeof pairEntries>) => pairs.map(({ state, a, b }) => [state, a?.path ?? null, b?.path ?? null])

test('entries are the same one by their path, whatever their content', () => {
  expect(states(pairEntries([entry('a', '1'), entry('b', '2')], [entry('b', '2'), entry('a', '3')]))).toEqual([
    ['changed', 'a', 'a'],
    ['identical', 'b', 'b'],
  ])
})

test('equal content at another path is a moved entry, unless several could be it', () => {
  expect(states(pairEntries([entry('old.txt', '1')], [entry('new.md', '1')]))).toEqual([['moved', 'old.txt', 'new.md']])
  const twins = pairEntries([entry('old.txt', '1')], [entry('new.md', '1'), entry('other.md', '1')])
  expect(states(twins)).toEqual([
    ['removed', 'old.txt', null],
    ['added', null, 'new.md'],
    ['added', null, 'other.md'],
  ])
})

test('a hash in the name of a file does not hide that it is the same file', () => {
  const a = [entry('dist/app.3f2a91c0.wasm', '1'), entry('dist/dotnet.native.8bc1ab7xz2.wasm', '2')]
  const b = [entry('dist/dotnet.native.1zq0e9k44p.wasm', '3'), entry('dist/app.77e01d2b.wasm', '4')]
  expect(states(pairEntries(a, b))).toEqual([
    ['changed', 'dist/app.3f2a91c0.wasm', 'dist/app.77e01d2b.wasm'],
    ['changed', 'dist/dotnet.native.8bc1ab7xz2.wasm', 'dist/dotnet.native.1zq0e9k44p.wasm'],
  ])
})

test('the only file of its extension left on both sides is the same one renamed; of two, none is', () => {
  expect(states(pairEntries([entry('one.wasm', '1'), entry('x.js', '2')], [entry('two.wasm', '3'), entry('y.md', '4')]))).toEqual([
    ['changed', 'one.wasm', 'two.wasm'],
    ['removed', 'x.js', null],
    ['added', null, 'y.md'],
  ])
  expect(states(pairEntries([entry('one.js#1', '1'), entry('one.js#2', '2')], [entry('two.js#1', '3')]))[0]).toEqual([
    'removed',
    'one.js#1',
    null,
  ])
})

test('every entry of both sides is in exactly one pair', () => {
  const side = fc.uniqueArray(
    fc.record({
      path: fc.constantFrom('a.js', 'b.js', 'c.wasm', 'd.wasm', 'e.x1234567.js', 'e.y7654321.js'),
      sha256: fc.constantFrom('1', '2', '3'),
      bytes: fc.nat(9),
    }),
    {
      selector: ({ path }) => path,
    },
  )
  fc.assert(
    fc.property(side, side, (a, b) => {
      const pairs = pairEntries(a, b)
      expect(pairs.flatMap(pair => pair.a ?? [])).toEqual(a)
      expect(new Set(pairs.flatMap(pair => pair.b ?? []))).toEqual(new Set(b))
      expect(Object.values(countStates(pairs)).reduce((sum, count) => sum + count, 0)).toBe(pairs.length)
      for (const { state, a, b } of pairs) {
        expect(state === 'added').toBe(a === null)
        expect(state === 'removed').toBe(b === null)
        if (a && b) expect(a.sha256 === b.sha256).toBe(state === 'identical' || state === 'moved')
      }
    }),
    { seed: 20_261_121 },
  )
})

test('the largest change of size comes first', () => {
  const pairs = pairEntries(
    [entry('a', '1', 10), entry('b', '2', 5), entry('c', '3', 7)],
    [entry('a', '4', 12), entry('b', '5', 1), entry('d.x', '6', 3)],
  )
  expect(pairs.toSorted(byChange).map(({ a, b }) => (a ?? b)!.path)).toEqual(['c', 'b', 'd.x', 'a'])
})
