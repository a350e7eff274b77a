import { Cursor } from '../../wasm/cursor.ts'
import type { ModuleFacts } from '../../wasm/module.ts'
import { leastOffset } from '../../wasm/numbering.ts'
import { textHash } from './hashes.ts'

/**
 * What an immediate can refer to, in one numbering: functions (imports first, as in their index space), globals, tags, data and element
 * segments, and then the constants that may be addresses. All these numbers shift when something is added elsewhere in the module, so
 * none of them is part of a body's hash; which one corresponds to which is found out from the functions that are already paired.
 */
export class Entities {
  readonly facts: ModuleFacts
  readonly functions: number
  readonly globals: number
  readonly tags: number
  readonly data: number
  readonly elements: number
  /** The entity of an index that does not exist: such a module is invalid, but it can be compared. */
  readonly missing: number
  /** Entities from here on are constants. */
  readonly constants: number
  private readonly addressEnd: number
  private slots = new Int32Array(1 << 10).fill(-1)
  /** Indices of values whose slots are all taken: a module can be made so that many have the same. */
  private readonly crowded = new Map<number, number>()
  private values = new Int32Array(1 << 9)
  private valueCount = 0

  constructor(facts: ModuleFacts, addressEnd: number) {
    this.facts = facts
    this.functions = facts.functionTypes.length
    this.globals = this.functions
    this.tags = this.globals + facts.globals.length
    this.data = this.tags + facts.tags.length
    this.elements = this.data + facts.data.length
    this.missing = this.elements + facts.elements.length
    this.constants = this.missing + 1
    this.addressEnd = addressEnd
  }

  get count(): number {
    return this.constants + this.valueCount
  }

  global(index: number): number {
    return index < this.tags - this.globals ? this.globals + index : this.missing
  }

  tag(index: number): number {
    return index < this.data - this.tags ? this.tags + index : this.missing
  }

  dataSegment(index: number): number {
    return index < this.elements - this.data ? this.data + index : this.missing
  }

  elementSegment(index: number): number {
    return index < this.missing - this.elements ? this.elements + index : this.missing
  }

  /** Whether the offset of an access may be the address of something in memory, which another build puts elsewhere. */
  mayBeAddress(offset: number): boolean {
    return offset >= leastOffset && offset < this.addressEnd
  }

  constant(value: number): number {
    const known = this.indexOf(value)
    if (known >= 0) return this.constants + known
    if (this.valueCount === this.values.length) this.grow()
    this.values[this.valueCount] = value
    this.keep(value, this.valueCount)
    return this.constants + this.valueCount++
  }

  private indexOf(value: number): number {
    const { slots, values } = this
    const mask = slots.length - 1
    let slot = slotOf(value, mask)
    for (let step = 0; step < mostSteps; step++, slot = (slot + 1) & mask) {
      const found = slots[slot]!
      if (found < 0 || values[found] === value) return found
    }
    return this.crowded.get(value) ?? -1
  }

  /** Where a search for the value finds its index. */
  private keep(value: number, index: number): void {
    const mask = this.slots.length - 1
    let slot = slotOf(value, mask)
    for (let step = 0; step < mostSteps; step++, slot = (slot + 1) & mask) {
      if (this.slots[slot]! >= 0) continue
      this.slots[slot] = index
      return
    }
    this.crowded.set(value, index)
  }

  /** The constant that an entity is; null of other entities. */
  valueOf(entity: number): number | null {
    return entity < this.constants ? null : this.values[entity - this.constants]!
  }

  private grow(): void {
    const values = new Int32Array(this.values.length * 2)
    values.set(this.values)
    this.values = values
    this.slots = new Int32Array(values.length * 2).fill(-1)
    this.crowded.clear()
    for (let index = 0; index < this.valueCount; index++) this.keep(values[index]!, index)
  }

  /**
   * What can be said of an entity without its number, equal on both sides when it is the same one: of an import its name, unless names
   * were shortened; of a constant the text that it points to. Functions that are defined here are 0.
   */
  labels(namesAreShort: boolean): Int32Array {
    const { facts } = this
    const labels = new Int32Array(this.count)
    const next = { function: 0, table: 0, memory: 0, global: this.globals, tag: this.tags }
    for (const { module, name, description } of facts.imports) {
      const entity = next[description.kind]++
      if (description.kind === 'table' || description.kind === 'memory') continue
      labels[entity] = namesAreShort ? 0 : textHash(`${module}\0${name}`)
    }
    for (let global = facts.imported.global; global < facts.globals.length; global++) {
      labels[this.globals + global] = textHash(facts.globals[global]!.type)
    }
    const texts = new Texts(facts)
    for (let index = 0; index < this.valueCount; index++) labels[this.constants + index] = texts.hashAt(this.values[index]!)
    return labels
  }
}

/** From the slot of a value on, so many are looked at. */
const mostSteps = 64

function slotOf(value: number, mask: number): number {
  return (Math.imul(value, 0x9e3779b1) >>> 7) & mask
}

/** The texts in active data segments, by their address. */
class Texts {
  private readonly bytes: Uint8Array
  private readonly addresses: number[] = []
  private readonly offsets: number[] = []
  private readonly ends: number[] = []

  constructor(facts: ModuleFacts) {
    this.bytes = facts.bytes
    const placed = facts.data
      .map((segment, index) => ({ ...segment, address: segmentAddress(facts, index) }))
      .filter(segment => segment.address !== null)
      .toSorted((one, other) => one.address! - other.address!)
    for (const { address, offset, bytes } of placed) {
      this.addresses.push(address!)
      this.offsets.push(offset)
      this.ends.push(offset + bytes)
    }
  }

  /** 0 where there is no text of at least four characters. */
  hashAt(address: number): number {
    let low = 0
    let high = this.addresses.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.addresses[middle]! <= address) low = middle + 1
      else high = middle
    }
    if (low === 0) return 0
    const start = this.offsets[low - 1]! + address - this.addresses[low - 1]!
    const end = Math.min(this.ends[low - 1]!, start + longestText)
    let hash = 0x811c9dc5 | 0
    let at = start
    for (; at < end; at++) {
      const byte = this.bytes[at]!
      if (byte < 0x20 || byte > 0x7e) break
      hash = Math.imul(hash ^ byte, 0x01000193)
    }
    return at - start < shortestText ? 0 : hash | 1
  }
}

const shortestText = 4
const longestText = 48

/** Where an active segment begins: a constant, to which a dynamic linker may add its base; null for a passive segment. */
function segmentAddress(facts: ModuleFacts, index: number): number | null {
  const { memory, offset } = facts.data[index]!
  if (memory === null) return null
  // The expression stands between the segment before (or the head of the section) and the size of this one.
  const before = facts.data[index - 1]
  const section = facts.sections.find(({ id }) => id === dataSection)
  const cursor = new Cursor(facts.bytes, before === undefined ? (section?.offset ?? 0) : before.offset + before.bytes, offset)
  if (before === undefined) cursor.u32('the number of data segments')
  if (cursor.u32('the flags of a data segment') === 2) cursor.u32('the memory of a data segment')
  const opcode = cursor.u8('an operator')
  if (opcode === i32Const) return cursor.s32('an i32') >>> 0
  return opcode === globalGet ? 0 : null
}

const dataSection = 11
const i32Const = 0x41
const globalGet = 0x23
