import type { Precedence } from './itanium-nodes.ts'

// Tables of the Itanium C++ ABI, 5.1.5 (https://itanium-cxx-abi.github.io/cxx-abi/abi.html#mangling).

export const builtinTypes: ReadonlyMap<string, string> = new Map([
  ['v', 'void'],
  ['w', 'wchar_t'],
  ['b', 'bool'],
  ['c', 'char'],
  ['a', 'signed char'],
  ['h', 'unsigned char'],
  ['s', 'short'],
  ['t', 'unsigned short'],
  ['i', 'int'],
  ['j', 'unsigned int'],
  ['l', 'long'],
  ['m', 'unsigned long'],
  ['x', 'long long'],
  ['y', 'unsigned long long'],
  ['n', '__int128'],
  ['o', 'unsigned __int128'],
  ['f', 'float'],
  ['d', 'double'],
  ['e', 'long double'],
  ['g', '__float128'],
  ['z', '...'],
])

/** Behind a `D`. */
export const laterBuiltinTypes: ReadonlyMap<string, string> = new Map([
  ['d', 'decimal64'],
  ['e', 'decimal128'],
  ['f', 'decimal32'],
  ['h', 'half'],
  ['i', 'char32_t'],
  ['s', 'char16_t'],
  ['u', 'char8_t'],
  ['a', 'auto'],
  ['c', 'decltype(auto)'],
  ['n', 'std::nullptr_t'],
])

/** What stands behind a literal of the type, or in parentheses before it. */
export const literalTypes: ReadonlyMap<string, string> = new Map([
  ['w', 'wchar_t'],
  ['c', 'char'],
  ['a', 'signed char'],
  ['h', 'unsigned char'],
  ['s', 'short'],
  ['t', 'unsigned short'],
  ['i', ''],
  ['j', 'u'],
  ['l', 'l'],
  ['m', 'ul'],
  ['x', 'll'],
  ['y', 'ull'],
  ['n', '__int128'],
  ['o', 'unsigned __int128'],
])

/** `St` needs what follows it, and is read apart. `full` is what it abbreviates where a constructor is named. */
export const abbreviations: ReadonlyMap<string, { readonly short: string; readonly full: string; readonly base: string }> = new Map([
  ['a', { short: 'std::allocator', full: 'std::allocator', base: 'allocator' }],
  ['b', { short: 'std::basic_string', full: 'std::basic_string', base: 'basic_string' }],
  ['s', stream('string', 'std::basic_string<char, std::char_traits<char>, std::allocator<char>>')],
  ['i', stream('istream', 'std::basic_istream<char, std::char_traits<char>>')],
  ['o', stream('ostream', 'std::basic_ostream<char, std::char_traits<char>>')],
  ['d', stream('iostream', 'std::basic_iostream<char, std::char_traits<char>>')],
])

function stream(name: string, full: string) {
  return { short: `std::${name}`, full, base: `basic_${name}` }
}

/**
 * `call`, `member`, … are read each in its own way; `named` can only be part of an operator's name, or has an expression of its own
 * that is read elsewhere.
 */
export type OperatorForm =
  | 'prefix'
  | 'postfix'
  | 'binary'
  | 'subscript'
  | 'member'
  | 'call'
  | 'cast'
  | 'conversion'
  | 'conditional'
  | 'new'
  | 'delete'
  | 'named'
  | 'of'

export interface Operator {
  readonly form: OperatorForm
  readonly symbol: string
  readonly precedence: Precedence
}

export const operators: ReadonlyMap<string, Operator> = new Map(
  (
    [
      ['aN', 'binary', '&=', 'assignment'],
      ['aS', 'binary', '=', 'assignment'],
      ['aa', 'binary', '&&', 'logicalAnd'],
      ['ad', 'prefix', '&', 'unary'],
      ['an', 'binary', '&', 'and'],
      ['at', 'of', 'alignof ', 'unary'],
      ['aw', 'named', 'co_await', 'primary'],
      ['az', 'of', 'alignof ', 'unary'],
      ['cc', 'cast', 'const_cast', 'postfix'],
      ['cl', 'call', '()', 'postfix'],
      ['cm', 'binary', ',', 'comma'],
      ['co', 'prefix', '~', 'unary'],
      ['cp', 'call', '()', 'postfix'],
      ['cv', 'conversion', '', 'cast'],
      ['dV', 'binary', '/=', 'assignment'],
      ['da', 'delete', 'delete[]', 'unary'],
      ['dc', 'cast', 'dynamic_cast', 'postfix'],
      ['de', 'prefix', '*', 'unary'],
      ['dl', 'delete', 'delete', 'unary'],
      ['ds', 'member', '.*', 'memberPointer'],
      ['dt', 'member', '.', 'postfix'],
      ['dv', 'binary', '/', 'multiplicative'],
      ['eO', 'binary', '^=', 'assignment'],
      ['eo', 'binary', '^', 'exclusiveOr'],
      ['eq', 'binary', '==', 'equality'],
      ['ge', 'binary', '>=', 'relational'],
      ['gt', 'binary', '>', 'relational'],
      ['ix', 'subscript', '[]', 'postfix'],
      ['lS', 'binary', '<<=', 'assignment'],
      ['le', 'binary', '<=', 'relational'],
      ['ls', 'binary', '<<', 'shift'],
      ['lt', 'binary', '<', 'relational'],
      ['mI', 'binary', '-=', 'assignment'],
      ['mL', 'binary', '*=', 'assignment'],
      ['mi', 'binary', '-', 'additive'],
      ['ml', 'binary', '*', 'multiplicative'],
      ['mm', 'postfix', '--', 'postfix'],
      ['na', 'new', 'new[]', 'unary'],
      ['ne', 'binary', '!=', 'equality'],
      ['ng', 'prefix', '-', 'unary'],
      ['nt', 'prefix', '!', 'unary'],
      ['nw', 'new', 'new', 'unary'],
      ['oR', 'binary', '|=', 'assignment'],
      ['oo', 'binary', '||', 'logicalOr'],
      ['or', 'binary', '|', 'or'],
      ['pL', 'binary', '+=', 'assignment'],
      ['pl', 'binary', '+', 'additive'],
      ['pm', 'member', '->*', 'memberPointer'],
      ['pp', 'postfix', '++', 'postfix'],
      ['ps', 'prefix', '+', 'unary'],
      ['pt', 'member', '->', 'postfix'],
      ['qu', 'conditional', '?', 'conditional'],
      ['rM', 'binary', '%=', 'assignment'],
      ['rS', 'binary', '>>=', 'assignment'],
      ['rc', 'cast', 'reinterpret_cast', 'postfix'],
      ['rm', 'binary', '%', 'multiplicative'],
      ['rs', 'binary', '>>', 'shift'],
      ['sc', 'cast', 'static_cast', 'postfix'],
      ['ss', 'binary', '<=>', 'spaceship'],
      ['st', 'of', 'sizeof ', 'unary'],
      ['sz', 'of', 'sizeof ', 'unary'],
      ['te', 'of', 'typeid ', 'postfix'],
      ['ti', 'of', 'typeid ', 'postfix'],
    ] as const
  ).map(([code, form, symbol, precedence]) => [code, { form, symbol, precedence }]),
)
