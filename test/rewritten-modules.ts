// Loaded with --import into a program: every module that it compiles is rewritten in the mode that the environment names. When it ends,
// the number of rewritten modules is written to stderr.
import { instrumentationModes } from '../packages/culprit/src/model/instrumentation-modes.ts'
import { readModule } from '../packages/culprit/src/wasm/index.ts'
import { connect, detectEngineFeatures, instrument, readCounts, type Instrumented } from '../packages/culprit/src/wasm/rewrite/index.ts'

const mode = instrumentationModes.find(name => name === process.env['REWRITTEN_MODE'])
const original = { Module: WebAssembly.Module, Instance: WebAssembly.Instance }
const features = detectEngineFeatures(bytes => WebAssembly.validate(bytes))
const layouts = new WeakMap<WebAssembly.Module, Instrumented>()
const readers: (() => number)[] = []

function compile(source: BufferSource): WebAssembly.Module {
  const bytes = source instanceof ArrayBuffer ? new Uint8Array(source) : new Uint8Array(source.buffer, source.byteOffset, source.byteLength)
  if (mode === undefined) return new original.Module(Uint8Array.from(bytes))
  const made = instrument(readModule(Uint8Array.from(bytes)), { mode, features, version: 'test' })
  const module = new original.Module(made.bytes)
  layouts.set(module, made)
  return module
}

function instantiate(module: WebAssembly.Module, imports: WebAssembly.Imports = {}): WebAssembly.Instance {
  const instance = new original.Instance(module, { ...imports, culprit: { enter() {}, exit() {} } })
  const made = layouts.get(module)
  if (made) {
    connect(made.layout, instance)
    const read = made.layout.read === null ? null : (instance.exports[made.layout.read] as (index: number) => bigint)
    const { layout } = made
    readers.push(() => (read ? readCounts(layout, read).functions.reduce((sum, { calls }) => sum + calls, 0) : 1))
  }
  return instance
}

WebAssembly.Module = new Proxy(original.Module, { construct: (_, [source]) => compile(source as BufferSource) })
WebAssembly.Instance = new Proxy(original.Instance, {
  construct: (_, [module, imports]) => instantiate(module as WebAssembly.Module, imports as WebAssembly.Imports),
})
WebAssembly.compile = async source => compile(source)
WebAssembly.instantiate = (async (source: BufferSource | WebAssembly.Module, imports?: WebAssembly.Imports) => {
  if (source instanceof original.Module) return instantiate(source, imports)
  const module = compile(source)
  return { module, instance: instantiate(module, imports) }
}) as typeof WebAssembly.instantiate

process.on('exit', () => process.stderr.write(`rewritten ${readers.filter(read => read() > 0).length}`))
