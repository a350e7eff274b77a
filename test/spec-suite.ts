// The specification's test suite as data: modules as bytes, and the commands of its scripts. How it was made: test/fixtures/spec/README.md.
import { readFileSync } from 'node:fs'
import { brotliDecompressSync } from 'node:zlib'

export interface SpecFile {
  /** Path in the suite, such as `proposals/threads/atomic.wast`. */
  readonly file: string
  readonly commands: readonly SpecCommand[]
}

/** `name` is what the script calls an instance or a definition, with its `$`; null stands for the one that was made last. */
export type SpecCommand = { readonly line: number } & (
  | { readonly kind: 'module' | 'definition'; readonly name: string | null; readonly module: SpecModule }
  | { readonly kind: 'instance'; readonly name: string | null; readonly definition: string | null }
  | { readonly kind: 'register'; readonly as: string; readonly name: string | null }
  | { readonly kind: 'action' | 'assert_exception'; readonly action: SpecAction }
  | { readonly kind: 'assert_return'; readonly action: SpecAction; readonly expected: readonly SpecExpectation[] }
  | { readonly kind: 'assert_trap' | 'assert_exhaustion'; readonly action: SpecAction; readonly message: string }
  | { readonly kind: ModuleAssertion; readonly module: SpecModule; readonly message: string }
)

/** `_custom` is about custom sections only; an uninstantiable module traps while it is instantiated. */
export type ModuleAssertion =
  | 'assert_malformed'
  | 'assert_malformed_custom'
  | 'assert_invalid'
  | 'assert_invalid_custom'
  | 'assert_unlinkable'
  | 'assert_uninstantiable'

export interface SpecModule {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** `binary` when the script has the bytes, `text` when they were assembled from text. */
  readonly source: 'binary' | 'text'
}

export type SpecAction =
  | { readonly kind: 'invoke'; readonly name: string | null; readonly field: string; readonly args: readonly SpecValue[] }
  | { readonly kind: 'get'; readonly name: string | null; readonly field: string }

export type SpecValue =
  /** Bit patterns, unsigned; of a v128 128 bits, lane 0 in the lowest. */
  | { readonly type: 'i32' | 'i64' | 'f32' | 'f64' | 'v128'; readonly bits: bigint }
  /** A null reference; the heap type as in the text format. */
  | { readonly type: 'null'; readonly heapType: string }
  /** A reference that the host makes; equal numbers are equal references. `host` is of the type anyref, `extern` of externref. */
  | { readonly type: 'extern' | 'host'; readonly value: number }

export type SpecExpectation =
  | SpecValue
  | { readonly type: 'f32' | 'f64'; readonly nan: Nan }
  /** A v128 of which some lanes may be any NaN of a kind. */
  | { readonly type: 'f32x4' | 'f64x2'; readonly lanes: readonly (bigint | Nan)[] }
  /** A null of any type. */
  | { readonly type: 'any null' }
  /** Any reference of this heap type (`func`, `extern`, `i31`, `struct`, `exn`, …) that is no null. */
  | { readonly type: 'reference'; readonly heapType: string }
  | { readonly type: 'either'; readonly choices: readonly SpecExpectation[] }

/** The sign is free. Canonical: only the highest bit of the fraction is set; arithmetic: that bit is set, the others are free. */
export type Nan = 'nan:canonical' | 'nan:arithmetic'

/** As stored, with values as words: `i32:ff`, `f64:nan:canonical`, `f32x4:0,nan:arithmetic,0,0`, `null:func`, `null`, `ref:func`, `extern:1`. */
export interface StoredSuite {
  readonly repository: string
  readonly commit: string
  /** Sizes of the modules, which lie one behind the other in modules.bin. */
  readonly sizes: readonly number[]
  readonly files: readonly { readonly file: string; readonly commands: readonly StoredCommand[] }[]
}
export interface StoredCommand {
  readonly line: number
  readonly kind: SpecCommand['kind']
  readonly name?: string
  readonly definition?: string
  readonly as?: string
  readonly module?: { readonly number: number; readonly source: SpecModule['source'] }
  readonly action?: { readonly kind: SpecAction['kind']; readonly name?: string; readonly field: string; readonly args?: readonly string[] }
  readonly expected?: readonly (string | readonly string[])[]
  readonly message?: string
}

