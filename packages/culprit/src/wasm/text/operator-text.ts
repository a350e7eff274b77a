import { Cursor } from '../cursor.ts'
import type { Feature } from '../features.ts'
import type { ModuleFacts } from '../module.ts'
import { operators, prefixes, type Operator } from '../operators.ts'
import { readHeapType, readValueType } from '../types.ts'
import { f32Text, f64Text } from './floats.ts'
import type { TextNames } from './names.ts'
import { signature, typeText } from './types.ts'

/** Where an operator stands; `depth` counts the blocks around it, the function (or the expression) included. */
export interface OperatorPlace {
  readonly id: number
  readonly start: number
  readonly end: number
  readonly depth: number
  /** Index of the function; -1 in a constant expression. */
  readonly functionIndex: number
}

/**
 * Words operators that an `OperatorWalker` has found. What the walker checked is not checked again; indices that do not exist are shown
 * as they are.
 */
export class OperatorText {
  private readonly view: DataView
  private readonly cursor: Cursor
  private readonly features = new Set<Feature>()
  private readonly facts: ModuleFacts
  private readonly names: TextNames

  constructor(facts: ModuleFacts, names: TextNames) {
    this.facts = facts
    this.names = names
    this.view = new DataView(facts.bytes.buffer, facts.bytes.byteOffset, facts.bytes.length)
    this.cursor = new Cursor(facts.bytes)
  }

  /** The operator in the text format; several tokens where it can be long. */
  at(place: OperatorPlace): string | string[] {
    const { cursor, names } = this
    const operator = operators[place.id]!
    const { mnemonic } = operator
    cursor.position = place.start + 1
    cursor.end = place.end
    if (isPrefixed(place.id)) cursor.u32('a sub-opcode')
    switch (operator.immediates) {
      case '':
      case 'end':
      case 'else':
      case 'catch_all':
        return withoutNote[place.id]!
      case 'order': {
        const order = this.order()
        return order === sequential ? mnemonic : `${mnemonic} ${order}`
      }
      case 'local':
        return `${mnemonic} ${names.local(place.functionIndex, this.u32())}`
      case 'global':
      case 'function':
      case 'type':
      case 'table':
      case 'tag':
      case 'data':
      case 'element':
        return `${mnemonic} ${names.reference(operator.immediates, this.u32())}`
      case 'memory':
        return mnemonic + this.unlessFirst('memory', this.u32())
      case 'catch tag':
        return `catch ${names.reference('tag', this.u32())}`
      case 'label':
        return `${mnemonic} ${names.label(this.u32(), place.depth - 1)}`
      case 'delegate':
        // Its label is seen from outside of the block that it closes.
        return `delegate ${names.label(this.u32(), place.depth - 2)}`
      case 'i32':
        return `${mnemonic} ${cursor.s32('an i32')}`
      case 'i64':
        return `${mnemonic} ${cursor.s64('an i64')}`
      case 'f32':
        return `${mnemonic} ${f32Text(this.view.getUint32(cursor.position, true))}`
      case 'f64':
        return `${mnemonic} ${f64Text(this.view.getBigUint64(cursor.position, true))}`
      case 'v128':
        return `${mnemonic} i32x4 ${[0, 4, 8, 12].map(lane => this.word(cursor.position + lane)).join(' ')}`
      case 'lane':
        return `${mnemonic} ${cursor.u8('a lane')}`
      case 'lane*16':
        return `${mnemonic} ${this.facts.bytes.subarray(cursor.position, cursor.position + 16).join(' ')}`
      case 'memarg':
        return mnemonic + this.memoryArgument(operator)
      case 'memarg lane':
        return `${mnemonic}${this.memoryArgument(operator)} ${cursor.u8('a lane')}`
      case 'block':
        return [mnemonic, ...this.blockType()]
      case 'block catch*':
        return [mnemonic, ...this.blockType(), ...this.listOf(() => this.catchClause(place.depth - 1))]
      case 'label*': {
        const targets = this.listOf(() => names.label(this.u32(), place.depth - 1))
        return [mnemonic, ...targets, names.label(this.u32(), place.depth - 1)]
      }
      case 'valtype*':
        return ['select', ...this.listOf(() => `(result ${typeText(readValueType(cursor, this.features), names)})`)]
      case 'heaptype':
        return this.heapType(mnemonic)
      case 'cast label heaptype heaptype': {
        const flags = cursor.u8('the flags of a cast')
        const label = names.label(this.u32(), place.depth - 1)
        const from = this.reference((flags & 1) !== 0)
        return `${mnemonic} ${label} ${from} ${this.reference((flags & 2) !== 0)}`
      }
      case 'type table': {
        const type = names.reference('type', this.u32())
        return `${mnemonic}${this.unlessFirst('table', this.u32())} (type ${type})`
      }
      case 'type type':
        return `${mnemonic} ${names.reference('type', this.u32())} ${names.reference('type', this.u32())}`
      case 'type field':
      case 'type count':
        return `${mnemonic} ${names.reference('type', this.u32())} ${this.u32()}`
      case 'type data':
        return `${mnemonic} ${names.reference('type', this.u32())} ${names.reference('data', this.u32())}`
      case 'type element':
        return `${mnemonic} ${names.reference('type', this.u32())} ${names.reference('element', this.u32())}`
      case 'type tag':
        return `${mnemonic} ${names.reference('type', this.u32())} ${names.reference('tag', this.u32())}`
      case 'data memory': {
        const data = names.reference('data', this.u32())
        return `${mnemonic}${this.unlessFirst('memory', this.u32())} ${data}`
      }
      case 'element table': {
        const element = names.reference('element', this.u32())
        return `${mnemonic}${this.unlessFirst('table', this.u32())} ${element}`
      }
      case 'memory memory':
        return mnemonic + this.unlessBothFirst('memory', this.u32(), this.u32())
      case 'table table':
        return mnemonic + this.unlessBothFirst('table', this.u32(), this.u32())
      case 'type handler*':
        return [mnemonic, names.reference('type', this.u32()), ...this.listOf(() => this.handler(place.depth - 1))]
      case 'type tag handler*':
        return [
          mnemonic,
          names.reference('type', this.u32()),
          names.reference('tag', this.u32()),
          ...this.listOf(() => this.handler(place.depth - 1)),
        ]
      case 'order global':
        return `${mnemonic} ${this.order()} ${names.reference('global', this.u32())}`
      case 'order table':
        return `${mnemonic} ${this.order()} ${names.reference('table', this.u32())}`
      case 'order type':
        return `${mnemonic} ${this.order()} ${names.reference('type', this.u32())}`
      case 'order type field':
        return `${mnemonic} ${this.order()} ${names.reference('type', this.u32())} ${this.u32()}`
    }
  }

