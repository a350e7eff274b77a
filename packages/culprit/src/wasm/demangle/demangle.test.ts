import * as fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { demangle } from './index.ts'

const names = readFileSync(new URL('./fixtures/names.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map(line => line.split('\t') as [string, string])

test('real names are as the reference tools print them', () => {
  expect(names.length).toBeGreaterThan(400)
  expect(names.map(([mangled]) => [mangled, demangle(mangled)])).toEqual(names)
})

test.each([
  ['main', 'a name that is not mangled'],
  ['', 'nothing'],
  ['_Z', 'a prefix alone'],
  ['_R', 'another prefix alone'],
  ['_Zen', 'a name that only looks mangled'],
  ['_RCurses', 'a name of C that looks like one of Rust'],
  ['_Z3fooTL0__', 'a parameter of a template that is none'],
  ['_ZN3fooS_E', 'a substitution of nothing'],
])('%o stays as it is: %s', mangled => expect(demangle(mangled)).toBe(mangled))

test('a destructor of something unnamed has a name to print', () => {
  expect(demangle('_ZN5boost3mpl6vectorIiEUt0_D2Ev')).toBe("boost::mpl::vector<int>::'unnamed0'::~'unnamed0'()")
})

test.each([
  ['core::fmt::Formatter::debug_list::h340b71dd609255ef', 'core::fmt::Formatter::debug_list'],
  ['_$LT$$RF$T$u20$as$u20$core..fmt..Display$GT$::fmt::h5290675d8eb1fc37', '<&T as core::fmt::Display>::fmt'],
  ['std::sys_common::thread::MIN::h710eb64e58e1420b (.llvm.123)', 'std::sys_common::thread::MIN'],
  ['mine::h0000000000000000', 'mine::h0000000000000000'],
  ['mine::$XX$::h5290675d8eb1fc37', 'mine::$XX$::h5290675d8eb1fc37'],
])('what a tool for C++ made of a name of Rust, %s, is %s', (name, expected) => expect(demangle(name)).toBe(expected))

test('no prefix of a name throws, and none takes long', () => {
  const sample = names.filter((_, index) => index % 7 === 0)
  const started = performance.now()
  for (const [mangled] of sample) for (let length = 0; length < mangled.length; length++) demangle(mangled.slice(0, length))
  expect(performance.now() - started).toBeLessThan(10_000)
})

test('changed characters never throw', () => {
  const alphabet = [...new Set(names.flatMap(([mangled]) => mangled.split('')))]
  const change = fc.tuple(fc.nat(), fc.constantFrom(...alphabet))
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.array(change, { minLength: 1, maxLength: 4 }), ([mangled], changes) => {
      const characters = mangled.split('')
      for (const [place, character] of changes) characters[place % characters.length] = character
      expect(typeof demangle(characters.join(''))).toBe('string')
    }),
    { seed: 20261121, numRuns: 3000 },
  )
})

test.each([
  ['types that double fifty times', `_Z1f1A1BIS_S_E${types(50)}`],
  ['a tower of pointers', `_Z1f${'P'.repeat(50_000)}i`],
  ['a tower of names', `_ZN${'1a'.repeat(30_000)}E`],
  ['a tower of template arguments', `_Z1f${'1aI'.repeat(20_000)}`],
  ['a tower of local names', '_Z'.repeat(20_000)],
  ['tuples of references back that double', tuples(60)],
  ['a reference back to itself', '_RINvB1_1aE'],
  ['a tower of slices', `_RIC1a${'S'.repeat(50_000)}uE`],
  ['more lifetimes than fit into a name', '_RIC1aFGzzzz_EuE'],
  ['a name of a million characters', `_Z1000000${'a'.repeat(1_000_000)}v`],
  ['a length beyond all numbers', `_Z${'9'.repeat(400)}a`],
])('what stands for too much is not read, and that takes no time: %s', (_, mangled) => {
  const started = performance.now()
  expect(demangle(mangled)).toBe(mangled)
  expect(performance.now() - started).toBeLessThan(2000)
})

test('the same doubling is read as long as its text is short', () => {
  expect(demangle(`_Z1f1A1BIS_S_E${types(2)}`)).toBe('f(A, B<A, A>, B<B<A, A>, B<A, A>>, B<B<B<A, A>, B<A, A>>, B<B<A, A>, B<A, A>>>)')
  expect(demangle(tuples(3))).toBe('a::<((), ()), (((), ()), ((), ())), ((((), ()), ((), ())), (((), ()), ((), ())))>')
})

function types(levels: number): string {
  return times(levels, i => `S0_IS${base36(i)}_S${base36(i)}_E`)
}

function tuples(levels: number): string {
  return `_RIC1a${times(levels, i => `T${back(i)}${back(i)}E`)}E`
}

function times(count: number, item: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => item(index + 1)).join('')
}

function base36(value: number): string {
  return value.toString(36).toUpperCase()
}

/** A reference to the tuple before; the first of them is at 4 and has four characters, the others have ten. */
function back(index: number): string {
  return index === 1 ? 'u' : `B${base62(index === 2 ? 4 : 8 + (index - 3) * 10)}`
}

function base62(value: number): string {
  const digits = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
  return `${Math.floor((value - 1) / 62)}${digits[(value - 1) % 62]}_`
}
