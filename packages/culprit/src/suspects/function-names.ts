/** What of a function's name can be looked for in sources. */
export interface WantedFunction {
  /** As the profile has it. */
  readonly name: string
  /** The function's own identifier; null when it says too little, such as `new`. */
  readonly own: string | null
  /** Lower-case names of modules, types and namespaces that a file may be called by. */
  readonly files: readonly string[]
}

/** The parts of names as `crate::module::Type<T>::method`, `Namespace.Type.Method(int)` and `plain_c_name` have them; arguments do not count. */
export function wantedFunction(name: string): WantedFunction {
  const parts = withoutArguments(name.slice(0, longestName))
    .split(/::|[.#/:\s]+/)
    .map(part => part.replace(/[^\w$~]+/g, ''))
    .filter(part => part !== '' && !/^h[0-9a-f]{16}$/.test(part) && !/^\d+$/.test(part))
  const own = parts.at(-1) ?? ''
  const around = parts.slice(0, -1).map(fileWord)
  return {
    name,
    own: tellsEnough(own) ? own : null,
    files: [...new Set([...around, fileWord(own)])].filter(tellsEnough),
  }
}

/** The names whose own identifier stands in a text as a whole word, in the order in which they are given. */
export function namedIn(text: string, wanted: readonly WantedFunction[]): string[] {
  return wanted.filter(({ own }) => own !== null && hasWord(text, own)).map(({ name }) => name)
}

/** The names one of whose modules, types or namespaces a file is called by. */
export function filedIn(path: string, wanted: readonly WantedFunction[]): string[] {
  const file = fileWord(path.slice(path.lastIndexOf('/') + 1).replace(/\..*$/, ''))
  return wanted.filter(({ files }) => files.includes(file)).map(({ name }) => name)
}

function withoutArguments(name: string): string {
  let depth = 0
  let kept = ''
  for (const character of name) {
    if ('(<[{'.includes(character)) depth++
    else if (')>]}'.includes(character)) depth = Math.max(0, depth - 1)
    else if (depth === 0) kept += character
  }
  return kept
}

function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!isIdentifier(text[at - 1]) && !isIdentifier(text[at + word.length])) return true
  }
  return false
}

function isIdentifier(character: string | undefined): boolean {
  return character !== undefined && /[\w$]/.test(character)
}

function fileWord(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

/** Short or common words would be found everywhere. */
function tellsEnough(word: string): boolean {
  return word.length >= 4 && !common.has(word.toLowerCase())
}

const common = new Set(
  'wasm main init start call apply clone drop free malloc alloc next push iter from into with core lib index impl util utils common types type test tests system internal runtime module object array string value data node list read write open close default'.split(
    ' ',
  ),
)
const longestName = 1000
