import { ByteWriter } from '../rewrite/byte-writer.ts'

/** An expression in the binary format: what it leaves on the stack, with everything that it needs. */
export type Code = readonly number[]

/** A local of type i32 or i64, by its index. */
export interface Local {
  readonly index: number
  readonly type: 'i32' | 'i64'
}

/**
 * One function in the making. Expressions are values, statements are written in order, and branches name the block that they leave or the
 * loop that they begin again.
 */
export class FunctionAssembler {
  private readonly code = new ByteWriter()
  private readonly labels: string[] = []
  private readonly locals: Local['type'][] = []
  private readonly parameters: number

  constructor(parameters: number) {
    this.parameters = parameters
  }

  parameter(index: number): Local {
    return { index, type: 'i32' }
  }

  /** It begins as zero. */
  local(type: Local['type']): Local {
    this.locals.push(type)
    return { index: this.parameters + this.locals.length - 1, type }
  }

  set(local: Local, value: Code): void {
    this.code.raw(value)
    this.code.operator(0x21, local.index)
  }

  /** Any expression that leaves nothing: a store. */
  do(code: Code): void {
    this.code.raw(code)
  }

  block(label: string, body: () => void): void {
    this.open(0x02, label, body)
  }

  loop(label: string, body: () => void): void {
    this.open(0x03, label, body)
  }

  when(condition: Code, body: () => void): void {
    this.code.raw(condition)
    this.open(0x04, '', body)
  }

  branch(label: string): void {
    this.code.operator(0x0c, this.depthOf(label))
  }

  branchIf(label: string, condition: Code): void {
    this.code.raw(condition)
    this.code.operator(0x0d, this.depthOf(label))
  }

  /** To the label at the place that the selector says; to the last one from there on. */
  branchTable(selector: Code, labels: readonly string[]): void {
    this.code.raw(selector)
    this.code.operator(0x0e, labels.length - 1)
    for (const label of labels) this.code.u32(this.depthOf(label))
  }

  /** Does the case whose name is at the place that the selector says, the last one from there on, and goes on behind the block `behind`. */
  choose<Name extends string>(selector: Code, names: readonly Name[], cases: Readonly<Record<Name, () => void>>, behind: string): void {
    const open = (place: number) => {
      this.block(names[place]!, () => {
        if (place === 0) return this.branchTable(selector, names)
        open(place - 1)
        cases[names[place - 1]!]()
        this.branch(behind)
      })
    }
    open(names.length - 1)
    cases[names.at(-1)!]()
  }

  /** The function leaves what `result` does. */
  body(result: Code): Uint8Array {
    const out = new ByteWriter()
    out.sized(() => {
      out.u32(this.locals.length)
      for (const type of this.locals) out.raw([1, valueTypes[type]])
      out.copy(this.code.written, 0, this.code.written.length)
      out.raw([...result, 0x0b])
    })
    return out.written
  }

  private open(opcode: number, label: string, body: () => void): void {
    this.code.raw([opcode, 0x40])
    this.labels.push(label)
    body()
    this.labels.pop()
    this.code.u8(0x0b)
  }

  private depthOf(label: string): number {
    const depth = this.labels.toReversed().indexOf(label)
    if (depth < 0) throw new Error(`no block is called ${label}`)
    return depth
  }
}

const valueTypes = { i32: 0x7f, i64: 0x7e }

export function get({ index }: Local): Code {
  return [0x20, index]
}

function binary(opcode: number): (left: Code, right: Code) => Code {
  return (left, right) => [...left, ...right, opcode]
}

function unary(opcode: number): (operand: Code) => Code {
  return operand => [...operand, opcode]
}

function load(opcode: number): (address: Code, offset?: number) => Code {
  // Alignment is a hint only.
  return (address, offset = 0) => [...address, opcode, 0, ...written(out => out.u32(offset))]
}

function store(opcode: number): (address: Code, offset: number, value: Code) => Code {
  return (address, offset, value) => [...address, ...value, opcode, 0, ...written(out => out.u32(offset))]
}

function written(write: (out: ByteWriter) => void): Code {
  const out = new ByteWriter(16)
  write(out)
  return [...out.written]
}

export const i32 = {
  constant: (value: number): Code => [0x41, ...written(out => out.s32(value))],
  load: load(0x28),
  load8: load(0x2d),
  load8Signed: load(0x2c),
  load16: load(0x2f),
  store: store(0x36),
  store8: store(0x3a),
  store16: store(0x3b),
  isZero: unary(0x45),
  equal: binary(0x46),
  below: binary(0x49),
  above: binary(0x4b),
  atLeast: binary(0x4f),
  add: binary(0x6a),
  subtract: binary(0x6b),
  multiply: binary(0x6c),
  and: binary(0x71),
  or: binary(0x72),
  xor: binary(0x73),
  shiftLeft: binary(0x74),
  shiftRight: binary(0x76),
  wrap: unary(0xa7),
}

export const i64 = {
  constant: (value: bigint): Code => [0x42, ...written(out => out.s64(value))],
  load: load(0x29),
  isZero: unary(0x50),
  trailingZeros: unary(0x7a),
  subtract: binary(0x7d),
  multiply: binary(0x7e),
  and: binary(0x83),
  or: binary(0x84),
  xor: binary(0x85),
  shiftLeft: binary(0x86),
  shiftRightSigned: binary(0x87),
  shiftRight: binary(0x88),
  /** From an unsigned i32. */
  extend: unary(0xad),
}

export const f64 = {
  load: load(0x2b),
  store: store(0x39),
  add: binary(0xa0),
}

export interface KernelFunction {
  readonly name: string
  /** All of type i32; the result is one i32. */
  readonly parameters: number
  readonly body: Uint8Array
}

/** A module of these functions that exports them, and a memory of `pages` as `memory`. */
export function kernelModule(functions: readonly KernelFunction[], pages: number): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter()
  const vector = (id: number, entries: readonly (() => void)[]) =>
    out.section(id, () => {
      out.u32(entries.length)
      for (const entry of entries) entry()
    })
  out.raw([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
  vector(
    1,
    functions.map(
      ({ parameters }) =>
        () =>
          out.raw([0x60, parameters, ...Array<number>(parameters).fill(0x7f), 1, 0x7f]),
    ),
  )
  vector(
    3,
    functions.map((_, index) => () => out.u32(index)),
  )
  vector(5, [() => [0x01, pages, pages].forEach(value => out.u32(value))])
  vector(7, [
    () => {
      out.name('memory')
      out.raw([2, 0])
    },
    ...functions.map(({ name }, index) => () => {
      out.name(name)
      out.raw([0, index])
    }),
  ])
  vector(
    10,
    functions.map(
      ({ body }) =>
        () =>
          out.copy(body, 0, body.length),
    ),
  )
  return out.written
}
