// Programs of all kinds of control flow, made from a list of choices: nested at will, with branches to wherever a branch can lead, code that
// is never reached, and exceptions of one generation. They always end.
import * as build from './build-module.ts'

export type Exceptions = 'legacy' | 'references'

/** Exports `run`, (i32) -> (i32), and imports `env.host`, of the same type, which may throw. */
export function flowProgram(choices: readonly number[], exceptions: Exceptions): Uint8Array<ArrayBuffer> {
  const writer = new BodyChooser(choices, exceptions)
  const bodies = [writer.body([...constant(fuel), 0x24, 0, 0x20, 0, 0x24, 1]), writer.body(spend), writer.body(spend)]
  return build.moduleOf(
    build.types(build.functionType([build.i32], [build.i32]), build.functionType([], [])),
    build.imports(build.importOf('env', 'host', [0x00, 0x00])),
    build.functions(...bodies.map(() => 0)),
    build.section(13, build.vector([[0x00, 0x01]])),
    build.section(
      6,
      build.vector([
        [build.i32, 1, 0x41, 0, 0x0b],
        [build.i32, 1, 0x41, 0, 0x0b],
      ]),
    ),
    build.exports(build.exportOf('run', 0, 1)),
    build.code(...bodies),
  )
}

const fuel = 300
const empty = 0x40
const constant = (value: number) => [0x41, ...signed(value)]
/** Ends the function when all of the fuel was spent. */
const spend = [0x23, 0, ...constant(1), 0x6b, 0x24, 0, 0x23, 0, ...constant(0), 0x48, 0x04, empty, ...constant(7), 0x0f, 0x0b]
/** Leaves the next number of a sequence, from 0 to 3. */
const chance = [
  [0x23, 1, ...constant(1_103_515_245), 0x6c, ...constant(12_345), 0x6a, 0x24, 1],
  [0x23, 1, ...constant(16), 0x76, ...constant(3), 0x71],
].flat()

/** By depth from the outside: how many values a branch to a label takes, none or one. */
type Labels = readonly number[]

class BodyChooser {
  private next = 0
  private readonly choices: readonly number[]
  private readonly exceptions: Exceptions

  constructor(choices: readonly number[], exceptions: Exceptions) {
    this.choices = choices
    this.exceptions = exceptions
  }

  body(prologue: readonly number[]): number[] {
    return build.body([...prologue, ...this.statements([1]), ...constant(5)])
  }

  /** One of so many; the first where there are no choices left. */
  private choose(count: number): number {
    return (this.choices[this.next++] ?? 0) % count
  }

  private statements(labels: Labels): number[] {
    const written: number[] = []
    while (this.next < this.choices.length && this.choose(5) > 0) written.push(...this.statement(labels))
    return written
  }

  private statement(labels: Labels): number[] {
    const inside = (arity: number) => (labels.length < 12 ? this.statements([...labels, arity]) : [])
    const value = constant(this.choose(64))
    switch (this.choose(17)) {
      case 0:
        return [0x02, empty, ...inside(0), 0x0b]
      case 1:
        return [0x02, build.i32, ...inside(1), ...value, 0x0b, 0x1a]
      case 2:
        return [0x03, empty, ...spend, ...inside(0), 0x0b]
      case 3:
        return [...value, 0x03, 0, ...spend, 0x1a, ...inside(1), ...value, 0x0b, 0x1a]
      case 4:
        return [...chance, 0x04, empty, ...inside(0), 0x0b]
      case 5:
        return [...chance, 0x04, empty, ...inside(0), 0x05, ...inside(0), 0x0b]
      case 6:
        return [...chance, 0x04, build.i32, ...inside(1), ...value, 0x05, ...inside(1), ...value, 0x0b, 0x1a]
      case 7:
        // Without an else, what is given comes out.
        return [...value, ...chance, 0x04, 0, 0x1a, ...inside(1), ...value, 0x0b, 0x1a]
      case 8:
        return this.branch(0x0c, labels, [])
      case 9:
      case 10:
        return this.branch(0x0d, labels, chance)
      case 11:
        return this.branchByTable(labels)
      case 12:
        return [...value, 0x0f]
      case 13:
        return [...value, 0x10, this.choose(2) + 2, 0x1a]
      case 14:
        return [...value, 0x10, 0, 0x1a]
      case 15:
        return this.exceptions === 'legacy' ? this.legacyTry(inside) : this.tryTable(labels, inside)
      default:
        return this.choose(4) === 0 ? [0x08, 0] : [...value, 0x1a]
    }
  }

  private branch(opcode: number, labels: Labels, condition: readonly number[]): number[] {
    const label = this.choose(labels.length)
    if (labels.at(-1 - label) === 0) return [...condition, opcode, label]
    // A conditional branch leaves the value when it is not taken.
    return [...constant(3), ...condition, opcode, label, ...(condition.length > 0 ? [0x1a] : [])]
  }

  private branchByTable(labels: Labels): number[] {
    const arity = labels.at(-1 - this.choose(labels.length))!
    const fitting = labels.flatMap((one, depth) => (one === arity ? [labels.length - 1 - depth] : []))
    const targets = Array.from({ length: 1 + this.choose(4) }, () => fitting[this.choose(fitting.length)]!)
    return [...(arity === 1 ? constant(4) : []), ...chance, 0x0e, targets.length - 1, ...targets]
  }

  private legacyTry(inside: (arity: number) => number[]): number[] {
    const tried = [0x06, empty, ...inside(0)]
    switch (this.choose(3)) {
      case 0:
        return [...tried, 0x07, 0, ...inside(0), 0x19, ...inside(0), 0x0b]
      case 1:
        return [...tried, 0x19, ...inside(0), 0x0b]
      default:
        return [...tried, 0x18, 0]
    }
  }

  /** Exceptions lead to any label that takes no values, which is counted from outside of the block; or to nowhere. */
  private tryTable(labels: Labels, inside: (arity: number) => number[]): number[] {
    const fitting = labels.flatMap((arity, depth) => (arity === 0 ? [labels.length - 1 - depth] : []))
    const target = fitting[this.choose(Math.max(fitting.length, 1))]
    const catches = target === undefined ? [0] : this.choose(2) === 0 ? [1, 0x02, target] : [1, 0x00, 0, target]
    return [0x1f, empty, ...catches, ...inside(0), 0x0b]
  }
}

function signed(value: number): number[] {
  const bytes = []
  let left = value
  while (left < -0x40 || left > 0x3f) {
    bytes.push((left & 0x7f) | 0x80)
    left >>= 7
  }
  return [...bytes, left & 0x7f]
}
