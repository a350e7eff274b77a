import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import type { HarnessRequest } from './protocol.ts'

export interface LoadedWorkload {
  /** What it calls itself. */
  readonly name: string | null
  /** Of the values that its runs return, when it measures itself; null when they return checksums. */
  readonly unit: string | null
  /** Untimed preparation; its value is handed to every run. */
  setup(): Promise<unknown>
  run(state: unknown): unknown
}

/** Thrown for what the user of the workload has to mend, as opposed to what the variant does. */
export class BadWorkload extends Error {}

/** Turns the three kinds of workload into one shape. Modules are compiled in setup, so that it counts as part of the cold start. */
export async function loadWorkload(request: HarnessRequest): Promise<LoadedWorkload> {
  const { workload, dir, file, scale } = request
  switch (workload.kind) {
    case 'script':
      return loadScript(workload.path, { dir, file, scale, parameters: workload.parameters ?? {} })
    case 'export':
      return {
        name: null,
        unit: null,
        async setup() {
          const module = await WebAssembly.compile(bytesOf(file))
          const instance = await instantiate(module)
          const called = instance.exports[workload.export]
          if (typeof called !== 'function') throw new BadWorkload(`the module has no function export "${workload.export}"`)
          const args = workload.args.map(value => (typeof value === 'string' ? BigInt(value.replace(/n$/, '')) : value))
          return () => called(...args)
        },
        run: state => (state as () => unknown)(),
      }
    case 'wasi':
      return {
        name: null,
        unit: null,
        async setup() {
          await prepareWasi()
          return WebAssembly.compile(bytesOf(file))
        },
        run(state) {
          // A command's start may be called once per instance (WASI application ABI), so every iteration needs a new one.
          const wasi = newWasi()
          const instance = new WebAssembly.Instance(state as WebAssembly.Module, wasi.getImportObject() as WebAssembly.Imports)
          return wasi.start(instance)
        },
      }
  }
}

interface SetupContext {
  readonly dir: string
  readonly file: string | null
  readonly scale: number
  readonly parameters: Readonly<Record<string, string>>
}

async function loadScript(path: string, context: SetupContext): Promise<LoadedWorkload> {
  const script: Record<string, unknown> = await import(pathToFileURL(path).href)
  const { name, setup, run, unit } = script
  if (typeof run !== 'function')
    throw new BadWorkload(`it exports no function "run" (it exports: ${Object.keys(script).join(', ') || 'nothing'})`)
  if (setup !== undefined && typeof setup !== 'function') throw new BadWorkload('its export "setup" is no function')
  if (unit !== undefined && (typeof unit !== 'string' || unit === '' || unit.length > longestUnit))
    throw new BadWorkload(`its export "unit" is no text of 1 to ${longestUnit} characters, such as "ns" or "bytes"`)
  return {
    name: typeof name === 'string' ? name.slice(0, 200) : null,
    unit: unit ?? null,
    setup: async () => (setup === undefined ? undefined : setup(context)),
    run: run as (state: unknown) => unknown,
  }
}

const longestUnit = 40

type WasiConstructor = typeof import('node:wasi').WASI
let Wasi: WasiConstructor | undefined

/** A module that imports something gets WASI and nothing else; a reactor is initialised as its ABI asks. */
async function instantiate(module: WebAssembly.Module): Promise<WebAssembly.Instance> {
  if (WebAssembly.Module.imports(module).length === 0) return WebAssembly.instantiate(module, {})
  await prepareWasi()
  const wasi = newWasi()
  const instance = await WebAssembly.instantiate(module, wasi.getImportObject() as WebAssembly.Imports)
  if ('_start' in instance.exports) throw new BadWorkload('it is a WASI command, whose exports cannot be called; leave --invoke away')
  wasi.initialize(instance)
  return instance
}

/** node:wasi warns when it is loaded that it is experimental; that would look like printing of the workload. */
async function prepareWasi(): Promise<void> {
  process.removeAllListeners('warning')
  Wasi ??= (await import('node:wasi')).WASI
}

function newWasi(): InstanceType<WasiConstructor> {
  if (Wasi === undefined) throw new Error('prepareWasi() was not called')
  // No preopened folder and no environment: a command that is measured computes, it does not read the user's files.
  return new Wasi({ version: 'preview1', args: ['module'], env: {}, returnOnExit: true })
}

function bytesOf(file: string | null): Uint8Array<ArrayBuffer> {
  if (file === null) throw new BadWorkload('the variant is no single module; give --workload')
  return new Uint8Array(readFileSync(file))
}
