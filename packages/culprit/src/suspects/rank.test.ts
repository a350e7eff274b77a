import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Commit } from './commit.ts'
import { pullRequestNumber, titleOf } from './commit.ts'
import { wantedFunction } from './function-names.ts'
import { preset } from './presets/index.ts'
import { rankSuspects, weigh } from './rank.ts'

const rules = preset('generic')!

const plain: Commit = {
  repository: '.',
  commit: 'a'.repeat(40),
  date: '2025-01-01T00:00:00.000Z',
  author: 'A',
  message: 'Change something',
  files: [{ path: 'src/lexer.c', insertions: 10, deletions: 10 }],
  named: [],
  pullRequest: null,
  url: null,
}

const changing = (...paths: string[]): Commit['files'] => paths.map(path => ({ path, insertions: 10, deletions: 0 }))
const factors = (given: Partial<Commit>, functions: readonly string[] = []) =>
  Object.fromEntries(weigh({ ...plain, ...given }, rules, functions.map(wantedFunction)).factors.map(each => [each.feature, each.factor]))
const weight = (given: Partial<Commit>) => weigh({ ...plain, ...given }, rules, []).weight

describe('the place', () => {
  test('counts in the order of impact, and documentation is at the lower bound', () => {
    const paths = ['jit/emit.c', 'wasm/start.c', 'Makefile', 'src/a.c', 'logo.svg', 'bench/a.c', 'test/a.c', 'docs/a.md']
    const weights = paths.map(path => weight({ files: changing(path) }))
    expect(weights).toEqual(weights.toSorted((a, b) => b - a))
    expect(new Set(weights).size).toBe(paths.length)
    expect(weights.at(-1)).toBe(0.05)
  })

  test('is the one with the largest impact, however little of the commit it is', () => {
    const files = changing('docs/a.md', 'src/a.c', 'src/b.c', 'jit/emit.c')
    expect(weigh({ ...plain, files }, rules, [])).toMatchObject({
      category: 'code-generation',
      factors: [{ feature: 'place', factor: 6, reason: 'touches code generation: jit/emit.c' }],
    })
  })

  test('that ships to nobody keeps its weight, whatever else is said', () => {
    const said = { message: 'Document SIMD in the JIT; bump emscripten from 3.1 to 3.2', named: ['skip_space'] }
    expect(factors({ files: changing('docs/a.md'), ...said })).toEqual({ place: 0.05 })
    expect(weigh({ ...plain, ...said, files: changing('test/a.c') }, rules, [wantedFunction('skip_space')]).weight).toBe(0.1)
  })

  test('is unknown when the files are, and then speaks neither for nor against', () => {
    expect(weigh({ ...plain, files: null }, rules, [])).toEqual({ category: 'unknown', factors: [], weight: 1 })
  })
})

test('size grows slowly, counts only where it says something, and not for documentation beside code', () => {
  const sized = (lines: number, path = 'src/a.c') =>
    factors({
      files: [
        { path, insertions: lines, deletions: 0 },
        { path: 'docs/a.md', insertions: 9999, deletions: 0 },
      ],
    })['size']
  expect([1, 20, 200, 20_000].map(lines => sized(lines))).toEqual([0.7, undefined, 1.4, 1.8])
  expect(sized(1, 'Makefile')).toBeUndefined()
  expect(factors({ files: [{ path: 'lib/a.bin', insertions: null, deletions: null }] })['size']).toBeUndefined()
})

describe('words', () => {
  test('count in full in the title and as their square root further down, the strongest once', () => {
    expect(factors({ message: 'Turn SIMD off, faster JIT\n\nwasm' })['words']).toBe(3)
    expect(factors({ message: 'Change it\n\nSIMD' })['words']).toBe(Math.sqrt(3))
    expect(factors({ message: 'Change it' })['words']).toBeUndefined()
    expect(factors({ message: 'Change simdless things' })['words']).toBeUndefined()
  })

  test('that lower count in the title only', () => {
    expect(factors({ message: 'Fix a typo' })['words']).toBe(0.3)
    expect(factors({ message: 'Change it\n\nand a typo' })['words']).toBeUndefined()
  })

  test('of the title of a release say nothing, and its being one lowers', () => {
    for (const message of ['Release wasm-tools 1.2.3 (#9)\n\nSIMD', 'v1.2.3', 'chore(release): release jit v1.2.3', '1.2.3-rc.1 (#7)']) {
      expect(factors({ message })['words']).toBe(0.3)
    }
    for (const message of ['Release memory with SIMD', 'Version the JIT cache', '1.2.3 brought SIMD'])
      expect(factors({ message })['words']).toBe(3)
  })

  test('of labels count like those of the title', () => {
    const pullRequest = { number: 1, title: 'Change it', labels: ['area-SIMD'], discussion: null }
    expect(factors({ pullRequest })['words']).toBe(3)
  })
})

test('a roll of what compiles or executes WebAssembly weighs more than one of another dependency', () => {
  expect(factors({ files: changing('emsdk-version.txt'), message: 'Bump' })).toEqual({ place: 3, roll: 4 })
  expect(factors({ files: changing('package-lock.json'), message: 'Bump left-pad from 1.0.0 to 1.1.0' })).toEqual({ place: 3, roll: 0.7 })
  expect(factors({ message: 'Update LLVM to 19' })['roll']).toBe(4)
  expect(factors({ message: 'Update the parser' })['roll']).toBeUndefined()
})

