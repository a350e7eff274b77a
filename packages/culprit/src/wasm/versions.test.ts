import { expect, test } from 'vitest'
import * as build from '../../../../test/build-module.ts'
import { readModule } from './module.ts'
import { embeddedVersions, mostVersions } from './versions.ts'

const hash = '26a1d6601d727a96f4301d0d8647b5a42760ae0c'
const dated = '2025-02-18 13:38:58 873d4e274b4988d260ba8354a9718324a1c26187a4ab4c1cc0227c03d0f10e70'

/** Passive segments with these texts. */
function versions(...texts: string[]) {
  const segments = texts.map(text => [1, ...build.name(text)])
  const facts = readModule(build.moduleOf(build.section(11, build.vector(segments))))
  for (const { text, offset, kind } of embeddedVersions(facts)) {
    // What is told stands there.
    if (kind !== 'producer') expect(Buffer.from(facts.bytes).toString('latin1', offset, offset + text.length)).toBe(text)
  }
  return embeddedVersions(facts).map(({ kind, text }) => `${kind}: ${text}`)
}

test.each([
  ['\0SQLite 3.46.1\0', 'product: SQLite 3.46.1'],
  ['\0libpng version 1.6.43\n', 'product: libpng version 1.6.43'],
  ['zlib-1.3.1', 'product: zlib-1.3.1'],
  ['using test-unit-3.6.2.gem', 'product: test-unit-3.6.2'],
  ['Emscripten 3.1.74-git', 'toolchain: Emscripten 3.1.74-git'],
  ['rustc 1.75.0 (82e1608df 2023-12-21)', 'toolchain: rustc 1.75.0 (82e1608df 2023-12-21)'],
  ['clang version 18.1.2', 'toolchain: clang version 18.1.2'],
  ['\u0001go1.26.5\u0002', 'toolchain: go1.26.5'],
  ['v1.4.0-120-g6a2e19a8', 'describe: v1.4.0-120-g6a2e19a8'],
  [`/rustc/${hash}/library/core/src/fmt.rs`, `hash: ${hash}`],
  [`\u0007${dated}`, `hash: ${dated}`],
])('%o is a version', (text, expected) => {
  expect(versions(text)).toEqual([expected])
})

test.each([
  ['127.0.0.1'],
  ['http 1.2.3.4'],
  ['see section 3.2.1'],
  ['1.2.3'],
  ['ratio 1.5'],
  ['cargo1.26.5'],
  [`${hash}0`],
  [`x${hash}`],
  ['0000111122223333444455556666777788889999'],
  ['1234567890123456789012345678901234567890'],
  ['873d4e274b4988d260ba8354a9718324a1c26187a4ab4c1cc0227c03d0f10e70'],
])('%o is none', text => expect(versions(text)).toEqual([]))

test('the same text counts once, and only so many are listed', () => {
  expect(versions('zlib 1.3.1', 'zlib 1.3.1', 'zlib 1.3.2')).toEqual(['product: zlib 1.3.1', 'product: zlib 1.3.2'])
  expect(versions(Array.from({ length: 500 }, (_, i) => `tool 1.0.${i}`).join('\0'))).toHaveLength(mostVersions)
})

test('a version that is cut in two by another segment far away is none', () => {
  expect(versions('SQLite 3.', `${'\0'.repeat(40)}46.1`)).toEqual([])
})

test('producers come first, each where its version stands', () => {
  const tool = (...names: string[]) => names.flatMap(build.name)
  const facts = readModule(
    build.moduleOf(
      build.section(11, build.vector([[1, ...build.name('zlib 1.3.1')]])),
      build.custom(
        'producers',
        build.vector([[...build.name('processed-by'), ...build.vector([tool('clang', '18.1.2'), tool('mystery', '')])]]),
      ),
    ),
  )
  const found = embeddedVersions(facts)
  expect(found.map(({ kind, text }) => [kind, text])).toEqual([
    ['producer', 'clang 18.1.2'],
    ['product', 'zlib 1.3.1'],
  ])
  expect(Buffer.from(facts.bytes).toString('latin1', found[0]!.offset, found[0]!.offset + 6)).toBe('18.1.2')
})
