import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import * as build from '../../../../../test/build-module.ts'
import { expectSameBodies, expectSameCode } from '../../../../../test/decoded-twice.ts'
import { specSuite } from '../../../../../test/spec-suite.ts'
import { CulpritError } from '../../model/errors.ts'
import { readModule } from '../module.ts'
import { OperatorWalker } from '../operator-walker.ts'
import { operators, prefixes } from '../operators.ts'
import { sharedKernel } from './kernel.ts'

test('the engine that runs the tests has a kernel', () => {
  expect(sharedKernel()).not.toBe(null)
})

test('the modules of the specification have the same operators with the kernel as without', () => {
  let compared = 0
  for (const { commands } of specSuite()) {
    for (const command of commands) {
      if (!('module' in command)) continue
      const { bytes } = command.module
      const code = codeSection(bytes)
      if (code === null) continue
      expectSameCode(bytes, code.start, code.end)
      compared++
    }
  }
  expect(compared).toBeGreaterThan(1_000)
})

/** Also of modules that are wrong elsewhere. */
function codeSection(bytes: Uint8Array): { start: number; end: number } | null {
  try {
    const section = readModule(bytes).sections.find(({ id }) => id === 10)
    return section ? { start: section.offset, end: section.offset + section.bytes } : null
  } catch (error) {
    if (!(error instanceof CulpritError)) throw error
    const start = 8
    return bytes.length > start ? { start, end: bytes.length } : null
  }
}

/** A LEB of any length up to eleven bytes, with the last bytes at which a decoder could err. */
const leb = fc
  .tuple(
    fc.constantFrom(0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 4, 4, 5, 7, 8, 9, 9, 10),
    fc.nat({ max: 0x7f }),
    fc.constantFrom(0, 1, 7, 8, 0xf, 0x10, 0x40, 0x70, 0x77, 0x78, 0x7f, null),
  )
  .map(([more, any, last]) => [...Array.from({ length: more }, () => 0x80 | any), last ?? any])
const byte = fc.nat({ max: 0xff })
const smallCount = fc.nat({ max: 3 })
const blockType = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom([0x40], [0x7f], [0x7c]) },
  { weight: 1, arbitrary: leb },
  { weight: 1, arbitrary: byte.map(form => [form]) },
)

const opcode = fc.oneof(
  fc.constantFrom(...operators.flatMap(operator => (operator ? [operator.id] : []))).map(id => {
    for (const [prefix, { base, size }] of prefixes) if (id >= base && id < base + size) return [prefix, ...build.u32(id - base)]
    return [id]
  }),
  fc.tuple(fc.constantFrom(...prefixes.keys()), leb).map(([prefix, code]) => [prefix, ...code]),
)
const piece = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(opcode, fc.array(leb, { maxLength: 2 })).map(([code, immediates]) => [...code, ...immediates.flat()]) },
  { weight: 2, arbitrary: fc.tuple(opcode, fc.uint8Array({ maxLength: 17 })).map(([code, immediates]) => [...code, ...immediates]) },
  { weight: 4, arbitrary: fc.tuple(fc.constantFrom(0x02, 0x03, 0x04, 0x06), blockType).map(([code, type]) => [code, ...type]) },
  { weight: 6, arbitrary: fc.constantFrom([0x0b], [0x05], [0x07, 0x00], [0x19], [0x18, 0x00], [0x18, 0x80, 0x00]) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(smallCount, fc.array(leb, { minLength: 1, maxLength: 4 }))
      .map(([count, labels]) => [0x0e, count, ...labels.flat()]),
  },
  {
    weight: 2,
    arbitrary: fc.tuple(fc.integer({ min: 0x28, max: 0x3e }), byte, leb).map(([code, flags, offset]) => [code, flags, ...offset]),
  },
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      [0x20, 0x01],
      [0x20, 0x80, 0x01],
      [0x41, 0xff, 0xff, 0xff, 0xff, 0x7f],
      [0x6a],
      [0x10, 0x81, 0x02],
      // Numbers next to where addresses begin and end.
      [0x28, 0x02, 0xff, 0x07],
      [0x28, 0x02, 0x80, 0x08],
      [0x36, 0x01, 0xff, 0x1f],
      [0x36, 0x01, 0x80, 0x20],
      // An offset of 35 bits, and one that is padded to as many.
      [0x28, 0x02, 0x80, 0x90, 0x80, 0x80, 0x10],
      [0x28, 0x02, 0x80, 0x90, 0x80, 0x80, 0x0f],
      [0x41, 0xff, 0x1f],
      [0x41, 0x80, 0x20],
      [0x44, 1, 2, 3, 4, 5, 6, 7, 8],
      [0x42, ...ones(7), 0x7f],
      [0x42, ...ones(8), 0x00],
      [0x42, ...ones(9), 0x7f],
      [0x42, ...ones(9), 0x00],
      [0x42, ...ones(9), 0x01],
      [0x42, ...ones(9), 0xff],
    ),
  },
)

