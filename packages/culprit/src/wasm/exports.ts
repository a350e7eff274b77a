import { invalidModule } from '../model/errors.ts'
import type { ExternalKind } from '../model/module.ts'
import type { Cursor } from './cursor.ts'

const maximumExports = 1_000_000
const what = 'the name of an export'
const kinds: readonly ExternalKind[] = ['function', 'table', 'memory', 'global', 'tag']

export function readExports(cursor: Cursor): Export[] {
  const exports: Export[] = []
  for (let left = cursor.count('exports', 3, maximumExports); left > 0; left--) {
    const start = cursor.skipName(what)
    const end = cursor.position
    const byte = cursor.u8('the kind of an export')
    const kind = kinds[byte]
    if (!kind) throw invalidModule(`0x${byte.toString(16)} is no kind of export`, cursor.position - 1)
    exports.push(new Export(cursor, start, end, kind, cursor.u32('the index of an export')))
  }
  return exports
}

/** A module can have 75 000 exports with names of a hundred characters: they are checked when it is read, and made when somebody asks. */
export class Export {
  readonly kind: ExternalKind
  readonly index: number
  private readonly section: Cursor
  private readonly start: number
  private readonly end: number

  constructor(section: Cursor, start: number, end: number, kind: ExternalKind, index: number) {
    this.section = section
    this.start = start
    this.end = end
    this.kind = kind
    this.index = index
  }

  get name(): string {
    return this.section.text(this.start, this.end, what)
  }

  get nameBytes(): number {
    return this.end - this.start
  }

  /** A name of ASCII characters. */
  isNamed(name: string): boolean {
    return this.nameBytes === name.length && this.name === name
  }

  /** A hash of the name, four bytes at a time, without making a text of it. */
  nameHash(): number {
    const { bytes } = this.section
    const { start, end } = this
    let hash = end - start
    let at = start
    for (; at + 4 <= end; at += 4) {
      const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
      hash = Math.imul(hash ^ word, 0x9e3779b1)
      hash ^= hash >>> 15
    }
    for (; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193)
    return hash
  }

  /** UTF-8 has one form for each text, so equal bytes are equal names. */
  isNamedAs(other: Export): boolean {
    if (this.nameBytes !== other.nameBytes) return false
    const own = this.section.bytes
    const others = other.section.bytes
    // From the back: names often begin alike.
    let at = this.end
    for (let otherAt = other.end; at > this.start && own[at - 1] === others[otherAt - 1]; at--) otherAt--
    return at === this.start
  }
}
