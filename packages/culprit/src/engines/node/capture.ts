// Loaded with --import into a launch that watches, before the workload and in each of its worker threads. It wraps the calls that
// compile and instantiate, times them, and writes what they compile. Such a launch is never one whose time decides.
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { now } from './clock.ts'

/** One line of `captured.jsonl` in the capture folder. */
export interface Captured {
  readonly kind: 'compile' | 'instantiate'
  readonly ns: number
  /** Of the module compiled; null for instantiate, and where only times are wanted. */
  readonly sha256: string | null
}

const folder = process.env['CULPRIT_CAPTURE']
const keepModules = process.env['CULPRIT_CAPTURE_MODULES'] === '1'
if (folder !== undefined) install(folder)

function install(folder: string): void {
  const original = { ...pick(WebAssembly) }
  const note = (captured: Captured): void => appendFileSync(join(folder, 'captured.jsonl'), `${JSON.stringify(captured)}\n`)

  const noteCompile = (source: unknown, ns: number): void => {
    const bytes = bytesOf(source)
    if (bytes === null) return
    if (!keepModules) return note({ kind: 'compile', ns, sha256: null })
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const path = join(folder, `${sha256}.wasm`)
    if (!existsSync(path)) writeFileSync(path, bytes)
    note({ kind: 'compile', ns, sha256 })
  }
  const noteInstantiate = (ns: number): void => note({ kind: 'instantiate', ns, sha256: null })

  WebAssembly.Module = new Proxy(original.Module, {
    construct(target, args, newTarget) {
      const start = now()
      const module = Reflect.construct(target, args, newTarget)
      const ns = now() - start
      if (!calledByNode()) noteCompile(args[0], ns)
      return module
    },
  })
  WebAssembly.Instance = new Proxy(original.Instance, {
    construct(target, args, newTarget) {
      const start = now()
      const instance = Reflect.construct(target, args, newTarget)
      const ns = now() - start
      if (!calledByNode()) noteInstantiate(ns)
      return instance
    },
  })
  WebAssembly.compile = async (source, ...rest) => {
    const own = calledByNode()
    const start = now()
    const module = await original.compile(source, ...rest)
    const ns = now() - start
    if (!own) noteCompile(source, ns)
    return module
  }
  // instantiate(bytes) is compile and instantiate in one; taken apart so that each has its own time.
  WebAssembly.instantiate = (async (source: BufferSource | WebAssembly.Module, imports?: WebAssembly.Imports) => {
    const own = calledByNode()
    const start = now()
    const module = source instanceof original.Module ? source : await original.compile(source)
    const compiled = now()
    const instance = await original.instantiate(module, imports)
    const end = now()
    if (!own) {
      if (module !== source) noteCompile(source, compiled - start)
      noteInstantiate(end - compiled)
    }
    return module === source ? instance : { module, instance }
  }) as typeof WebAssembly.instantiate
  if (typeof original.compileStreaming === 'function') {
    WebAssembly.compileStreaming = async source => WebAssembly.compile(await bodyOf(source))
    WebAssembly.instantiateStreaming = async (source, imports) => WebAssembly.instantiate(await bodyOf(source), imports)
  }
}

function pick(from: typeof WebAssembly) {
  const { Module, Instance, compile, instantiate, compileStreaming } = from
  return { Module, Instance, compile, instantiate, compileStreaming }
}

async function bodyOf(source: Response | PromiseLike<Response>): Promise<ArrayBuffer> {
  const response = await source
  // The same refusal as the function that this stands in for (WebAssembly Web API, "compile a potential WebAssembly response").
  if (!response.ok) throw new TypeError(`HTTP status code is not ok: ${response.status}`)
  if (response.headers.get('content-type') !== 'application/wasm')
    throw new TypeError('Incorrect response MIME type. Expected application/wasm')
  return response.arrayBuffer()
}

function bytesOf(source: unknown): Uint8Array | null {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
  if (source instanceof ArrayBuffer || (typeof SharedArrayBuffer !== 'undefined' && source instanceof SharedArrayBuffer))
    return new Uint8Array(source)
  return null
}

/** Node compiles modules of its own (the parser of its HTTP client, the lexer of CommonJS exports); they belong to no variant. */
function calledByNode(): boolean {
  const frames = (new Error().stack ?? '').split('\n').slice(1)
  const caller = frames.find(frame => !frame.includes(import.meta.url))
  // An ES module that imports a .wasm file has it compiled by the loader, for the variant.
  return caller !== undefined && /\(?node:/.test(caller) && !caller.includes('esm/translators')
}
