import { types } from '../assembler/opcodes.ts'
import { Cursor } from '../cursor.ts'
import type { ModuleFacts } from '../module.ts'
import { readValueType } from '../types.ts'
import type { Additions } from './additions.ts'
import { ByteWriter } from '../assembler/byte-writer.ts'

/** The type of a block that leaves a function's results, as the bytes of a block type. By type index of the function. */
export function resultBlocks(facts: ModuleFacts, additions: Additions): (type: number) => Uint8Array {
  const known = new Map<number, Uint8Array>()
  return type => {
    let block = known.get(type)
    if (!block) known.set(type, (block = resultBlock(facts, additions, type)))
    return block
  }
}

function resultBlock(facts: ModuleFacts, additions: Additions, type: number): Uint8Array {
  const cursor = new Cursor(facts.bytes, facts.types[type]!.offset, facts.end)
  skipUntilParameters(cursor)
  const skip = () => {
    const count = cursor.u32('a number of types')
    const start = cursor.position
    for (let left = count; left > 0; left--) readValueType(cursor, new Set())
    return { count, bytes: facts.bytes.subarray(start, cursor.position) }
  }
  skip()
  const results = skip()
  if (results.count === 0) return Uint8Array.of(types.none)
  if (results.count === 1) return results.bytes
  const out = new ByteWriter()
  // A type index in a block type is signed, so that 64 and more need a second byte.
  out.s32(additions.functionType([], results.bytes, results.count, `culprit.results.${type}`))
  return out.written
}

/** Behind what a function type may begin with: supertypes, sharing, descriptors. The reader has checked it. */
function skipUntilParameters(cursor: Cursor): void {
  for (let form = cursor.u8('a type'); form !== 0x60; form = cursor.u8('a type')) {
    if (form === 0x50 || form === 0x4f) for (let left = cursor.u32('supertypes'); left > 0; left--) cursor.u32('a supertype')
    else if (form !== 0x65) cursor.u32('a described or describing type')
  }
}
