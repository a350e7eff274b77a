import { CulpritError } from '../packages/culprit/src/model/errors.ts'
import { readModule, type ModuleFacts } from '../packages/culprit/src/wasm/module.ts'
import { changedModules } from './changed-modules.ts'

export interface ReadChanged {
  readonly read: number
  readonly errors: number
  /** What V8 accepts, of the modules that it was asked about. */
  readonly accepted: number
}

/**
 * Reads `count` changed modules. Throws when one gives neither facts nor an error with a place inside of it, or when V8, which is asked about
 * every `asked`th, accepts what is an error here or sees other imports and exports.
 */
export function readChanged(count: number, seed: string, asked: number): ReadChanged {
  const { stackTraceLimit } = Error
  // Two in three are errors; their stacks take half of the time.
  Error.stackTraceLimit = 0
  let read = 0
  let accepted = 0
  let number = 0
  try {
    for (const bytes of changedModules(count, seed)) {
      const result = factsOrError(bytes)
      if (!(result instanceof CulpritError)) read++
      if (++number % asked !== 0 || !WebAssembly.validate(bytes)) continue
      accepted++
      if (!sameInV8(bytes, result)) throw new Error(`V8 reads it differently: ${Buffer.from(bytes).toString('hex')}`)
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
  return { read, errors: count - read, accepted }
}

function factsOrError(bytes: Uint8Array<ArrayBuffer>): ModuleFacts | CulpritError {
  try {
    return readModule(bytes)
  } catch (error) {
    if (error instanceof CulpritError && error.code === 'invalid-module' && Number(error.data['offset']) <= bytes.length) return error
    throw new Error(`neither facts nor an error with a place: ${Buffer.from(bytes).toString('hex')}`, { cause: error })
  }
}

function sameInV8(bytes: Uint8Array<ArrayBuffer>, result: ModuleFacts | CulpritError): boolean {
  // V8 takes a number type for that of a passive element segment without elements; the specification does not.
  if (result instanceof CulpritError) return /is no value, reference or heap type/.test(result.message) && isNumberType(bytes, result)
  const module = new WebAssembly.Module(bytes)
  const imports = WebAssembly.Module.imports(module).map(({ module, name, kind }) => [module, name, kind])
  const exports = WebAssembly.Module.exports(module).map(({ name, kind }) => [name, kind])
  return (
    JSON.stringify(imports) === JSON.stringify(result.imports.map(({ module, name, description: { kind } }) => [module, name, kind])) &&
    JSON.stringify(exports) === JSON.stringify(result.exports.map(({ name, kind }) => [name, kind]))
  )
}

function isNumberType(bytes: Uint8Array, error: CulpritError): boolean {
  const byte = bytes[Number(error.data['offset'])]!
  return byte >= 0x7b && byte <= 0x7f
}