  private u32(): number {
    return this.cursor.u32('an immediate')
  }

  private listOf(read: () => string): string[] {
    return Array.from({ length: this.cursor.u32('the length of a list') }, read)
  }

  private unlessFirst(space: 'memory' | 'table', index: number): string {
    return index === 0 ? '' : ` ${this.names.reference(space, index)}`
  }

  private unlessBothFirst(space: 'memory' | 'table', to: number, from: number): string {
    return to === 0 && from === 0 ? '' : ` ${this.names.reference(space, to)} ${this.names.reference(space, from)}`
  }

  private word(position: number): string {
    return `0x${this.view.getUint32(position, true).toString(16).padStart(8, '0')}`
  }

  private memoryArgument({ id, class: kind }: Operator): string {
    const { cursor } = this
    const flags = cursor.u32('an alignment')
    const memory = (flags & 0x40) === 0 ? 0 : cursor.u32('a memory')
    const isOrdered = (flags & 0x10) !== 0 && kind === 'atomic'
    const order = isOrdered ? ` ${this.order()}` : ''
    const offset = cursor.u64('an offset')
    const exponent = flags & (isOrdered ? 0x2f : 0x3f)
    const alignment = exponent === naturalAlignment[id] ? '' : ` align=${2n ** BigInt(exponent)}`
    return `${this.unlessFirst('memory', memory)}${order}${offset === 0n ? '' : ` offset=${offset}`}${alignment}`
  }

  private blockType(): string[] {
    const { cursor, names } = this
    const form = cursor.peek('a block type')
    if (form === 0x40) {
      cursor.position++
      return []
    }
    if (form < 0x80 && (form & 0x40) !== 0) return [`(result ${typeText(readValueType(cursor, this.features), names)})`]
    const index = cursor.s33('a block type')
    const composite = this.facts.types[index]?.composite
    return [`(type ${names.reference('type', index)})`, ...(composite?.kind === 'function' ? signature(composite, names) : [])]
  }

  /** Labels are seen from outside of the block; `depth` is there. */
  private catchClause(depth: number): string {
    const { cursor, names } = this
    const kind = cursor.u8('a catch clause')
    const tag = kind < 2 ? ` ${names.reference('tag', cursor.u32('a tag'))}` : ''
    return `(${catchClauses[kind]!}${tag} ${names.label(cursor.u32('a label'), depth)})`
  }

  private handler(depth: number): string {
    const { cursor, names } = this
    const kind = cursor.u8('a handler')
    const tag = names.reference('tag', cursor.u32('a tag'))
    return kind === 0 ? `(on ${tag} ${names.label(cursor.u32('a label'), depth)})` : `(on ${tag} switch)`
  }

  private heapType(mnemonic: string): string {
    if (mnemonic === 'ref.null') return `ref.null ${typeText(readHeapType(this.cursor, this.features), this.names)}`
    const [operation, nullable] = mnemonic.split(' ')
    return `${operation} ${this.reference(nullable !== undefined)}`
  }

  private reference(nullable: boolean): string {
    return `(ref ${nullable ? 'null ' : ''}${typeText(readHeapType(this.cursor, this.features), this.names)})`
  }

  /** What reads and writes has the order in both halves of the byte, or in the lower one only. */
  private order(): string {
    return orders[this.cursor.u8('a memory order') & 0xf] ?? sequential
  }
}

const sequential = 'seq_cst'
const orders = [sequential, 'acq_rel', 'relaxed']

/** Mnemonics by id. The table of operators tells those with several opcodes apart by a note behind them. */
const withoutNote: readonly (string | undefined)[] = operators.map(operator => operator?.mnemonic.split(' ')[0])

const catchClauses = ['catch', 'catch_ref', 'catch_all', 'catch_all_ref']

const firstPrefixed = Math.min(...Array.from(prefixes.values(), ({ base }) => base))

function isPrefixed(id: number): boolean {
  return id >= firstPrefixed
}

/** By operator id, the exponent of the alignment that a memory access has when its text names none: that of its width. */
const naturalAlignment: readonly (number | undefined)[] = operators.map(operator =>
  operator?.immediates.startsWith('memarg') === true ? Math.log2(widthOf(operator.mnemonic) / 8) : undefined,
)

/** In bits. */
function widthOf(mnemonic: string): number {
  if (mnemonic === 'memory.atomic.notify') return 32
  if (mnemonic.endsWith('_f16')) return 16
  // Half of a vector: v128.load8x8_s.
  if (/load\d+x\d/.test(mnemonic)) return 64
  const [, narrow] = /(?:load|store|rmw|wait)(8|16|32|64)/.exec(mnemonic) ?? []
  return Number(narrow ?? /^[a-z](\d+)/.exec(mnemonic)![1])
}
