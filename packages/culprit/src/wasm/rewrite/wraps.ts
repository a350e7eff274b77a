import { opcodes, types } from '../assembler/opcodes.ts'
import type { ModuleFacts } from '../module.ts'
import type { ByteWriter } from '../assembler/byte-writer.ts'
import type { EngineFeatures } from './engine-features.ts'

/** How a body, without its last `end`, becomes a block. `leave` writes what has to be done on every way out. */
export interface Wrap {
  open(out: ByteWriter, results: Uint8Array): void
  close(out: ByteWriter, leave: () => void): void
}

export const plainBlock: Wrap = {
  open(out, results) {
    out.u8(opcodes.block)
    out.copy(results, 0, results.length)
  },
  close(out, leave) {
    out.u8(opcodes.end)
    leave()
    out.u8(opcodes.end)
  },
}

/**
 * Exceptions leave by the same way. A module has to stay within one generation of exception handling; where neither is possible, this
 * is `plainBlock`.
 */
export function guardOf({ features: used }: ModuleFacts, engine: EngineFeatures): Wrap {
  if (engine.exceptionReferences && !used.includes('legacy-exceptions')) return guard
  if (engine.legacyExceptions && !used.includes('exception-handling')) return legacyGuard
  return plainBlock
}

/** Of a catch clause: of every exception, with its reference. */
const catchAllReference = 0x03

/** In a block that leaves an exnref the body, in a `try_table` that brings every exception to the end of the block. */
const guard: Wrap = {
  open(out, results) {
    out.raw([opcodes.block, types.exnref, opcodes.tryTable])
    out.copy(results, 0, results.length)
    out.raw([1, catchAllReference, 0])
  },
  close(out, leave) {
    out.u8(opcodes.end)
    leave()
    out.raw([opcodes.return, opcodes.end])
    leave()
    out.raw([opcodes.throwRef, opcodes.end])
  },
}

const legacyGuard: Wrap = {
  open(out, results) {
    out.u8(opcodes.try)
    out.copy(results, 0, results.length)
  },
  close(out, leave) {
    out.u8(opcodes.catchAll)
    leave()
    out.raw([opcodes.rethrow, 0, opcodes.end])
    leave()
    out.u8(opcodes.end)
  },
}
