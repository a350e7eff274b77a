import { badSymbolFile } from '../model/errors.ts'
import { maximumFunctions } from './functions.ts'

/**
 * Function index → name, from a file that `emcc --emit-symbol-map` or `wasm-opt --symbolmap` wrote: `index:name` on each line, with the
 * bytes of a name that are no letters or digits as `\hh`. Bytes that are no UTF-8 become U+FFFD.
 */
export function readSymbolFile(text: string): ReadonlyMap<number, string> {
  const names = new Map<number, string>()
  let line = 0
  for (let start = 0; start < text.length;) {
    line++
    const newline = text.indexOf('\n', start)
    const end = newline < 0 ? text.length : newline
    const content = text.slice(start, text[end - 1] === '\r' ? end - 1 : end)
    start = end + 1
    if (content === '') continue
    const colon = content.indexOf(':')
    const index = content.slice(0, Math.max(colon, 0))
    if (!/^\d{1,10}$/.test(index)) throw badSymbolFile(`"${content.slice(0, 40)}" does not begin with a function's index and a colon`, line)
    if (Number(index) > 0xffff_ffff) throw badSymbolFile(`${index} is no index of a function`, line)
    if (names.size >= maximumFunctions) throw badSymbolFile(`more than ${maximumFunctions} functions`, line)
    names.set(Number(index), unescaped(content.slice(colon + 1)))
  }
  return names
}

function unescaped(name: string): string {
  return name.replace(/(?:\\[0-9a-fA-F]{2})+/g, escapes =>
    new TextDecoder().decode(Uint8Array.from(escapes.slice(1).split('\\'), digits => parseInt(digits, 16))),
  )
}
