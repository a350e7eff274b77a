import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { f32Text, f64Text } from './floats.ts'

test('floats are as short as their bits allow', () => {
  const f32 = [0, 0x8000_0000, 0x3dcc_cccd, 0x7f80_0000, 0xff80_0000, 0x7fc0_0000, 0xffc0_0000, 0x7fa0_0000, 1, 0x7f7f_ffff, 0x4b80_0001]
  expect(f32.map(f32Text)).toEqual([
    '0',
    '-0',
    '0.1',
    'inf',
    '-inf',
    'nan',
    '-nan',
    'nan:0x200000',
    '1.401298464324817e-45',
    '3.4028235e+38',
    '16777218',
  ])
  const f64 = [0x3fb9_9999_9999_999an, 0xfff8_0000_0000_0000n, 0x7ff0_0000_0000_0001n, 0x7ff0_0000_0000_0000n, 1n, 1n << 63n]
  expect(f64.map(f64Text)).toEqual(['0.1', '-nan', 'nan:0x1', 'inf', '5e-324', '-0'])
})

test('every finite float is read back with the same bits', () => {
  const words = new Uint32Array(1)
  const single = new Float32Array(words.buffer)
  fc.assert(
    fc.property(fc.noBias(fc.integer({ min: 0, max: 0xffff_ffff })), bits => {
      words[0] = bits
      fc.pre(Number.isFinite(single[0]))
      const near = Number(f32Text(bits))
      // Not half-way to a neighbour either: rounding the decimal once gives what rounding it twice does.
      expect(Math.fround(near)).toBe(single[0])
      expect([Math.fround(near * (1 + 2 ** -52)), Math.fround(near * (1 - 2 ** -52))]).toEqual([single[0], single[0]])
    }),
    { seed: 20_261_121, numRuns: 2000 },
  )
})
