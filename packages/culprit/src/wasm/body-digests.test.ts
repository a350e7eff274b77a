import { expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import type { BodyDigests } from './body-digests.ts'
import { digestsOf, readModule, type ModuleFacts } from './module.ts'

const nothing = build.functionType([], [])

/** With references of all kinds: to functions, globals, addresses and tags, next to where there are none any more. */
function moduleOf(functions: number, globals: number, pages: number) {
  const calls = [0x10, functions - 1, 0x10, functions, 0x11, 0x00, 0x00]
  const globalGets = [0x23, globals - 1, 0x1a, 0x23, globals, 0x1a]
  const constants = [0x41, 0x80, 0x80, 0x04, 0x1a, 0x41, 0x80, 0x80, 0x08, 0x1a]
  const load = [0x41, 0x00, 0x28, 0x02, 0x80, 0x80, 0x04, 0x1a]
  const typedBlock = [0x02, 0x00, 0x08, 0x00, 0x0b]
  const operators = [...calls, ...globalGets, ...constants, ...load, ...typedBlock]
  return build.moduleOf(
    build.types(nothing),
    build.functions(...Array.from({ length: functions }, () => 0)),
    build.section(4, build.vector([[build.funcref, 0x00, 0x01]])),
    build.section(5, build.vector([[0x00, pages]])),
    build.section(13, build.vector([[0x00, 0x00]])),
    build.section(6, build.vector(Array.from({ length: globals }, () => [build.i32, 0x00, 0x41, 0x00, 0x0b]))),
    build.code(...Array.from({ length: functions }, () => build.body(operators, [[0x02, build.i32]]))),
  )
}

/** As numbers that do not depend on where the module stands in its file. */
function contentOf({ count, low, high, shapes, siteEnds, seldomEnds, sites, seldom, listed, numbering }: BodyDigests, offset: number) {
  const inModule = (offsets: Uint32Array) => [...offsets.subarray(0, seldom)].map(at => at - offset)
  return {
    count,
    low,
    high,
    shapes,
    siteEnds,
    seldomEnds,
    numbering,
    sites: [listed.siteTargets.slice(0, sites), listed.siteContexts.slice(0, sites)],
    seldom: [listed.seldomIds.slice(0, seldom), listed.seldomContexts.slice(0, seldom), listed.seldomSites.slice(0, seldom)],
    offsets: [inModule(listed.seldomOffsets), inModule(listed.seldomNexts)],
  }
}

const asked = (facts: ModuleFacts) => contentOf(facts.digests!, facts.offset)
const later = (facts: ModuleFacts) => contentOf(digestsOf(facts), facts.offset)

test('digests that are made while a module is read are those that are made later, also inside components and between damaged modules', () => {
  const [one, other] = [moduleOf(3, 2, 1), moduleOf(5, 4, 2)]
  const expected = [one, other].map(bytes => asked(readModule(bytes, { digests: true })))
  expect(expected[0]).not.toEqual(expected[1])
  expect([one, other].map(bytes => later(readModule(bytes)))).toEqual(expected)

  const damaged = other.slice()
  damaged[damaged.length - 1] = 0x05
  for (const [place, bytes] of [one, other].entries()) {
    expect(() => readModule(damaged, { digests: true })).toThrow()
    expect(asked(readModule(bytes, { digests: true }))).toEqual(expected[place])
  }

  const component = Uint8Array.from([
    0x00,
    0x61,
    0x73,
    0x6d,
    0x0d,
    0x00,
    0x01,
    0x00,
    ...[one, other].flatMap(bytes => build.section(1, [...bytes])),
  ])
  expect(readModule(component, { digests: true }).modules.map(asked)).toEqual(expected)
  expect(readModule(component).modules.map(later)).toEqual(expected)
})

test('a module has no digests unless they are asked for, and those of no code are empty', () => {
  expect(readModule(moduleOf(1, 1, 1)).digests).toBe(null)
  const empty = readModule(build.moduleOf(build.types(nothing)), { digests: true })
  expect([empty.digests, digestsOf(empty).count]).toEqual([null, 0])
})
