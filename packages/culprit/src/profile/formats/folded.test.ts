import { assert, property } from 'fast-check'
import { expect, test } from 'vitest'
import { profileSamples } from '../../../../../test/cases/report/profiles.ts'
import { anyProfile, deepProfile, profileOfStacks } from '../../../../../test/profiles.ts'
import type { Profile, ProfileMeasure } from '../../model/profile.ts'
import { longestStack } from '../stacks.ts'
import { folded } from './folded.ts'

const lines = (profile: Profile, measure: ProfileMeasure) => [...folded.write(profile, measure)].map(String)

test('each path that did something itself is a line', () => {
  expect(lines(profileSamples, 'selfNs').join('')).toMatchInlineSnapshot(`
    "run 4000000
    run;sqlite3VdbeExec 45000000
    run;sqlite3VdbeExec;wasm-function[12] 12000000
    (garbage collector) 2500000
    "
  `)
})

test('no name breaks a line, and the numbers of all lines add up to the total', () => {
  assert(
    property(anyProfile, profile => {
      const written = lines(profile, 'instructions')
      expect(written.filter(line => !/^[^\p{Cc};][^\p{Cc}]* \d+\n$/u.test(line))).toEqual([])
      const total = written.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0)
      expect(total).toBe(profile.functions.reduce((sum, each) => sum + each.instructions!, 0))
    }),
  )
})

test('what ends a frame or a line is written otherwise', () => {
  const profile = profileOfStacks([{ name: ' a;b\n c' }, { name: ' ' }], [{ path: [0, 1], calls: 1, instructions: 7 }])
  expect(lines(profile, 'instructions')).toEqual(['a:b  c;(anonymous) 7\n'])
})

test('functions that share a name are told apart by their modules, then by their indices', () => {
  const functions = [
    { name: 'f', index: 1 },
    { name: 'f', index: 2 },
    { name: 'f', index: 1, module: 'b.wasm' },
    { name: 'g', index: 3 },
  ]
  const stacks = functions.map((_, place) => ({ path: [place], calls: 1, instructions: 1 }))
  expect(lines(profileOfStacks(functions, stacks), 'calls').join('')).toBe('f (a.wasm) #1 1\nf (a.wasm) #2 1\nf (b.wasm) 1\ng 1\n')
})

test('what is done deeper than the longest path is counted for its last frame', () => {
  const [line, ...others] = lines(deepProfile(20_000), 'instructions')
  expect(others).toEqual([])
  expect(line!.split(';')).toHaveLength(longestStack)
  expect(line).toMatch(/ 42\n$/)
})
