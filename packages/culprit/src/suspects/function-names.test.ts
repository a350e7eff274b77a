import { expect, test } from 'vitest'
import { filedIn, namedIn, wantedFunction } from './function-names.ts'

test.each([
  ['swc_ecma_lexer::lexer::Lexer<I>::skip_space::h0123456789abcdef', 'skip_space', ['swcecmalexer', 'lexer', 'skipspace']],
  ['std::__2::vector<int, std::allocator<int>>::push_back(int&&)', 'push_back', ['vector', 'pushback']],
  ['System.Text.Json.Utf8JsonReader.ConsumeValue(System.Byte)', 'ConsumeValue', ['text', 'json', 'utf8jsonreader', 'consumevalue']],
  ['mono_interp_exec_method', 'mono_interp_exec_method', ['monointerpexecmethod']],
  ['Foo::new', null, []],
  ['', null, []],
  ['(((((', null, []],
])('of %s the own name is %s, and files may be called %j', (name, own, files) => {
  expect(wantedFunction(name)).toEqual({ name, own, files })
})

test('a function is named by its whole word only', () => {
  const wanted = ['a::skip_space', 'b::parse_value'].map(wantedFunction)
  expect(namedIn('@@ -1 +1 @@ fn skip_space() {', wanted)).toEqual(['a::skip_space'])
  expect(namedIn('skip_spaces; no_skip_space; parse_value', wanted)).toEqual(['b::parse_value'])
})

test('a file is called like a module, however both are written', () => {
  const wanted = [wantedFunction('swc_ecma_lexer::SkipSpace::run_it')]
  expect(filedIn('crates/x/swc-ecma-lexer.rs', wanted)).toHaveLength(1)
  expect(filedIn('src/skip_space.test.ts', wanted)).toHaveLength(1)
  expect(filedIn('src/lexer.rs', wanted)).toEqual([])
})
