/** Longer names are cut: an identifier stands at every place that refers to it, and a hostile one could have megabytes. */
const longestIdentifier = 200

/** A name as an identifier of the text format: `$name`, or `$"a name"` where it has other characters; null of an empty one. */
export function identifier(name: string): string | null {
  if (name === '') return null
  const short = name.length <= longestIdentifier ? name : `${name.slice(0, longestIdentifier)}...`.toWellFormed()
  return plain.test(short) ? `$${short}` : `$${quoted(short)}`
}

/** https://webassembly.github.io/spec/core/text/values.html#text-id */
const plain = /^[\w!#$%&'*+\-./:<=>?@\\^`|~]+$/

/**
 * A string literal with the bytes of the text in UTF-8. Characters that could act on a terminal, hide, or turn the reading direction are
 * escapes: of what is not ASCII, only letters of scripts that are written from left to right stand for themselves.
 */
export function quoted(text: string): string {
  if (harmless.test(text)) return `"${text}"`
  let escaped = ''
  for (const character of text.toWellFormed()) {
    if (character === '"' || character === '\\') escaped += `\\${character}`
    else if (harmless.test(character)) escaped += character
    else escaped += `\\u{${character.codePointAt(0)!.toString(16)}}`
  }
  return `"${escaped}"`
}

const harmless =
  /^(?:[ !#-[\]-~]|(?=\p{L})[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])*$/u

/** A string literal with these bytes. */
export function quotedBytes(bytes: Uint8Array, start: number, end: number): string {
  let text = '"'
  for (let at = start; at < end; at++) text += ofByte[bytes[at]!]!
  return `${text}"`
}

const ofByte: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte)
  return byte < 0x80 && harmless.test(character) ? character : `\\${byte.toString(16).padStart(2, '0')}`
})
