// Loaded with --import into every process and thread of a program that is profiled. It rewrites each module on its way into the engine,
// and writes what was counted when the thread ends. It has to run on every Node that can be an engine.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { isMainThread, threadId } from 'node:worker_threads'
import type { Instrumentation } from '../../model/instrumentation.ts'
import type { Counts, ProfileRecord, ProfileRequest } from '../../model/profile-record.ts'
import { chosenFunctions, connect, detectEngineFeatures, instrument, readCounts } from '../../wasm/rewrite/index.ts'
import { readModule } from '../../wasm/module.ts'
import { watchThreads } from './profiled-threads.ts'
import { startSampling } from './sampling.ts'
import { bodyOf, bytesOf, calledByNode, originalCalls } from './webassembly-calls.ts'

/** What the harness calls around the part that counts. */
interface ProfiledPart {
  begin(): void
  end(): void
}

declare global {
  var culpritProfiledPart: ProfiledPart | undefined
}

const asked = process.env['CULPRIT_PROFILE']
if (asked !== undefined) install(JSON.parse(asked) as ProfileRequest)

interface SeenModule {
  readonly sha256: string
  readonly bytes: number
  /** Null when it runs as it is. */
  readonly layout: Instrumentation | null
  readonly name: string | null
  readonly notes: readonly string[]
}

interface SeenInstance {
  readonly layout: Instrumentation
  readonly read: (index: number) => bigint
  before: Counts | null
  /** Null until the part that counts has ended. */
  after: Counts | null
}

function install(request: ProfileRequest): void {
  const { folder, mode } = request
  const path = (name: string) => join(folder, name)
  const own = `${process.pid}-${threadId}`
  const original = originalCalls()
  const features = detectEngineFeatures(module => WebAssembly.validate(module))
  const seen = new Map<string, SeenModule>()
  /** A program may compile the same bytes again and again. */
  const rewritings = new Map<string, Uint8Array<ArrayBuffer>>()
  const instances = new Map<string, SeenInstance[]>()
  const notes: string[] = []
  // A thread that is ended from outside leaves this, so that what is missing can be said.
  writeFileSync(path(`${own}.started`), '')

  const seenFile = (sha256: string) => path(`${sha256}.seen`)
  /** The bytes that the engine gets instead of these. Samples below it are left out of a profile by its name. */
  const onTheWayIn = (source: Uint8Array): Uint8Array<ArrayBuffer> => {
    const bytes = Uint8Array.from(source)
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const before = rewritings.get(sha256)
    if (before) return before
    if (!existsSync(path(`${sha256}.wasm`))) writeFileSync(path(`${sha256}.wasm`), bytes)
    const { module, rewritten } = rewrite(bytes, sha256, request, features)
    seen.set(sha256, module)
    // A layout can have millions of numbers, which JSON would take longer for than the rewriting.
    writeFileSync(seenFile(sha256), serialize(module))
    rewritings.set(sha256, rewritten)
    return rewritten
  }
  /** A module that came from another thread brings its hash along; that thread wrote the layout. */
  const moduleOf = (module: WebAssembly.Module): SeenModule | null => {
    const [section] = WebAssembly.Module.customSections(module, hashSection)
    if (!section) return null
    const sha256 = Buffer.from(section).toString('latin1')
    const known = seen.get(sha256)
    if (known) return known
    // The section may be the program's own, whatever is in it.
    if (!/^[0-9a-f]{64}$/.test(sha256) || !existsSync(seenFile(sha256))) return null
    const told = deserialize(readFileSync(seenFile(sha256))) as SeenModule
    seen.set(sha256, told)
    return told
  }
  const born = (instance: WebAssembly.Instance, module: WebAssembly.Module): void => {
    const known = moduleOf(module)
    if (!known?.layout?.read) return
    // Its helpers are modules too, and none of the program's.
    connecting = true
    try {
      connect(known.layout, instance, request.clock ? () => process.hrtime.bigint() : undefined)
    } finally {
      connecting = false
    }
    const read = instance.exports[known.layout.read] as (index: number) => bigint
    const list = instances.get(known.sha256) ?? []
    list.push({ layout: known.layout, read, before: null, after: null })
    instances.set(known.sha256, list)
  }

  if (mode !== 'time') standIn(original, onTheWayIn, born)
  else
    standIn(
      original,
      source => (onTheWayIn(source), Uint8Array.from(source)),
      () => {},
    )
  // Only the thread of the harness knows where the part begins; in other threads their whole life counts.
  const part = request.part && isMainThread
  const startSampler = () => (mode === 'time' ? startSampling(request.intervalNs) : null)
  let sampling = part ? null : startSampler()
  const forEachInstance = (visit: (instance: SeenInstance) => void) => [...instances.values()].flat().forEach(visit)
  if (part) {
    globalThis.culpritProfiledPart = {
      begin() {
        forEachInstance(instance => (instance.before = countsOf(instance)))
        sampling = startSampler()
      },
      end() {
        sampling?.stop()
        forEachInstance(instance => (instance.after = countsOf(instance)))
      },
    }
  }

  const write = (): void => {
    // Who has waited long enough has taken the folder away; the program itself goes on.
    if (!existsSync(folder)) return
    if (sampling) writeFileSync(path(`${own}.cpuprofile`), JSON.stringify(sampling.stop()))
    const record: ProfileRecord = {
      formatVersion: 1,
      kind: 'profile-record',
      engine: `node@${process.versions.node}`,
      pid: process.pid,
      thread: threadId,
      modules: Array.from(seen.values(), ({ sha256, bytes, name, notes }) => ({
        sha256,
        bytes,
        name,
        notes: [...notes],
        instances: (instances.get(sha256) ?? []).map(instance => ({
          before: instance.before,
          after: instance.after ?? countsOf(instance),
        })),
      })),
      notes,
    }
    // Whole or not at all: it is read as soon as it is there.
    writeFileSync(path(`${own}.writing`), JSON.stringify(record))
    renameSync(path(`${own}.writing`), path(`${own}.record`))
  }
  watchThreads(write, sentence => notes.push(sentence))
}

