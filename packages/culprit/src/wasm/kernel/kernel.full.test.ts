import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { corpus, corpusBytes } from '../../../../../test/corpus.ts'
import { exhaustive } from '../../../../../test/exhaustive.ts'
import { expectSameBodies, expectSameCode } from '../../../../../test/decoded-twice.ts'
import { readModule } from '../module.ts'

test.each([corpus.canvaskit, ...(exhaustive ? [corpus.ffmpeg] : [])])(
  '$name has the same operators with the kernel as without, damaged in any place',
  async module => {
    const original = await corpusBytes(module)
    const { sections, bodies } = readModule(original)
    const code = sections.find(({ name }) => name === 'code')!
    expectSameCode(original, code.offset, code.offset + code.bytes)
    const bytes = original.slice()
    fc.assert(
      fc.property(fc.nat({ max: bodies.count - 1 }), fc.nat(), fc.nat({ max: 255 }), (body, place, byte) => {
        const [start, end] = [bodies.operatorStarts[body]!, bodies.ends[body]!]
        const at = start + (place % (end - start))
        bytes[at] = byte
        expectSameBodies(bytes, [{ start, end }])
        bytes[at] = original[at]!
      }),
      { seed: 20_261_121, numRuns: 20_000 },
    )
    expect(bytes).toEqual(original)
  },
)
