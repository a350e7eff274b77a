import * as fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { CulpritError } from '../../model/errors.ts'
import { readModule, type ModuleFacts } from '../module.ts'
import { functionNames } from '../symbols.ts'
import { dwarfLines } from './index.ts'

const folder = new URL('../fixtures/dwarf/', import.meta.url)
const versions = [2, 3, 4, 5]

function module(version: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(new URL(`lines-${version}.wasm`, folder)))
}

function codeOf(facts: ModuleFacts): number {
  return facts.sections.find(({ id }) => id === 10)!.offset
}

describe.each(versions)('DWARF %i', version => {
  const facts = readModule(module(version))
  const lines = dwarfLines(facts)!

  test('every byte of the code is from the line that LLVM says', () => {
    const expected = readFileSync(new URL(`lines-${version}.txt`, folder), 'utf8')
      .trimEnd()
      .split('\n')
    const found = expected.map((_, address) => {
      const place = lines.locate(codeOf(facts) + address)
      return place ? `${place.file}:${place.line}:${place.column ?? 0}` : 'none'
    })
    // LLVM names the file of code that no line stands for too.
    expect(found).toEqual(expected.map(line => (/:0:\d+$/.test(line) ? 'none' : line)))
    expect(new Set(found).size).toBeGreaterThan(10)
    expect(lines.unread).toEqual([])
  })

  test('each function begins where it is defined, and one that the linker removed has no place', () => {
    const names = functionNames(facts)
    const places = [...facts.bodies.starts.keys()].map(body => {
      const place = lines.first(facts.bodies.starts[body]!, facts.bodies.ends[body]!)!
      return `${names.get(body)} ${place.file}:${place.line}`
    })
    expect(places).toEqual(['run /src/main.c:5', '_start /src/main.c:12', 'scaled /src/area.c:5'])
  })
})

test.each(versions)('DWARF %i: inlined functions stand before those they were put into, each with the place of the next', version => {
  const facts = readModule(module(version))
  const lines = dwarfLines(facts)!
  const names = functionNames(facts)
  const chains = new Set<string>()
  for (const [body, start] of facts.bodies.starts.entries()) {
    for (let offset = start; offset < facts.bodies.ends[body]! - 1; offset++) {
      const frames = lines.frames(offset)
      expect(frames.at(-1)!.name).toBe(names.get(body))
      expect(frames[0]!.place).toEqual(lines.locate(offset))
      if (frames.length > 1 && frames[0]!.place)
        chains.add(frames.map(({ name, place }) => `${name} ${place?.file.split('/').at(-1)}:${place?.line}`).join(' < '))
    }
  }
  expect([...chains]).toEqual([
    'square shapes.h:2 < run main.c:8',
    'run main.c:8 < _start main.c:13',
    'run main.c:7 < _start main.c:13',
    'square area.c:5 < scaled area.c:6',
    'square shapes.h:2 < scaled area.c:6',
  ])
  expect(lines.frames(codeOf(facts))).toEqual([])
})

test.each([
  ['0', [0, 0, 0, 0]],
  ['-1', [0xff, 0xff, 0xff, 0xff]],
  ['-2', [0xfe, 0xff, 0xff, 0xff]],
])('a function that the linker moved to %s has no lines', (_, address) => {
  const bytes = module(4)
  // An opcode that sets the address, to where this linker puts what it removed.
  const removed = Buffer.from(bytes).indexOf(Buffer.from([0, 5, 2, 0xff, 0xff, 0xff, 0xff]))
  expect(removed).toBeGreaterThan(0)
  bytes.set(address, removed + 3)
  const [lines, plain] = [bytes, module(4)].map(each => dwarfLines(readModule(each))!)
  const code = codeOf(readModule(bytes))
  for (let offset = 0; offset < bytes.length; offset++) expect(lines!.locate(offset)).toEqual(plain!.locate(offset))
  expect(lines!.locate(code)).toBe(null)
  expect(lines!.first(code, code + 2)).toBe(null)
})

test('a module without debugging information has no lines', () => {
  expect(dwarfLines(readModule(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0)))).toBe(null)
})

describe('damage', () => {
  /** Reads what can be read; only errors that a user can act on are allowed. */
  function tryAll(bytes: Uint8Array): string {
    let facts
    try {
      facts = readModule(bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(CulpritError)
      return 'refused'
    }
    const lines = dwarfLines(facts)
    for (const [body, start] of facts.bodies.starts.entries()) {
      lines?.locate(start + 5)
      lines?.frames(start + 20)
      lines?.first(start, facts.bodies.ends[body]!)
    }
    return lines === null ? 'none' : lines.unread.length > 0 ? 'told' : 'read'
  }

  /** Where the sections of debugging information are. */
  function debugging(bytes: Uint8Array): { section: string; start: number; end: number }[] {
    return readModule(bytes)
      .sections.filter(({ name }) => name.startsWith('.debug_'))
      .map(({ name, offset, bytes: size }) => ({ section: name, start: offset + name.length + 1, end: offset + size }))
  }

  test.each([2, 5])('a file of version %i that ends anywhere is refused or read in part', version => {
    const bytes = module(version)
    for (let length = 8; length < bytes.length; length++) tryAll(bytes.slice(0, length))
  })

  test.each([2, 5])('a section of version %i that ends anywhere gives no error but those it tells', version => {
    const bytes = module(version)
    const outcomes = new Set<string>()
    for (const { start, end } of debugging(bytes)) {
      // What is behind the end reads as zeros, or as the largest numbers.
      for (let at = start; at < end; at++) {
        outcomes.add(tryAll(Uint8Array.from(bytes).fill(at % 2 === 0 ? 0 : 0xff, at, end)))
      }
    }
    expect(outcomes).toEqual(new Set(['read', 'told']))
  })

  test('changed bytes never throw and never take long', () => {
    const modules = versions.map(version => ({ bytes: module(version), places: debugging(module(version)) }))
    const change = fc.tuple(fc.nat(), fc.nat({ max: 255 }))
    fc.assert(
      fc.property(fc.constantFrom(...modules), fc.array(change, { minLength: 1, maxLength: 6 }), ({ bytes, places }, changes) => {
        const changed = Uint8Array.from(bytes)
        for (const [place, value] of changes) {
          const { start, end } = places[place % places.length]!
          changed[start + (Math.floor(place / places.length) % (end - start))] = value
        }
        const started = performance.now()
        tryAll(changed)
        expect(performance.now() - started).toBeLessThan(5000)
      }),
      { seed: 20261121, numRuns: 3000 },
    )
  })
})
