/**
 * The path of a name in Rust's older mangling, `_ZN4core3fmt5write17h0123456789abcdefE`; null for any other name. The hash is left out.
 * See rustc's `symbol_names/legacy.rs` for what is escaped.
 */
export function demangleRustLegacy(mangled: string): string | null {
  // What LLVM appends (`.llvm.123`) says only where it put a copy.
  const found = /^_{1,3}ZN(.*)17h([0-9a-f]{16})E(?:\.[\w.$@]+)?$/.exec(mangled)
  // A hash of few different digits is no hash: C++ may have such names too.
  if (!found || mangled.length > maximumName || new Set(found[2]).size < 5) return null
  const path = found[1]!
  const parts: string[] = []
  for (let at = 0; at < path.length;) {
    const length = /^[1-9]\d{0,5}/.exec(path.slice(at, at + 6))?.[0]
    if (length === undefined) return null
    const start = at + length.length
    at = start + Number(length)
    if (at > path.length) return null
    const part = unescaped(path.slice(start, at))
    if (part === null) return null
    parts.push(part)
  }
  return parts.length === 0 ? null : parts.join('::')
}

/**
 * The same path out of what tools for C++ make of such a name, which wasm-ld writes into name sections:
 * `_$LT$alloc..string..String$u20$as$u20$core..fmt..Display$GT$::fmt::h0123456789abcdef`; null for any other name.
 */
export function mendRustLegacy(name: string): string | null {
  const found = /^(.+)::h([0-9a-f]{16})(?: \(\.[\w.$@]+\))?$/.exec(name)
  if (!found || name.length > maximumName || new Set(found[2]).size < 5) return null
  const parts = found[1]!.split('::').map(unescaped)
  return parts.includes(null) ? null : parts.join('::')
}

const maximumName = 1 << 16

function unescaped(part: string): string | null {
  // Identifiers may not begin with an escape.
  let rest = part.startsWith('_$') ? part.slice(1) : part
  let text = ''
  while (rest !== '') {
    const found = /^(?:\$([^$]{1,8})\$|(\.\.)|[^$])/s.exec(rest)
    if (!found) return null
    if (found[1] !== undefined) {
      const character = escapes.get(found[1]) ?? codePoint(found[1])
      if (character === null) return null
      text += character
    } else text += found[2] === undefined ? found[0] : '::'
    rest = rest.slice(found[0].length)
  }
  return text
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['SP', '@'],
  ['BP', '*'],
  ['RF', '&'],
  ['LT', '<'],
  ['GT', '>'],
  ['LP', '('],
  ['RP', ')'],
  ['C', ','],
])

function codePoint(escape: string): string | null {
  const digits = /^u([0-9a-f]{1,6})$/.exec(escape)?.[1]
  if (digits === undefined) return null
  const value = parseInt(digits, 16)
  // Control characters and halves of surrogate pairs never stand in a name.
  return value < 0x20 || value === 0x7f || value > 0x10ffff || (value >= 0xd800 && value < 0xe000) ? null : String.fromCodePoint(value)
}
