import { Cursor } from '../../wasm/cursor.ts'
import type { ModuleFacts } from '../../wasm/module.ts'
import { operatorIdLimit, operators } from '../../wasm/operators.ts'
import type { Entities } from './entities.ts'
import { mix } from './hashes.ts'

/** The immediates that are read seldom enough for one call each. */
export class ImmediateReader {
  /** Entities that the last operator refers to, `found` of them. */
  readonly targets: number[] = []
  found = 0
  private readonly cursor: Cursor
  private readonly types: Int32Array
  private readonly entities: Entities

  constructor(facts: ModuleFacts, types: Int32Array, entities: Entities) {
    this.cursor = new Cursor(facts.bytes)
    this.types = types
    this.entities = entities
  }

  locals(start: number, end: number, seed: number): number {
    const { cursor } = this
    cursor.position = start
    cursor.end = end
    let hash = seed
    for (let groups = cursor.u32('the number of local declarations'); groups > 0; groups--) {
      hash = mix(hash, cursor.u32('a number of locals'))
      hash = mix(hash, this.type())
    }
    return hash
  }

  /** A number for all immediates but the entities, which are in `targets`. */
  mixed(id: number, at: number, end: number): number {
    const { cursor, entities } = this
    cursor.position = at
    cursor.end = end
    this.found = 0
    let hash = id
    // The sub-opcode is in the id already.
    if (id > 0xff) cursor.u32('a sub-opcode')
    for (const word of wordsOf[id]!) {
      if (cursor.left === 0) break
      switch (word) {
        case 'type':
          hash = mix(hash, this.types[cursor.u32('a type')] ?? 0)
          break
        case 'block':
        case 'heaptype':
          hash = mix(hash, this.type())
          break
        case 'valtype*':
          for (let left = cursor.u32('types'); left > 0; left--) hash = mix(hash, this.type())
          break
        case 'memarg':
          hash = this.memoryArgument(hash)
          break
        case 'global':
          this.targets[this.found++] = entities.global(cursor.u32('a global'))
          break
        case 'tag':
          this.targets[this.found++] = entities.tag(cursor.u32('a tag'))
          break
        case 'data':
          this.targets[this.found++] = entities.dataSegment(cursor.u32('a data segment'))
          break
        case 'element':
          this.targets[this.found++] = entities.elementSegment(cursor.u32('an element segment'))
          break
        case 'order':
        case 'cast':
        case 'lane':
          hash = mix(hash, cursor.u8('an immediate'))
          break
        case 'catch*':
        case 'handler*':
          // What is left is taken by its bytes, below.
          break
        default:
          hash = mix(hash, cursor.u32('an immediate'))
      }
    }
    while (cursor.left > 0) hash = mix(hash, cursor.u8('an immediate'))
    return hash
  }

  /** A hash with the alignment and the offset of a memory access, unless that may be an address: then it is a target. */
  private memoryArgument(before: number): number {
    const { cursor } = this
    const flags = cursor.u32('an alignment')
    let hash = mix(before, flags)
    if ((flags & 0x40) !== 0) hash = mix(hash, cursor.u32('a memory'))
    let offset = 0
    let scale = 1
    for (let byte = 0x80; byte >= 0x80; scale *= 128) {
      byte = cursor.u8('an offset')
      offset += (byte & 0x7f) * scale
    }
    if (!this.entities.mayBeAddress(offset)) return mix(mix(hash, offset | 0), Math.floor(offset / 2 ** 32) | 0)
    this.targets[this.found++] = this.entities.constant(offset)
    return hash
  }

  /** A value, block or heap type: the index of a type is replaced by what the type is. */
  private type(): number {
    const { cursor } = this
    const form = cursor.peek('a type')
    // References, `exact` and `shared` have more behind them.
    if (form >= 0x62 && form <= 0x65) {
      cursor.position++
      return mix(form, this.type())
    }
    const type = cursor.s33('a type')
    return type < 0 ? type : (this.types[type] ?? 0)
  }
}

const wordsOf: readonly (readonly string[])[] = Array.from({ length: operatorIdLimit }, (_, id) =>
  (operators[id]?.immediates ?? '').split(' '),
)