/** Every script of the suite, in alphabetical order. */
export function specSuite(): SpecFile[] {
  const { sizes, files } = JSON.parse(unpacked('suite.json.br').toString()) as StoredSuite
  const pack = unpacked('modules.bin.br')
  const modules: Uint8Array<ArrayBuffer>[] = []
  let position = 0
  for (const size of sizes) modules.push(new Uint8Array(pack.subarray(position, (position += size))))
  return files.map(({ file, commands }) => ({ file, commands: commands.map(command => commandOf(command, modules)) }))
}

function unpacked(file: string): Buffer {
  return brotliDecompressSync(readFileSync(new URL(`fixtures/spec/${file}`, import.meta.url)))
}

function commandOf(stored: StoredCommand, modules: readonly Uint8Array<ArrayBuffer>[]): SpecCommand {
  const { line, kind, name = null, definition = null } = stored
  const module = () => ({ bytes: modules[stored.module!.number]!, source: stored.module!.source })
  switch (kind) {
    case 'module':
    case 'definition':
      return { line, kind, name, module: module() }
    case 'instance':
      return { line, kind, name, definition }
    case 'register':
      return { line, kind, as: stored.as!, name }
    case 'action':
    case 'assert_exception':
      return { line, kind, action: actionOf(stored) }
    case 'assert_return':
      return { line, kind, action: actionOf(stored), expected: stored.expected!.map(expectationOf) }
    case 'assert_trap':
    case 'assert_exhaustion':
      return { line, kind, action: actionOf(stored), message: stored.message! }
    case 'assert_malformed':
    case 'assert_malformed_custom':
    case 'assert_invalid':
    case 'assert_invalid_custom':
    case 'assert_unlinkable':
    case 'assert_uninstantiable':
      return { line, kind, module: module(), message: stored.message! }
  }
}

function actionOf({ action }: StoredCommand): SpecAction {
  const { kind, name = null, field, args = [] } = action!
  return kind === 'get' ? { kind, name, field } : { kind, name, field, args: args.map(argument => valueOf(argument)!) }
}

/** Null when the word stands for more than one value. */
function valueOf(word: string): SpecValue | null {
  const [type, rest] = parts(word)
  switch (type) {
    case 'i32':
    case 'i64':
    case 'f32':
    case 'f64':
    case 'v128':
      return rest.startsWith('nan:') ? null : { type, bits: BigInt(`0x${rest}`) }
    case 'null':
      return rest === '' ? null : { type, heapType: rest }
    case 'extern':
    case 'host':
      return { type, value: Number(rest) }
    default:
      return null
  }
}

function expectationOf(stored: string | readonly string[]): SpecExpectation {
  if (typeof stored !== 'string') return { type: 'either', choices: stored.map(expectationOf) }
  const value = valueOf(stored)
  if (value) return value
  const [type, rest] = parts(stored)
  switch (type) {
    case 'f32':
    case 'f64':
      return { type, nan: rest as Nan }
    case 'f32x4':
    case 'f64x2':
      return { type, lanes: rest.split(',').map(lane => (lane.startsWith('nan:') ? (lane as Nan) : BigInt(`0x${lane}`))) }
    case 'null':
      return { type: 'any null' }
    case 'ref':
      return { type: 'reference', heapType: rest }
    default:
      throw new Error(`${stored} is no expectation`)
  }
}

function parts(word: string): [type: string, rest: string] {
  const colon = word.indexOf(':')
  return colon < 0 ? [word, ''] : [word.slice(0, colon), word.slice(colon + 1)]
}
