import { openedFrames, otherBlockType } from './operator-lengths.ts'

/** Values of a sketch. */
export const sketchSize = 32
/** A value of a sketch that no operator has given. */
export const noValue = 0xffff
/** Operators that are listed at a time. */
export const listSize = 4096

/** By operator id, how operators go into a digest. */
export interface DigestRules {
  /**
   * Up to how many bytes, four at most, an operator goes into the hash by its bytes. A longer one is listed, and goes in by its id only; and
   * so is a block whose type is not a number's or none.
   */
  readonly plainBytes: Uint8Array
  /** 1 for operators that are left out of runs. */
  readonly isPassing: Uint8Array
}

/**
 * What a function body is like, from one walk over its operators: `begin`, and then `OperatorWalker.digest` until it is at the end.
 * What is listed is of the last call only. The kernel does the same as `add` (`kernel/digest.ts`); `kernel.test.ts` compares the two.
 */
export class OperatorDigest {
  readonly rules: DigestRules
  /** Hashes: of the ids; two halves of one of the bytes; then the last run, and all bits as long as there is none. */
  readonly state = new Int32Array(5)
  /**
   * A run is an operator that is not passing, with those before it. Runs are hashed and spread over the places, and each place keeps its least
   * hash (one-permutation MinHash, Li, Owen and Zhang 2012). The share of equal places estimates how much two bodies have in common.
   */
  readonly sketch = new Uint16Array(sketchSize)
  /** How many operators are listed: their ids, where they begin and end, and the last four ids that are not passing, eight bits each. */
  count = 0
  readonly ids = new Uint16Array(listSize)
  readonly offsets = new Uint32Array(listSize)
  readonly ends = new Uint32Array(listSize)
  readonly runs = new Int32Array(listSize)

  constructor(rules: DigestRules) {
    this.rules = rules
  }

  /** Forgets the body before. The halves of the hash begin with what else belongs to the body. */
  begin(low: number, high: number): void {
    this.state.set([0x811c9dc5, low, high, 0, -1])
    this.sketch.fill(noValue)
  }

  get shape(): number {
    return this.state[0]!
  }

  get low(): number {
    return this.state[1]!
  }

  get high(): number {
    return this.state[2]!
  }

  /** One operator, which lies between two offsets. */
  add(bytes: Uint8Array, id: number, start: number, end: number): void {
    const { rules, state, sketch } = this
    const isPlain = end - start <= rules.plainBytes[id]! && (openedFrames[id]! & otherBlockType[bytes[start + 1]!]!) === 0
    let token = 0
    if (isPlain) for (let at = end - 1; at >= start; at--) token = (token << 8) | bytes[at]!
    else token = id
    state[0] = hashed(state[0]!, id, 15)
    state[1] = hashed(state[1]!, token, 13)
    state[2] = Math.imul((state[2]! ^ (state[2]! >>> 15)) + token, 0x85ebca6b)
    if (rules.isPassing[id] === 0) {
      state[3] = (state[3]! << 8) ^ id
      state[4] = 0
    }
    const run = Math.imul(state[3]!, 0x9e3779b1)
    const value = ((run >>> 10) | state[4]!) & noValue
    if (value < sketch[run >>> 27]!) sketch[run >>> 27] = value
    if (isPlain) return
    const place = this.count++
    this.ids[place] = id
    this.offsets[place] = start
    this.ends[place] = end
    this.runs[place] = state[3]!
  }
}

function hashed(hash: number, added: number, bits: number): number {
  const product = Math.imul(hash ^ added, 0x01000193)
  return product ^ (product >>> bits)
}