test('a function that a profile names raises what changes it, what names it, and what touches its file', () => {
  expect(factors({ named: ['lexer::skip_space'] }, ['lexer::skip_space'])['functions']).toBe(6)
  expect(factors({ message: 'Speed up skip_space', files: changing('src/a.c') }, ['lexer::skip_space'])['functions']).toBe(4)
  expect(factors({}, ['lexer::skip_space'])['functions']).toBe(2.5)
  expect(factors({ files: changing('src/a.c') }, ['lexer::skip_space'])['functions']).toBeUndefined()
  expect(factors({})['functions']).toBeUndefined()
})

test('a perf test before the merge lowers, its absence raises only where the discussion is known', () => {
  const about = (discussion: string | null) => factors({ pullRequest: { number: 1, title: 'x', labels: [], discussion } })['tested']
  expect(about('Here are benchmark results: …')).toBe(0.5)
  expect(about('looks good')).toBe(1.25)
  expect(about(null)).toBeUndefined()
})

test.each([
  ['Merge pull request #12 from a/b\n\nSkip spaces faster', 12, 'Skip spaces faster'],
  ['Auto merge of #131 - a:b, r=c\n\nShare generics', 131, 'Share generics'],
  ['Skip spaces faster (#12)\n\nbody (#99)', 12, 'Skip spaces faster (#12)'],
  ['Fix #12', null, 'Fix #12'],
  ['', null, ''],
])('the pull request and title of %j', (message, number, title) => {
  expect(pullRequestNumber(message)).toBe(number)
  expect(titleOf({ message, pullRequest: null })).toBe(title)
})

const arbitraryCommit: fc.Arbitrary<Commit> = fc.record({
  repository: fc.constantFrom('.', 'a/b'),
  commit: fc.string({ unit: fc.constantFrom('0', '7', 'a', 'f'), minLength: 40, maxLength: 40 }),
  date: fc.constantFrom('2025-01-01T00:00:00.000Z', '2025-01-02T00:00:00.000Z'),
  author: fc.string(),
  message: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('SIMD', 'Bump llvm to 19', 'typo', 'lexer parse_value (#1)')),
  files: fc.option(
    fc.array(
      fc.record({
        path: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('jit/a.c', 'docs/a.md', 'Makefile', 'Cargo.lock')),
        insertions: fc.option(fc.nat()),
        deletions: fc.option(fc.nat()),
      }),
      { maxLength: 5 },
    ),
  ),
  named: fc.subarray(['lexer::parse_value']),
  pullRequest: fc.option(
    fc.record({ number: fc.integer({ min: 1 }), title: fc.string(), labels: fc.array(fc.string()), discussion: fc.option(fc.string()) }),
  ),
  url: fc.option(fc.webUrl()),
})

describe('the ranking', () => {
  const wanted = [wantedFunction('lexer::parse_value')]

  test('has weights from 1/20 to 20 that are the product of their factors, and shares of one', () => {
    fc.assert(
      fc.property(fc.array(arbitraryCommit, { minLength: 1 }), commits => {
        const suspects = rankSuspects(
          commits.map(commit => ({ commit, rules })),
          wanted,
        )
        for (const { weight, factors } of suspects) {
          const product = factors.reduce((all, { factor }) => all * factor, 1)
          expect(weight).toBe(Math.min(20, Math.max(1 / 20, product)))
        }
        expect(suspects.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
        expect(suspects.map(({ weight }) => weight)).toEqual(suspects.map(({ weight }) => weight).toSorted((a, b) => b - a))
      }),
      { seed: 11, numRuns: 100 },
    )
  })

  test('does not depend on the order in which commits come', () => {
    const commits = fc.uniqueArray(arbitraryCommit, { selector: ({ commit }) => commit, maxLength: 8 })
    fc.assert(
      fc.property(
        commits.chain(all => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([one, other]) => {
          const ranked = (list: readonly Commit[]) =>
            rankSuspects(
              list.map(commit => ({ commit, rules })),
              wanted,
            ).map(({ commit, weight }) => [commit, weight])
          expect(ranked(other)).toEqual(ranked(one))
        },
      ),
      { seed: 12, numRuns: 100 },
    )
  })

  test('puts the newer of equals first, then goes by hash', () => {
    const all = [{ ...plain, commit: 'b'.repeat(40) }, { ...plain, commit: 'c'.repeat(40), date: '2025-01-03T00:00:00.000Z' }, plain].map(
      commit => ({ commit, rules }),
    )
    expect(rankSuspects(all, []).map(({ commit }) => commit[0])).toEqual(['c', 'a', 'b'])
  })

  test('names a pull request with its repository, and tells why in one sentence, what raises first', () => {
    const [suspect] = rankSuspects(
      [
        {
          commit: {
            ...plain,
            repository: 'o/r',
            url: 'https://github.com/o/r/commit/1',
            message: 'Fix a typo (#7)',
            files: changing('jit/a.c', 'jit/b.c'),
          },
          rules,
        },
      ],
      [],
    )
    expect(suspect).toMatchObject({
      id: 'o/r#7',
      pullRequest: 7,
      statement: 'touches code generation: jit/a.c and 1 more; its title says "typo…"',
      changes: { files: 2, insertions: 20, deletions: 0 },
      share: 1,
    })
  })
})
