import type { ModuleFacts } from '../module.ts'
import type { ByteWriter } from './byte-writer.ts'
import type { EngineFeatures } from './engine-features.ts'

/** How a body, without its last `end`, becomes a block. `leave` writes what has to be done on every way out. */
export interface Wrap {
  open(out: ByteWriter, results: Uint8Array): void
  close(out: ByteWriter, leave: () => void): void
}

export const plainBlock: Wrap = {
  open(out, results) {
    out.u8(0x02)
    out.copy(results, 0, results.length)
  },
  close(out, leave) {
    out.u8(0x0b)
    leave()
    out.u8(0x0b)
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

/** In a block that leaves an exnref the body, in a `try_table` that brings every exception to the end of the block. */
const guard: Wrap = {
  open(out, results) {
    out.raw([0x02, 0x69, 0x1f])
    out.copy(results, 0, results.length)
    out.raw([1, 0x03, 0])
  },
  close(out, leave) {
    out.u8(0x0b)
    leave()
    out.raw([0x0f, 0x0b])
    leave()
    out.raw([0x0a, 0x0b])
  },
}

const legacyGuard: Wrap = {
  open(out, results) {
    out.u8(0x06)
    out.copy(results, 0, results.length)
  },
  close(out, leave) {
    out.u8(0x19)
    leave()
    out.raw([0x09, 0, 0x0b])
    leave()
    out.u8(0x0b)
  },
}
