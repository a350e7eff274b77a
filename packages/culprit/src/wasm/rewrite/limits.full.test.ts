import { expect, test } from 'vitest'
import * as build from '../../../../../test/build-module.ts'
import { readModule } from '../module.ts'
import { detectEngineFeatures, instrument } from './index.ts'

const features = detectEngineFeatures(bytes => WebAssembly.validate(bytes))
const oneMemory = { ...features, multiMemory: false, maximumExports: 100_000 }

test('more counters than globals are refused where there is no second memory', () => {
  // Each if has a counter, because something is in it.
  const branch = [0x41, 0x00, 0x04, 0x40, 0x01, 0x0b]
  const body = build.body(Array.from({ length: 5_000 }, () => branch).flat())
  const bodies = Array.from({ length: 201 }, () => [...build.u32(body.length), ...body])
  const module = Uint8Array.from(
    Buffer.concat([
      build.moduleOf(
        build.types(build.functionType([], [])),
        build.functions(...bodies.map(() => 0)),
        build.section(5, build.vector([[0, 0]])),
      ),
      Uint8Array.of(10, ...build.u32(2 + bodies.length * bodies[0]!.length), ...build.u32(bodies.length)),
      ...bodies.map(one => Uint8Array.from(one)),
    ]),
  )
  expect(() => instrument(readModule(module), { mode: 'ops', features: oneMemory, version: '1.2.3' })).toThrow(
    /more than the 1000000 globals/,
  )
  expect(WebAssembly.validate(instrument(readModule(module), { mode: 'ops', features, version: '1.2.3' }).bytes)).toBe(true)
})
