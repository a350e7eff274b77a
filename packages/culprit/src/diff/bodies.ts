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
export interface MaskedBody {
  /** As long as the longest body; of it, `length` bytes are of this one. */
  readonly content: Uint8Array
  length: number
  readonly callees: number[]
  readonly types: number[]
}

/** Reads the bodies of one module, one at a time: each read overwrites the one before. */
export class BodyReader {
  readonly facts: ModuleFacts
  private readonly body: MaskedBody
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
    const longest = starts.reduce((longest, start, index) => Math.max(longest, ends[index]! - start), 0)
    this.body = { content: new Uint8Array(longest), length: 0, callees: [], types: [] }
  }

  read(index: number): MaskedBody {
    const { body, walker } = this
    const { bodies, functionTypes, imported } = this.facts
    const { ids, offsets } = walker
    body.length = body.callees.length = body.types.length = 0
    body.types.push(this.typeHashes[functionTypes[imported.function + index]!]!)
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
          body.callees.push(cursor.u32('a function'))
          break
        case 'global':
          cursor.u32('a global')
          break
        case 'type':
          body.types.push(typeHashes[cursor.u32('a type')] ?? noType)
          break
        case 'block':
        case 'heaptype': {
          // A type index, or a negative number that stands for a type, of which the first byte tells which.
          const type = cursor.s33('a type')
          if (type >= 0) body.types.push(typeHashes[type] ?? noType)
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

/** For an index that the module does not have: it is no valid module, but it can be compared. */
const noType = 0

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
export function bodyHash({ content, length, callees, types }: MaskedBody): number {
  let low = callees.length
  let high = 0x811c9dc5 | 0
  for (let i = 0; i < length; i++) {
    low = Math.imul(low ^ content[i]!, 0x01000193)
    high = Math.imul((high ^ (high >>> 15)) + content[i]!, 0x85ebca6b)
  }
  for (const type of types) {
    low = Math.imul(low ^ type, 0x01000193)
    high = Math.imul((high ^ (high >>> 15)) + type, 0x85ebca6b)
  }
  return (low >>> 0) + (high >>> 11) * 2 ** 32
}

export function sameBody(a: MaskedBody, b: MaskedBody): boolean {
  if (a.length !== b.length || a.callees.length !== b.callees.length || a.types.length !== b.types.length) return false
  for (let i = 0; i < a.length; i++) if (a.content[i] !== b.content[i]) return false
  return a.types.every((type, place) => type === b.types[place])
}

export function textHash(text: string): number {
  let hash = 0x811c9dc5 | 0
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash
}
