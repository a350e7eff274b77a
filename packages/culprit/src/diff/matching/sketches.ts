import { isPassing } from '../../wasm/body-digester.ts'
import type { ModuleFacts } from '../../wasm/module.ts'
import { OperatorWalker } from '../../wasm/operator-walker.ts'

/** Values of a sketch. */
export const sketchSize = 32
/** A value that no operator has given. */
const noValue = 0xffff

/**
 * What is left of a body to estimate how much it has in common with another one. A run is an operator with the three before it, locals and
 * labels left out. Runs are hashed and spread over the places of the sketch, and each place keeps its least hash (one-permutation MinHash, Li,
 * Owen and Zhang 2012).
 *
 * Most functions have an equal one on the other side, so a sketch is made when somebody asks for it.
 */
export class Sketches {
  private readonly facts: ModuleFacts
  private readonly walker: OperatorWalker
  /** `sketchSize` values for each function; those that are not made take no memory. */
  private readonly values: Uint16Array
  private readonly isMade: Uint8Array

  constructor(facts: ModuleFacts) {
    const { count } = facts.bodies
    this.facts = facts
    this.walker = new OperatorWalker(facts.bytes, new Set())
    this.values = new Uint16Array(count * sketchSize)
    this.isMade = new Uint8Array(count)
  }

  /** Two neighbours of the values of a function, as one number. */
  pair(body: number, place: number): number {
    this.make(body)
    const at = body * sketchSize + place
    return this.values[at]! | (this.values[at + 1]! << 16)
  }

  /** The share of runs that a function has in common with one of another module, about; 0 when neither has any. */
  resemblance(body: number, others: Sketches, other: number): number {
    this.make(body)
    others.make(other)
    let same = 0
    let any = 0
    const offset = (other - body) * sketchSize
    for (let at = body * sketchSize, end = at + sketchSize; at < end; at++) {
      const value = this.values[at]!
      const compared = others.values[at + offset]!
      if (value === noValue && compared === noValue) continue
      any++
      if (value === compared) same++
    }
    return any === 0 ? 0 : same / any
  }

  private make(body: number): void {
    if (this.isMade[body] === 1) return
    this.isMade[body] = 1
    const { walker, values } = this
    const { operatorStarts, ends } = this.facts.bodies
    const first = body * sketchSize
    values.fill(noValue, first, first + sketchSize)
    walker.enterBody(operatorStarts[body]!, ends[body]!)
    let recent = 0
    for (let length = walker.fill(); length > 0; length = walker.fill()) {
      for (let place = 0; place < length; place++) {
        const id = walker.ids[place]!
        if (isPassing[id] === 1) continue
        recent = (recent << 8) ^ id
        const hash = Math.imul(recent, 0x9e3779b1)
        const value = (hash >>> 10) & noValue
        const at = first + (hash >>> 27)
        if (value < values[at]!) values[at] = value
      }
    }
  }
}
