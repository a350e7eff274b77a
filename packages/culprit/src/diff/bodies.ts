import { Cursor } from '../wasm/cursor.ts'
import type { ModuleFacts } from '../wasm/module.ts'
import { OperatorWalker } from '../wasm/operator-walker.ts'
import { operators } from '../wasm/operators.ts'
import { functionTypeText } from '../wasm/types.ts'

/**
 * One function body as it is compared: indices that move when something is added elsewhere in the module are taken out of it.
 *
 * `content` is the declaration of locals and the operators without the indices of functions, types and globals. The functions are in
 * `callees`, in order; types are replaced by what they are, in `types`. Globals are dropped.
 */
export class MaskedBody {
  content: Uint8Array
  length = 0
  callees: Uint32Array
  calls = 0
  types: Int32Array
  typeUses = 0

  /** With room for bodies of up to `bytes` bytes; an index takes one of them at least, and its opcode another. */
  constructor(bytes: number) {
    this.content = new Uint8Array(bytes)
    this.callees = new Uint32Array(bytes >> 1)
    this.types = new Int32Array(bytes >> 1)
  }
}

/** Reads the bodies of one module into its `body`, one at a time. */
export class BodyReader {
  readonly body: MaskedBody
  readonly facts: ModuleFacts
  private readonly walker: OperatorWalker
  private readonly cursor: Cursor
  private readonly typeHashes: Int32Array

  constructor(facts: ModuleFacts) {
    this.facts = facts
    this.walker = new OperatorWalker(facts.bytes, new Set())
    this.cursor = new Cursor(facts.bytes)
    this.typeHashes = Int32Array.from(facts.types, ({ composite }) =>
      textHash(composite.kind === 'function' ? functionTypeText(composite) : JSON.stringify(composite)),
    )
    const { starts, ends } = facts.bodies
    this.body = new MaskedBody(starts.reduce((largest, start, index) => Math.max(largest, ends[index]! - start), 0))
  }

  read(index: number): MaskedBody {
    const { body, walker } = this
    const { bodies, functionTypes, imported } = this.facts
    const { ids, offsets } = walker
    body.length = body.calls = 0
    body.types[0] = this.typeHashes[functionTypes[imported.function + index]!]!
    body.typeUses = 1
    const operators = bodies.operatorStarts[index]!
    const end = bodies.ends[index]!
    // Bytes up to here are in the masked body.
    let copied = bodies.starts[index]!
    walker.enterBody(operators, end)
    for (let length = walker.fill(); length > 0; length = walker.fill()) {
      for (let i = 0; i < length; i++) {
        const mask = maskOf[ids[i]!]!
        if (mask === null) continue
        this.copy(copied, offsets[i]! + 1)
        copied = offsets[i + 1]!
        this.mask(offsets[i]! + 1, copied, ids[i]! > 0xff, mask)
      }
    }
    this.copy(copied, end)
    return body
  }

  private copy(from: number, to: number): void {
    const { body } = this
    const { bytes } = this.facts
    const { content } = body
    let { length } = body
    for (let at = from; at < to; at++) content[length++] = bytes[at]!
    body.length = length
  }

  /** The immediates of one operator, from behind its first byte to `end`. */
  private mask(start: number, end: number, prefixed: boolean, immediates: readonly string[]): void {
    const { cursor, body, typeHashes } = this
    cursor.position = start
    cursor.end = end
    if (prefixed) {
      cursor.u32('a sub-opcode')
      this.copy(start, cursor.position)
    }
    for (const immediate of immediates) {
      const from = cursor.position
      switch (immediate) {
        case 'function':
          body.callees[body.calls++] = cursor.u32('a function')
          break
        case 'global':
          cursor.u32('a global')
          break
        case 'type':
          body.types[body.typeUses++] = typeHashes[cursor.u32('a type')]!
          break
        case 'block':
        case 'heaptype': {
          // A type index, or a negative number that stands for a type, of which the first byte tells which.
          const type = cursor.s33('a type')
          if (type >= 0) body.types[body.typeUses++] = typeHashes[type]!
          else this.copy(from, cursor.position)
          break
        }
        default:
          cursor.u32('an immediate')
          this.copy(from, cursor.position)
      }
    }
    this.copy(cursor.position, end)
  }
}

/** By operator id, the immediates up to the last that is masked; null where there is none. */
const maskOf: readonly (readonly string[] | null)[] = operators.map(operator => {
  const immediates = operator?.immediates.split(' ') ?? []
  const last = immediates.findLastIndex(name => ['function', 'global', 'type', 'block', 'heaptype'].includes(name))
  return last < 0 ? null : immediates.slice(0, last + 1)
})

/**
 * Equal for equal masked bodies. 53 bits: among a million functions, different ones have the same number with a probability of 1 in
 * 20 000.
 */
export function bodyHash({ content, length, calls, types, typeUses }: MaskedBody): number {
  let low = calls
  let high = 0x811c9dc5 | 0
  for (let i = 0; i < length; i++) {
    low = Math.imul(low ^ content[i]!, 0x01000193)
    high = Math.imul((high ^ (high >>> 15)) + content[i]!, 0x85ebca6b)
  }
  for (let i = 0; i < typeUses; i++) {
    low = Math.imul(low ^ types[i]!, 0x01000193)
    high = Math.imul((high ^ (high >>> 15)) + types[i]!, 0x85ebca6b)
  }
  return (low >>> 0) + (high >>> 11) * 2 ** 32
}

export function sameBody(a: MaskedBody, b: MaskedBody): boolean {
  if (a.length !== b.length || a.calls !== b.calls || a.typeUses !== b.typeUses) return false
  for (let i = 0; i < a.length; i++) if (a.content[i] !== b.content[i]) return false
  for (let i = 0; i < a.typeUses; i++) if (a.types[i] !== b.types[i]) return false
  return true
}

export function textHash(text: string): number {
  let hash = 0x811c9dc5 | 0
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}
