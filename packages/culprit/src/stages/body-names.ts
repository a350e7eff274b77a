import type { CallFrame, Known } from '../profile/imports/samples.ts'
import { demangle } from '../wasm/demangle/index.ts'
import { readModule } from '../wasm/index.ts'
import { functionNames } from '../wasm/symbols.ts'
import { CulpritError } from '../model/errors.ts'

/**
 * Names for the wasm frames of V8's profiler, which have the address of a script and, as column, the offset of the function's body. The
 * addresses say nothing about which module it is, so each belongs to the module in which all offsets seen with it are bodies.
 */
export function bodyNames(modules: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Known['wasmNames'] {
  const known = modules.flatMap(({ name, bytes }) => {
    try {
      const facts = readModule(bytes)
      const { starts, operatorStarts, count } = facts.bodies
      const indexOf = new Map<number, number>()
      // V8 has counted from the body's size, its locals and its first operator in different versions; no two bodies share one of them.
      for (let body = 0; body < count; body++)
        for (const offset of [starts[body]!, operatorStarts[body]!]) indexOf.set(offset, facts.imported.function + body)
      return [{ name, indexOf, names: functionNames(facts) }]
    } catch (error) {
      if (error instanceof CulpritError) return []
      throw error
    }
  })
  return (frame: CallFrame) => {
    if (!frame.url?.startsWith('wasm:') || frame.columnNumber === undefined) return null
    for (const { name, indexOf, names } of known) {
      const index = indexOf.get(frame.columnNumber)
      const written = /^wasm-function\[(\d+)\]$/.exec(frame.functionName)?.[1]
      if (index === undefined || (written !== undefined && Number(written) !== index)) continue
      if (written === undefined && names.get(index) !== undefined && names.get(index) !== frame.functionName) continue
      return { kind: 'wasm', module: name, index, name: demangled(names.get(index)) }
    }
    return null
  }
}

function demangled(name: string | undefined): string | null {
  return name === undefined ? null : demangle(name)
}
