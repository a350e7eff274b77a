import { expect, test } from 'vitest'
import { CulpritError } from '../model/errors.ts'
import { commandWords } from './command-words.ts'

test.each<[string, string[]]>([
  ['npm run build', ['npm', 'run', 'build']],
  ['  make   -j2 ', ['make', '-j2']],
  [`sh -c 'npm ci && npm run "build"'`, ['sh', '-c', 'npm ci && npm run "build"']],
  [`tool --name="a b"'c d' ''`, ['tool', '--name=a bc d', '']],
  [`x "it's"`, ['x', "it's"]],
  ['cmake --build=out -DX=1,2 @file %A% ~/x', ['cmake', '--build=out', '-DX=1,2', '@file', '%A%', '~/x']],
])('%s is its words', (text, words) => {
  expect(commandWords(text, '--build')).toEqual(words)
})

test.each([
  ['npm ci && npm run build', '"&", which means something to a shell only'],
  ['make > log', '">"'],
  ['echo $HOME', '"$"'],
  ['rm *.o', '"*"'],
  ['a; b', '";"'],
  ['say "hello', 'a " that is not closed'],
  ["it's", "a ' that is not closed"],
  ['   ', 'names no command'],
])('%s is refused, and the way out is named', (text, why) => {
  expect(() => commandWords(text, '--build')).toThrow(CulpritError)
  expect(() => commandWords(text, '--build')).toThrow(why)
})

test('the option is named that it comes from', () => {
  expect(() => commandWords('a && b', '--predicate')).toThrow(`ask for a shell: --predicate "sh -c 'a && b'"`)
})
