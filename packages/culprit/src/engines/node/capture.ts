// Loaded with --import into a launch that watches, before the workload and in each of its worker threads. It wraps the calls that
// compile and instantiate, times them, and writes what they compile. Such a launch is never one whose time decides.
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { now } from './clock.ts'
import { bodyOf, bytesOf, calledByNode, originalCalls } from './webassembly-calls.ts'

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
  const original = originalCalls()
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