const hashSection = 'culprit.module'
let connecting = false

function rewrite(
  bytes: Uint8Array<ArrayBuffer>,
  sha256: string,
  { mode, only, skip, clock }: ProfileRequest,
  features: ReturnType<typeof detectEngineFeatures>,
): { module: SeenModule; rewritten: Uint8Array<ArrayBuffer> } {
  const unchanged = (name: string | null, notes: readonly string[]) => ({
    module: { sha256, bytes: bytes.length, layout: null, name, notes },
    rewritten: bytes,
  })
  try {
    const facts = readModule(bytes)
    const name = facts.custom.names?.module ?? null
    if (mode === 'time') return unchanged(name, [])
    const {
      bytes: rewritten,
      layout,
      notes,
    } = instrument(facts, {
      mode,
      features,
      version: '',
      ...chosenFunctions(facts, { only, skip }),
      ...(clock ? { clock: true } : {}),
      sections: [sectionWith(sha256)],
    })
    return { module: { sha256, bytes: bytes.length, layout, name, notes }, rewritten }
  } catch (error) {
    // The program has to run as it would without us; the engine says itself what is wrong with a damaged module.
    return unchanged(null, [`Runs as it is: ${error instanceof Error ? error.message : String(error)}`])
  }
}

/** A custom section that tells other threads which module it is. */
function sectionWith(sha256: string): Uint8Array {
  return Buffer.from(`${String.fromCharCode(hashSection.length)}${hashSection}${sha256}`, 'latin1')
}

function countsOf({ layout, read }: Pick<SeenInstance, 'layout' | 'read'>): Counts {
  const counts = readCounts(layout, read)
  // Paths name functions by their places. Without paths, functions that never ran are not worth their bytes: a module has up to 130 000.
  if (counts.tree) return counts
  return { ...counts, functions: counts.functions.filter(({ calls, instructions }) => calls !== 0 || (instructions ?? 0) !== 0) }
}

function standIn(
  original: ReturnType<typeof originalCalls>,
  onTheWayIn: (source: Uint8Array) => Uint8Array<ArrayBuffer>,
  born: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
): void {
  const prepared = (source: BufferSource): BufferSource => {
    const bytes = bytesOf(source)
    return bytes === null ? source : onTheWayIn(bytes)
  }
  WebAssembly.Module = new Proxy(original.Module, {
    construct(target, [source, ...rest], newTarget) {
      const own = connecting || calledByNode()
      return Reflect.construct(target, [own ? source : prepared(source as BufferSource), ...rest], newTarget)
    },
  })
  WebAssembly.Instance = new Proxy(original.Instance, {
    construct(target, args, newTarget) {
      const instance = Reflect.construct(target, args, newTarget) as WebAssembly.Instance
      if (!connecting) born(instance, args[0] as WebAssembly.Module)
      return instance
    },
  })
  WebAssembly.compile = async (source, ...rest) => original.compile(calledByNode() ? source : prepared(source), ...rest)
  WebAssembly.instantiate = (async (source: BufferSource | WebAssembly.Module, imports?: WebAssembly.Imports, ...rest: never[]) => {
    const given = source instanceof original.Module
    const module = given ? source : await original.compile(calledByNode() ? source : prepared(source), ...rest)
    const instance = await original.instantiate(module, imports)
    born(instance, module)
    return given ? instance : { module, instance }
  }) as typeof WebAssembly.instantiate
  if (typeof original.compileStreaming === 'function') {
    WebAssembly.compileStreaming = async (source, ...rest) => WebAssembly.compile(await bodyOf(source), ...rest)
    WebAssembly.instantiateStreaming = async (source, imports, ...rest) => WebAssembly.instantiate(await bodyOf(source), imports, ...rest)
  }
}
