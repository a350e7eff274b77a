import { createHash } from 'node:crypto'
import { runInNewContext } from 'node:vm'
import { assert, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { profileOps, profileSamples, profileTree } from '../../../../../test/cases/report/profiles.ts'
import { anyProfile, deepProfile, largeProfile, profileOfStacks } from '../../../../../test/profiles.ts'
import { inclusiveSums, ownSums, subtreeSums } from '../../profile/tree.ts'
import { changeColour, functionColours, palette } from './colours.ts'
import { type Flame, flameOf } from './flame.ts'
import { inverted } from './invert.ts'
import { layOut } from './layout.ts'
import { hottestPaths } from './paths.ts'
import { flameScript, flameScriptHash } from './script.ts'
import { renderFlameSvg } from './svg.ts'

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const shapeOf = (flame: Flame) => ({ parents: flame.parents, functions: flame.nodes })

describe('the flame graph of a document', () => {
  test('has the measures that it knows, those that tell most first', () => {
    expect(flameOf(profileTree).measures.map(({ title }) => title)).toEqual(['instructions', 'calls'])
    expect(flameOf(profileSamples).measures.map(({ title }) => title)).toEqual(['time'])
    expect(flameOf(profileOps).measures).toEqual([])
  })

  test('lies in boxes that are inside of their parents, do not overlap, and are as wide as their numbers', () => {
    assert(
      property(anyProfile, profile => {
        const flame = flameOf(profile)
        const { own } = flame.measures[0]!
        const { starts, sums, rows } = layOut(flame.parents, own)
        const whole = sum(own)
        for (const [depth, row] of rows.entries()) {
          let end = 0
          for (const node of row) {
            expect(starts[node]).toBeGreaterThanOrEqual(end - 1e-9)
            end = starts[node]! + sums[node]! / whole
            const parent = flame.parents[node]!
            if (parent >= 0) {
              expect(rows[depth - 1]).toContain(parent)
              expect(starts[node]).toBeGreaterThanOrEqual(starts[parent]! - 1e-9)
              expect(end).toBeLessThanOrEqual(starts[parent]! + sums[parent]! / whole + 1e-9)
            }
          }
        }
        expect(rows.flatMap(row => [...row]).toSorted((a, b) => a - b)).toEqual([...sums.keys()].filter(node => sums[node]! > 0))
      }),
    )
  })

  test('from the side of the callers has each function with what it did itself, and the same numbers in all', () => {
    assert(
      property(anyProfile, profile => {
        const flame = flameOf(profile)
        const callers = inverted(flame, 1000)
        for (const [index, { own }] of callers.measures.entries()) {
          const before = flame.measures[index]!.own
          const sums = subtreeSums(shapeOf(callers), own)
          const top = new Float64Array(flame.functions.length)
          for (const [node, parent] of callers.parents.entries()) if (parent === 0) top[callers.nodes[node]!]! += sums[node]!
          expect(top).toEqual(ownSums(shapeOf(flame), before, flame.functions.length))
          // A path from the root is a path of calls in the other direction: whoever is on it was on it before.
          expect(inclusiveSums(shapeOf(callers), own, flame.functions.length)).toEqual(
            inclusiveSums(shapeOf(flame), before, flame.functions.length),
          )
        }
      }),
    )
  })

  test('from the side of the callers has a limit, at which paths are cut and numbers stay', () => {
    const flame = flameOf(largeProfile(5000))
    const callers = inverted(flame, 4000)
    expect(callers.parents.length).toBeLessThan(4000 + flame.functions.length)
    expect(sum(callers.measures[0]!.own)).toBe(sum(flame.measures[0]!.own))
    const least = inverted(flame, 10)
    expect(least.parents.filter(parent => parent === 0).length).toBe(new Set(flame.nodes.slice(1)).size)
    expect(inverted(flameOf(deepProfile(20_000)), 1000).parents).toHaveLength(1000)
  })
})

describe('colours', () => {
  test('of modules follow the order in which they appear, of kinds are apart, and are the same every time', () => {
    const wasm = { name: 'f', index: 0, kind: 'wasm' } as const
    const functions = [
      { ...wasm, module: 'a' },
      { ...wasm, module: 'b' },
      { ...wasm, module: 'a' },
      { ...wasm, module: null, kind: 'javascript' as const },
      { ...wasm, module: null, kind: 'other' as const },
    ]
    expect([...functionColours(functions)].map(colour => Math.floor(colour / 3))).toEqual([0, 1, 0, 6, 7])
    expect(functionColours(functions)).toEqual(functionColours(functions))
  })

  test('of changes are red for more, blue for less, and full from twice and from half', () => {
    const changes = [
      [5, 5],
      [0, 0],
      [5, 0],
      [0, 5],
      [10, 5],
      [5, 10],
      [1.01, 1],
      [1, 1.01],
    ] as const
    expect(changes.map(([candidate, baseline]) => changeColour(candidate, baseline))).toEqual([29, 29, 34, 24, 34, 24, 30, 28])
    for (const dark of [false, true]) {
      expect(palette(dark)).toHaveLength(35)
      expect(palette(dark)[34]).toMatch(/^hsl\(8 /)
      expect(palette(dark)[24]).toMatch(/^hsl\(213 /)
    }
  })
})

describe('the hottest paths', () => {
  test('join calls that follow each other, and leave out what is below one percent', () => {
    const functions = ['main', 'run', 'step', 'rare', 'leaf'].map(name => ({ name }))
    const flame = flameOf(
      profileOfStacks(functions, [
        { path: [0, 1, 2], calls: 1, instructions: 600 },
        { path: [0, 1, 4], calls: 1, instructions: 395 },
        { path: [0, 3], calls: 1, instructions: 5 },
      ]),
    )
    expect(hottestPaths(flame, flame.measures[0]!, 10).map(({ depth, chain, total, own }) => ({ depth, chain, total, own }))).toEqual([
      { depth: 0, chain: [0, 1], total: 995, own: 0 },
      { depth: 1, chain: [2], total: 600, own: 600 },
      { depth: 1, chain: [4], total: 395, own: 395 },
    ])
    expect(hottestPaths(flame, flame.measures[0]!, 2)).toHaveLength(2)
  })

  test('give a function that does much itself a line of its own', () => {
    const flame = flameOf(
      profileOfStacks(
        [{ name: 'main' }, { name: 'step' }],
        [
          { path: [0], calls: 1, instructions: 40 },
          { path: [0, 1], calls: 1, instructions: 60 },
        ],
      ),
    )
    expect(hottestPaths(flame, flame.measures[0]!, 10).map(({ chain, total, own }) => [chain, total, own])).toEqual([
      [[0], 100, 40],
      [[1], 60, 60],
    ])
  })

  test('with a baseline are those that changed most, in either direction', () => {
    const own = [0, 0, 500, 100, 1000]
    const baseline = [0, 0, 100, 500, 1000]
    const measure = { measure: 'instructions', title: 'instructions', own, baseline } as const
    const flame = { functions: [], parents: [-1, 0, 1, 1, 1], nodes: [-1, 0, 1, 2, 3], measures: [measure] }
    expect(hottestPaths(flame, measure, 10).map(({ depth, chain, total, baseline }) => [depth, chain, total - baseline!])).toEqual([
      [0, [0], 0],
      [1, [1], 400],
      [1, [2], -400],
    ])
  })
})

describe('the script of a page', () => {
  test('is made of functions that need nothing from outside of themselves', () => {
    const flame = flameOf(profileTree)
    const alone = (part: (...values: never[]) => unknown, ...values: unknown[]) =>
      JSON.parse(JSON.stringify(runInNewContext(`(${String(part)})(...values)`, { values })))
    const plain = (value: unknown) => JSON.parse(JSON.stringify(value))
    expect(alone(flameOf, profileTree)).toEqual(plain(flame))
    expect(alone(layOut, flame.parents, flame.measures[0]!.own)).toEqual(plain(layOut(flame.parents, flame.measures[0]!.own)))
    expect(alone(inverted, flame, 100)).toEqual(plain(inverted(flame, 100)))
    expect(alone(subtreeSums, shapeOf(flame), flame.measures[0]!.own)).toEqual(plain(subtreeSums(shapeOf(flame), flame.measures[0]!.own)))
    expect(alone(functionColours, flame.functions)).toEqual(plain(functionColours(flame.functions)))
    expect(alone(changeColour, 3, 2)).toBe(changeColour(3, 2))
    expect(alone(palette, true)).toEqual(palette(true))
  })

  test('has the hash that the policy names, and cannot end its element', () => {
    expect(flameScriptHash).toBe(`sha256-${createHash('sha256').update(flameScript).digest('base64')}`)
    expect(flameScript).not.toMatch(/<\/script|<!--/i)
  })
})

describe('the picture for a README', () => {
  test('reads as reviewed', async () => {
    const svg = renderFlameSvg('SQL queries', flameOf(profileTree))
    await expect(svg).toMatchFileSnapshot('../../../../../test/cases/report/profile-tree/expected.svg')
  })

  test('stays small however many paths there are, and says in words what it shows', () => {
    const svg = renderFlameSvg('large', flameOf(largeProfile(100_000)))
    expect(svg.length).toBeLessThan(400_000)
    expect(svg).toMatch(/<desc>128,901,366 instructions in all\. Of them in the functions themselves: parse_2400/)
  })

  test('has no name in it that acts', () => {
    const name = '</text><script>alert(1)</script>]]>&"\u202e'
    const svg = renderFlameSvg(name, flameOf(profileOfStacks([{ name }], [{ path: [0], calls: 1, instructions: 1 }])))
    expect(svg).not.toMatch(/<script|\]\]>|[\p{Cf}\p{Cs}]/u)
    expect(svg.match(/<(?!\/?(?:svg|title|desc|style|g|rect|text|\?xml)\b)/g)).toBe(null)
  })
})
