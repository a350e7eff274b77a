import { Cursor } from './cursor.ts'
import type { ModuleFacts } from './module.ts'
import { OperatorWalker } from './operator-walker.ts'
import { operators, type Immediates } from './operators.ts'
import { functionTypeText, readValueType } from './types.ts'

/**
 * Says whether body `n` of two modules is the same code: the same type, locals, operators and immediates. Numbers may be written with
 * more or fewer bytes, because a linker leaves room that an optimiser then takes out; and locals may have other indices, as long as each
 * has one partner, because an optimiser sorts them by type. All other indices, and addresses, have to be equal, so it is for modules with
 * the same layout.
 */
export class SameCode {
  private readonly a: ModuleFacts
  private readonly b: ModuleFacts
  private readonly walkers: readonly [OperatorWalker, OperatorWalker]
  private readonly cursors: readonly [Cursor, Cursor]
  private readonly sameTypes: boolean
  // Of the bodies that are compared.
  private parameters = 0
  private localTypes: readonly [string[], string[]] = [[], []]
  private partners: readonly [Map<number, number>, Map<number, number>] = [new Map(), new Map()]

  constructor(a: ModuleFacts, b: ModuleFacts) {
    this.a = a
    this.b = b
    this.walkers = [new OperatorWalker(a.bytes, new Set()), new OperatorWalker(b.bytes, new Set())]
    this.cursors = [new Cursor(a.bytes), new Cursor(b.bytes)]
    this.sameTypes = JSON.stringify(a.types) === JSON.stringify(b.types)
  }

  same(body: number): boolean {
    const { a, b } = this
    if (!this.sameType(a.functionTypes[a.imported.function + body]!, b.functionTypes[b.imported.function + body]!)) return false
    const ends = [a.bodies.ends[body]!, b.bodies.ends[body]!] as const
    if (this.sameTypes && equal(a.bytes, a.bodies.starts[body]!, ends[0], b.bytes, b.bodies.starts[body]!, ends[1])) return true
    if (a.bodies.operators[body] !== b.bodies.operators[body]) return false
    if (a.bodies.locals[body]! > mostLocals || b.bodies.locals[body]! > mostLocals) return false
    const starts = [a.bodies.operatorStarts[body]!, b.bodies.operatorStarts[body]!] as const
    const type = a.types[a.functionTypes[a.imported.function + body]!]!.composite
    this.parameters = type.kind === 'function' ? type.parameters.length : 0
    this.localTypes = [this.locals(0, a, body), this.locals(1, b, body)]
    this.partners = [new Map(), new Map()]
    return this.sameOperators(starts, ends)
  }

  /** The types of the locals that are no parameters. */
  private locals(side: 0 | 1, { bodies }: ModuleFacts, body: number): string[] {
    const cursor = this.cursors[side]
    cursor.position = bodies.starts[body]!
    cursor.end = bodies.operatorStarts[body]!
    const types: string[] = []
    for (let left = cursor.u32('the number of groups of locals'); left > 0; left--) {
      const count = cursor.u32('a number of locals')
      const type = readValueType(cursor, new Set())
      for (let i = 0; i < count; i++) types.push(type)
    }
    return types
  }

  /** Each local has one partner of the same type in the other body; parameters are their own. */
  private sameLocal(a: number, b: number): boolean {
    const { parameters, partners, localTypes } = this
    if (a < parameters || b < parameters) return a === b
    const partner = partners[0].get(a)
    if (partner !== undefined) return partner === b
    if (partners[1].has(b) || localTypes[0][a - parameters] !== localTypes[1][b - parameters]) return false
    partners[0].set(a, b)
    partners[1].set(b, a)
    return true
  }

  private sameOperators(starts: readonly [number, number], ends: readonly [number, number]): boolean {
    const [a, b] = this.walkers
    a.enterBody(starts[0], ends[0])
    b.enterBody(starts[1], ends[1])
    // Both bodies have as many operators, and so have their batches.
    for (let length = a.fill(); length > 0; length = a.fill()) {
      if (b.fill() !== length) return false
      for (let i = 0; i < length; i++) {
        const id = a.ids[i]!
        if (id !== b.ids[i]) return false
        const { immediates } = operators[id]!
        if (immediates === '' || immediates === 'end') continue
        if (!this.sameImmediates(immediates, a.offsets[i]!, a.offsets[i + 1]!, b.offsets[i]!, b.offsets[i + 1]!, id)) return false
      }
    }
    return true
  }

  private sameImmediates(kind: Immediates, startA: number, endA: number, startB: number, endB: number, id: number): boolean {
    const [a, b] = this.cursors
    a.position = startA + 1
    a.end = endA
    b.position = startB + 1
    b.end = endB
    if (kind === 'local') return this.sameLocal(a.u32('a local'), b.u32('a local'))
    const holdsTypes = kind.includes('type') || kind.includes('block')
    if ((this.sameTypes || !holdsTypes) && equal(this.a.bytes, startA, endA, this.b.bytes, startB, endB)) return true
    // Of an operator with a prefix, the rest of its opcode is a number too, and the same one.
    if (id > 0xff) {
      a.u32('an opcode')
      b.u32('an opcode')
    }
    if (kind === 'i32') return a.s32('a number') === b.s32('a number')
    if (kind === 'i64') return a.s64('a number') === b.s64('a number')
    if (kind === 'type table') return this.sameType(a.u32('a type'), b.u32('a type')) && a.u32('a table') === b.u32('a table')
    if (kind === 'block') {
      const one = a.s33('a block type')
      const other = b.s33('a block type')
      return one < 0 || other < 0 ? one === other : this.sameType(one, other)
    }
    // What is left out is seldom written with more bytes than it needs.
    return ofUnsignedNumbers.has(kind) && this.sameNumbers(a.position, endA, b.position, endB)
  }

  /** Unsigned numbers up to the ends. */
  private sameNumbers(startA: number, endA: number, startB: number, endB: number): boolean {
    if (equal(this.a.bytes, startA, endA, this.b.bytes, startB, endB)) return true
    const [a, b] = this.cursors
    a.position = startA
    a.end = endA
    b.position = startB
    b.end = endB
    while (a.left > 0 && b.left > 0) if (a.u64('a number') !== b.u64('a number')) return false
    return a.left === 0 && b.left === 0
  }

  private sameType(a: number, b: number): boolean {
    if (this.sameTypes) return a === b
    const one = this.a.types[a]?.composite
    const other = this.b.types[b]?.composite
    // Types with indices in them say the same only beside the same types.
    return one?.kind === 'function' && other?.kind === 'function' && plainText(one) !== null && plainText(one) === plainText(other)
  }
}

/** What engines accept; a module can claim billions in a few bytes. */
const mostLocals = 50_000

const ofUnsignedNumbers: ReadonlySet<Immediates> = new Set([
  'memarg',
  'global',
  'function',
  'label',
  'label*',
  'table',
  'memory',
  'tag',
  'data',
  'element',
  'data memory',
  'memory memory',
  'element table',
  'table table',
])

function plainText(type: Parameters<typeof functionTypeText>[0]): string | null {
  const text = functionTypeText(type)
  return /^[()\s,>-]*(?:(?:[if](?:32|64)|v128|funcref|externref)[()\s,>-]*)*$/.test(text) ? text : null
}

function equal(a: Uint8Array, startA: number, endA: number, b: Uint8Array, startB: number, endB: number): boolean {
  if (endA - startA !== endB - startB) return false
  for (let i = startA, j = startB; i < endA; i++, j++) if (a[i] !== b[j]) return false
  return true
}
