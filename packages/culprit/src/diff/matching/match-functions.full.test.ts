import { describe, expect, test } from 'vitest'
import * as build from '../../../../../test/build-module.ts'
import { matchingPairs, scoreMatching } from '../../../../../test/matching-score.ts'
import { readModule } from '../../wasm/index.ts'
import { matchFunctions } from './match-functions.ts'

test.each(matchingPairs)('without names, the functions of $name are matched as their names say', async pair => {
  const { counterparts, right, paired, wrong, calibration } = await scoreMatching(pair)
  expect(counterparts).toBeGreaterThan(5_000)
  expect(right / counterparts).toBeGreaterThanOrEqual(pair.right)
  expect(wrong / paired).toBeLessThan(pair.wrong)
  // With few pairs in a band, chance alone moves the share by more. Where it is the same code, order was of no use and confidence is low.
  for (const band of calibration.filter(({ pairs }) => pairs >= 100 && pair.truth !== 'same-code')) {
    expect(Math.abs(band.right - band.expected) / band.pairs).toBeLessThan(0.15)
  }
})

interface Parts {
  readonly functions: readonly (readonly number[])[]
}

function moduleOf({ functions }: Parts) {
  return readModule(
    build.moduleOf(
      build.types(build.functionType([], [])),
      build.functions(...functions.map(() => 0)),
      build.section(5, build.vector([[0x00, 0x10]])),
      build.code(...functions.map(operators => build.body(operators))),
    ),
  )
}

/** Signed, as `i32.const` has it. */
function drop(value: number): number[] {
  const bytes = [0x41]
  let left = value
  for (; left > 0x3f; left >>= 7) bytes.push((left & 0x7f) | 0x80)
  return [...bytes, left, 0x1a]
}

const call = (index: number) => [0x10, ...build.u32(index)]

describe('modules that are made to be slow', () => {
  const many = 100_000
  const own = [0x41, 0x01, 0x1a]
  const timed = (a: Parts, b: Parts) => {
    const [left, right] = [moduleOf(a), moduleOf(b)]
    const start = process.cpuUsage()
    const result = matchFunctions(left, right)
    const { user, system } = process.cpuUsage(start)
    // Ten times what it takes on a slow machine; anything quadratic takes minutes.
    expect((user + system) / 1e6).toBeLessThan(20)
    return result.partner.reduce((count, partner) => count + (partner >= 0 ? 1 : 0), 0)
  }

  test('equal tiny functions', () => {
    const functions = (count: number) => Array.from({ length: count }, () => [0x01])
    expect(timed({ functions: functions(many) }, { functions: functions(many + 1) })).toBe(many)
  })

  test('equal functions that call one another in turn', () => {
    const functions = (count: number) => Array.from({ length: count }, (_, index) => call((index * 7919 + 1) % count))
    timed({ functions: functions(many) }, { functions: functions(many + 1) })
  })

  test('a chain of calls through all functions', () => {
    const functions = (count: number) => Array.from({ length: count }, (_, index) => (index === 0 ? [0x01] : call(index - 1)))
    expect(timed({ functions: functions(many) }, { functions: [...functions(many), own] })).toBeGreaterThan(0)
  })

  test('functions that are all different, and all different on the other side', () => {
    const functions = (shift: number) =>
      Array.from({ length: many }, (_, index) => [0x44, ...build.u32(index + shift + 0x200000), 1, 2, 3, 4, 0x1a])
    expect(timed({ functions: functions(0) }, { functions: functions(many) })).toBe(0)
  })

  test('one function that is called by itself from a million places, and changed in many', () => {
    const body = (change: number) =>
      Array.from({ length: 500_000 }, (_, index) => (index % 50 === change ? [0x01, 0x10, 0x00] : [0x10, 0x00])).flat()
    expect(timed({ functions: [body(3), own] }, { functions: [body(7), own] })).toBe(2)
  })

  test('constants of which each is another address', () => {
    const body = (shift: number) => Array.from({ length: 300_000 }, (_, index) => drop(1000 + index + shift)).flat()
    expect(timed({ functions: [body(0)] }, { functions: [body(5)] })).toBe(1)
  })
})
