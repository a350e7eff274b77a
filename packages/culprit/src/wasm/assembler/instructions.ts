import { ByteWriter } from './byte-writer.ts'
import { opcodes } from './opcodes.ts'

/** An expression in the binary format: what it leaves on the stack, with everything that it needs. */
export type Code = readonly number[]

/** Of a local. */
export function get({ index }: { readonly index: number }): Code {
  return [opcodes.localGet, ...u32(index)]
}

/** Sets a local, and leaves what it is now. */
export function tee({ index }: { readonly index: number }, value: Code): Code {
  return [...value, opcodes.localTee, ...u32(index)]
}

export function getGlobal(index: number): Code {
  return [opcodes.globalGet, ...u32(index)]
}

/** Of the function with this index. */
export function call(index: number, ...operands: readonly Code[]): Code {
  return [...operands.flat(), opcodes.call, ...u32(index)]
}

/** Through a table, of a function of the type. */
export function callIndirect(table: number, type: number, place: Code, ...operands: readonly Code[]): Code {
  return [...operands.flat(), ...place, opcodes.callIndirect, ...u32(type), ...u32(table)]
}

/** A memory by its index, of which addresses are multiples of what is loaded or stored. The first needs no engine with several memories. */
export function memoryAt(index: number) {
  const immediates = (alignment: number, offset: number) =>
    index === 0 ? [alignment, ...u32(offset)] : [alignment | 0x40, ...u32(index), ...u32(offset)]
  return {
    loadI32: (address: Code, offset: number): Code => [...address, opcodes.i32Load, ...immediates(2, offset)],
    loadI64: (address: Code, offset: number): Code => [...address, opcodes.i64Load, ...immediates(3, offset)],
    storeI32: (address: Code, offset: number, value: Code): Code => [...address, ...value, opcodes.i32Store, ...immediates(2, offset)],
    storeI64: (address: Code, offset: number, value: Code): Code => [...address, ...value, opcodes.i64Store, ...immediates(3, offset)],
    pages: [opcodes.memorySize, ...u32(index)] as Code,
    /** Leaves the number of pages before, or -1. */
    grow: (pages: Code): Code => [...pages, opcodes.memoryGrow, ...u32(index)],
  }
}
export type Memory = ReturnType<typeof memoryAt>

function binary(opcode: number): (left: Code, right: Code) => Code {
  return (left, right) => [...left, ...right, opcode]
}

function unary(opcode: number): (operand: Code) => Code {
  return operand => [...operand, opcode]
}

function load(opcode: number): (address: Code, offset?: number) => Code {
  // Alignment is a hint only.
  return (address, offset = 0) => [...address, opcode, 0, ...u32(offset)]
}

function store(opcode: number): (address: Code, offset: number, value: Code) => Code {
  return (address, offset, value) => [...address, ...value, opcode, 0, ...u32(offset)]
}

function u32(value: number): Code {
  return value < 0x80 ? [value] : written(out => out.u32(value))
}

const scratch = new ByteWriter(16)

function written(write: (out: ByteWriter) => void): Code {
  scratch.rewind(0)
  write(scratch)
  return Array.from(scratch.written)
}

export const i32 = {
  constant: (value: number): Code => [opcodes.i32Const, ...written(out => out.s32(value))],
  load: load(opcodes.i32Load),
  load8: load(opcodes.i32Load8U),
  load8Signed: load(opcodes.i32Load8S),
  load16: load(opcodes.i32Load16U),
  store: store(opcodes.i32Store),
  store8: store(opcodes.i32Store8),
  store16: store(opcodes.i32Store16),
  isZero: unary(opcodes.i32Eqz),
  equal: binary(opcodes.i32Eq),
  notEqual: binary(opcodes.i32Ne),
  below: binary(opcodes.i32LtU),
  above: binary(opcodes.i32GtU),
  atMost: binary(opcodes.i32LeU),
  atLeast: binary(opcodes.i32GeU),
  add: binary(opcodes.i32Add),
  subtract: binary(opcodes.i32Sub),
  multiply: binary(opcodes.i32Mul),
  divide: binary(opcodes.i32DivU),
  and: binary(opcodes.i32And),
  or: binary(opcodes.i32Or),
  xor: binary(opcodes.i32Xor),
  shiftLeft: binary(opcodes.i32Shl),
  shiftRight: binary(opcodes.i32ShrU),
  wrap: unary(opcodes.i32WrapI64),
}

export const i64 = {
  constant: (value: bigint): Code => [opcodes.i64Const, ...written(out => out.s64(value))],
  load: load(opcodes.i64Load),
  isZero: unary(opcodes.i64Eqz),
  trailingZeros: unary(opcodes.i64Ctz),
  add: binary(opcodes.i64Add),
  subtract: binary(opcodes.i64Sub),
  multiply: binary(opcodes.i64Mul),
  and: binary(opcodes.i64And),
  or: binary(opcodes.i64Or),
  xor: binary(opcodes.i64Xor),
  shiftLeft: binary(opcodes.i64Shl),
  shiftRightSigned: binary(opcodes.i64ShrS),
  shiftRight: binary(opcodes.i64ShrU),
  /** From an unsigned i32, */
  extend: unary(opcodes.i64ExtendI32U),
  /** and from a signed one. */
  extendSigned: unary(opcodes.i64ExtendI32S),
}

export const f64 = {
  load: load(opcodes.f64Load),
  store: store(opcodes.f64Store),
  add: binary(opcodes.f64Add),
}
