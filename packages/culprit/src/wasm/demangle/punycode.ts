/** The text of a Punycode string (RFC 3492) whose delimiter is `_`, as Rust's mangling has it; null when it is none. */
export function decodePunycode(encoded: string): string | null {
  const delimiter = encoded.lastIndexOf('_')
  // The part before the delimiter is ASCII.
  const characters = delimiter > 0 ? encoded.slice(0, delimiter).split('') : []
  let at = delimiter >= 0 ? delimiter + 1 : 0
  if (at === encoded.length) return null
  let code = 128
  let index = 0
  let bias = 72
  let first = true
  while (at < encoded.length) {
    const before = index
    for (let k = base, weight = 1; ; k += base) {
      const digit = digits.indexOf(encoded[at++] ?? ' ')
      if (digit < 0) return null
      index += digit * weight
      if (index > 2 ** 31) return null
      const threshold = Math.min(Math.max(k - bias, 1), 26)
      if (digit < threshold) break
      weight *= base - threshold
    }
    const length = characters.length + 1
    bias = adapt(index - before, length, first)
    first = false
    code += Math.floor(index / length)
    index %= length
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return null
    characters.splice(index++, 0, String.fromCodePoint(code))
  }
  return characters.join('')
}

const base = 36
const digits = 'abcdefghijklmnopqrstuvwxyz0123456789'

function adapt(delta: number, length: number, first: boolean): number {
  delta = Math.floor(delta / (first ? 700 : 2))
  delta += Math.floor(delta / length)
  let k = 0
  for (; delta > 455; k += base) delta = Math.floor(delta / 35)
  return k + Math.floor((36 * delta) / (delta + 38))
}
