import { ByteWriter } from './byte-writer.ts'
import type { Code } from './instructions.ts'
import { opcodes, types, type ValueType } from './opcodes.ts'

/** A local of type i32 or i64, by its index. */
export interface Local {
  readonly index: number
  readonly type: ValueType
}

/**
 * One function in the making. Expressions are values, statements are written in order, and branches name the block that they leave or the
 * loop that they begin again.
 */
export class FunctionAssembler {
  private readonly code = new ByteWriter()
  private readonly labels: string[] = []
  private readonly locals: ValueType[] = []
  private readonly parameters: number

  constructor(parameters: number) {
    this.parameters = parameters
  }

  parameter(index: number, type: ValueType = 'i32'): Local {
    return { index, type }
  }

  /** It begins as zero. */
  local(type: ValueType): Local {
    this.locals.push(type)
    return { index: this.parameters + this.locals.length - 1, type }
  }

  set(local: Local, value: Code): void {
    this.code.raw(value)
    this.code.operator(opcodes.localSet, local.index)
  }

  setGlobal(index: number, value: Code): void {
    this.code.raw(value)
    this.code.operator(opcodes.globalSet, index)
  }

  return(value: Code): void {
    this.code.raw(value)
    this.code.u8(opcodes.return)
  }

  /** Any expression that leaves nothing: a store. */
  do(code: Code): void {
    this.code.raw(code)
  }

  block(label: string, body: () => void): void {
    this.open(opcodes.block, label, body)
  }

  loop(label: string, body: () => void): void {
    this.open(opcodes.loop, label, body)
  }

  when(condition: Code, body: () => void): void {
    this.code.raw(condition)
    this.open(opcodes.if, '', body)
  }

  branch(label: string): void {
    this.code.operator(opcodes.br, this.depthOf(label))
  }

  branchIf(label: string, condition: Code): void {
    this.code.raw(condition)
    this.code.operator(opcodes.brIf, this.depthOf(label))
  }

  /** To the label at the place that the selector says; to the last one from there on. */
  branchTable(selector: Code, labels: readonly string[]): void {
    this.code.raw(selector)
    this.code.operator(opcodes.brTable, labels.length - 1)
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

  /** From the declaration of locals to the last `end`. The function leaves what `result` does. */
  body(result: Code = []): Uint8Array {
    const out = new ByteWriter()
    out.u32(this.locals.length)
    for (const type of this.locals) out.raw([1, types[type]])
    out.copy(this.code.written, 0, this.code.written.length)
    out.raw([...result, opcodes.end])
    return out.written
  }

  private open(opcode: number, label: string, body: () => void): void {
    this.code.raw([opcode, types.none])
    this.labels.push(label)
    body()
    this.labels.pop()
    this.code.u8(opcodes.end)
  }

  private depthOf(label: string): number {
    const depth = this.labels.toReversed().indexOf(label)
    if (depth < 0) throw new Error(`no block is called ${label}`)
    return depth
  }
}
