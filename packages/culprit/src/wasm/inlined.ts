/** A module that stands in a script as base64. */
export interface InlinedModule {
  /** Of its first character in the script, in UTF-16 units. */
  readonly start: number
  /** Behind its last character. */
  readonly end: number
  readonly bytes: Uint8Array
}

/** Engines refuse modules above 1 GiB; a script cannot hold as much either. */
const largest = 2 ** 30

/**
 * The modules and components that a script carries as base64, in order: bundlers and wasm-bindgen put them there so that a package is one
 * file. A string that only begins like a module but is not all base64, or is cut off within a group, is left out. Modules that are
 * compressed, or escaped in another way, are not found.
 */
export function inlinedModules(script: string): InlinedModule[] {
  const found: InlinedModule[] = []
  let searched = 0
  while (found.length < most) {
    const start = indexOfFirst(script, searched)
    if (start < 0) break
    base64Run.lastIndex = start
    const [text = ''] = base64Run.exec(script) ?? []
    searched = start + Math.max(text.length, 1)
    if (text.length < smallest || text.length > largest) continue
    const bytes = decode(text)
    if (bytes !== null) found.push({ start, end: start + text.length, bytes })
  }
  return found
}

const most = 1_000
/** Of the eight bytes of a header. */
const smallest = 12
/** `\0asm` and the version of a module, or the version and layer of a component, as far as whole characters reach. */
const headers = ['AGFzbQEAAA', 'AGFzbQ0AAQ']
const base64Run = /[A-Za-z0-9+/]+={0,2}/y

function indexOfFirst(script: string, from: number): number {
  const places = headers.map(header => script.indexOf(header, from)).filter(place => place >= 0)
  return places.length === 0 ? -1 : Math.min(...places)
}

function decode(text: string): Uint8Array | null {
  let binary: string
  try {
    binary = atob(text)
  } catch {
    return null
  }
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}