function ones(count: number): number[] {
  return Array.from({ length: count }, () => 0xff)
}

test('random operators are found, or refused with the same message, as without the kernel', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 24 }), fc.nat({ max: 20 }), fc.nat({ max: 12 }), byte, (pieces, cut, behind, filler) => {
      const written = [...pieces.flat(), 0x0b]
      const body = written.slice(0, Math.max(1, written.length - (cut > 12 ? cut - 12 : 0)))
      expectSameBodies(Uint8Array.from([...body, ...Array.from({ length: behind }, () => filler)]), [{ start: 0, end: body.length }])
    }),
    { seed: 20_261_121, numRuns: 2_000 },
  )
})

test('random entries of a code section are read, or refused with the same message, as without the kernel', () => {
  const group = fc
    .tuple(leb, fc.constantFrom([0x7f], [0x7e], [0x7d], [0x7c], [0x7f], [0x7b], [0x70], [0x63, 0x00], [0x00]))
    .map(groups => groups.flat())
  const entry = fc
    .tuple(fc.array(group, { maxLength: 3 }), fc.array(piece, { maxLength: 3 }), fc.constantFrom(0, 0, 0, 0, 0, 0, 0, 1, -1))
    .map(([groups, pieces, error]) => {
      const body = [groups.length, ...groups.flat(), ...pieces.flat(), 0x0b]
      return [...build.u32(body.length + error), ...body]
    })
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 6 }), fc.constantFrom(0, 0, 0, 1), (entries, error) => {
      const section = Uint8Array.from([entries.length + error, ...entries.flat()])
      expectSameCode(section, 0, section.length)
    }),
    { seed: 20_261_122, numRuns: 1_500 },
  )
})

test('a body may have more groups of locals than the kernel counts', () => {
  for (const groups of [0x7f, 0x80, 0x3fff]) {
    const entry = [...build.u32(groups), ...Array.from({ length: groups }, () => [0xff, 0xff, 0x7f, 0x7e]).flat(), 0x0b]
    const section = Uint8Array.from([1, ...build.u32(entry.length), ...entry])
    expectSameCode(section, 0, section.length)
  }
})

test('bodies that are longer than what the kernel sees, or nested deeper than it follows, are walked the same', () => {
  const repeat = (count: number, ...bytes: number[]) => Array.from({ length: count }, () => bytes).flat()
  const long = [...repeat(30_000, 0x41, 0xff, 0xff, 0x00), ...repeat(3, 0x02, 0x00, 0x0b), ...repeat(20_000, 0x20, 0x80, 0x01, 0x1a), 0x0b]
  const deep = [...repeat(70_000, 0x04, 0x40), ...repeat(70_000, 0x05, 0x0b), 0x0b]
  const deepWithTypes = [...repeat(40_000, 0x02, 0x00, 0x04, 0x40), ...repeat(40_000, 0x05, 0x0b, 0x0b), 0x0b]
  for (const body of [long, deep, deepWithTypes]) {
    expectSameBodies(Uint8Array.from(body), [{ start: 0, end: body.length }])
    const entry = [0x00, ...body]
    const section = Uint8Array.from([2, ...build.u32(entry.length), ...entry, ...build.u32(entry.length), ...entry])
    expectSameCode(section, 0, section.length)
    for (const end of [0x10000, 0x10001, 0x1ffff, body.length - 1]) expectSameBodies(Uint8Array.from(body), [{ start: 0, end }])
  }
})

test('walkers that take turns get what is theirs, also inside deep blocks', () => {
  const bodies = [0x04, 0x06].map(opener => {
    const behind = opener === 0x04 ? [0x05, 0x0b] : [0x19, 0x0b]
    const nested = (bytes: readonly number[]) => Array.from({ length: 3_000 }, () => bytes).flat()
    return Uint8Array.from([...nested([opener, 0x40]), ...nested(behind), 0x0b])
  })
  const walkers = bodies.map(bytes => new OperatorWalker(bytes, new Set()))
  for (const [place, walker] of walkers.entries()) walker.enterBody(0, bodies[place]!.length)
  const lengths = walkers.map((): number[] => [])
  for (let turn = 0; turn < 4; turn++) for (const [place, walker] of walkers.entries()) lengths[place]!.push(walker.fill())
  expect(lengths).toEqual([
    [4096, 4096, 809, 0],
    [4096, 4096, 809, 0],
  ])
})

test('bytes that changed between two readings are read as they are', () => {
  const bytes = build.moduleWithBody([0x41, 0x00, 0x1a])
  readModule(bytes)
  bytes[bytes.indexOf(0x41)] = 0x20
  const { histogram } = readModule(bytes).bodies
  expect([histogram[0x41], histogram[0x20]]).toEqual([0, 1])
})
