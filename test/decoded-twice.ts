// Function bodies decoded with the kernel and without it.
import { expect } from 'vitest'
import { CulpritError } from '../packages/culprit/src/model/errors.ts'
import { readCode } from '../packages/culprit/src/wasm/code.ts'
import { Cursor } from '../packages/culprit/src/wasm/cursor.ts'
import type { Feature } from '../packages/culprit/src/wasm/features.ts'
import { OperatorWalker, operatorWords, type OperatorWords } from '../packages/culprit/src/wasm/operator-walker.ts'
import { operatorIdLimit } from '../packages/culprit/src/wasm/operators.ts'

/** Fails unless bodies have the same operators at the same places, the same counts, the same features or the same error either way. */
export function expectSameBodies(bytes: Uint8Array, bodies: readonly { readonly start: number; readonly end: number }[]): void {
  for (const { start, end } of bodies) {
    const plain = walked(bytes, start, end, null)
    expect(walked(bytes, start, end)).toEqual(plain)
    const { histogram, count, error, features } = plain
    expect(tallied(bytes, start, end)).toEqual(
      error === null ? { histogram, count, error, features } : { histogram: null, count: null, error, features },
    )
  }
}

/** Fails unless the content of a code section gives the same facts, the same features or the same error either way. */
export function expectSameCode(bytes: Uint8Array, start: number, end: number): void {
  const read = (kernel?: null) => {
    const features = new Set<Feature>()
    const walker = new OperatorWalker(bytes, features, kernel)
    const cursor = new Cursor(bytes, start, end)
    return attempt(features, () => ({ bodies: readCode(cursor, features, walker), position: cursor.position }))
  }
  expect(read()).toEqual(read(null))
}

function walked(bytes: Uint8Array, start: number, end: number, kernel?: null) {
  const features = new Set<Feature>()
  const walker = new OperatorWalker(bytes, features, kernel)
  const histogram = new Uint32Array(operatorIdLimit)
  const ids: number[] = []
  const offsets: number[] = []
  const words = operatorWords(plainBytes)
  const found = attempt(features, () => {
    walker.enterBody(start, end)
    for (let length = walker.fill(words); length > 0; length = walker.fill(words)) {
      expectWords(bytes, walker, words, length)
      for (let i = 0; i < length; i++) {
        ids.push(walker.ids[i]!)
        offsets.push(walker.offsets[i]!)
        histogram[walker.ids[i]!]!++
      }
    }
    return walker.position
  })
  return { ...found, histogram, count: ids.length, ids, offsets }
}

/** By id, from none to four. */
const plainBytes = Uint8Array.from({ length: operatorIdLimit }, (_, id) => id % 5)

function expectWords(
  bytes: Uint8Array,
  { ids, offsets }: OperatorWalker,
  { words, others, othersCount }: OperatorWords,
  length: number,
): void {
  const listed = new Set(others.subarray(0, othersCount))
  for (let i = 0; i < length; i++) {
    const size = offsets[i + 1]! - offsets[i]!
    if (listed.has(i)) continue
    if (size > plainBytes[ids[i]!]!) throw new Error(`the operator at ${offsets[i]!} is not among the others`)
    let word = 0
    for (let at = offsets[i + 1]! - 1; at >= offsets[i]!; at--) word = (word << 8) | bytes[at]!
    if (words[i] !== word) throw new Error(`the word of the operator at ${offsets[i]!} is ${words[i]!} and not ${word}`)
  }
}

function tallied(bytes: Uint8Array, start: number, end: number) {
  const features = new Set<Feature>()
  const walker = new OperatorWalker(bytes, features)
  const histogram = new Uint32Array(operatorIdLimit)
  let count = 0
  const { error } = attempt(features, () => {
    walker.enterBody(start, end)
    walker.count(histogram, () => (count = walker.tally()))
  })
  return error === null
    ? { histogram, count, error, features: [...features] }
    : { histogram: null, count: null, error, features: [...features] }
}

function attempt<Found>(features: Set<Feature>, find: () => Found): { found: Found | null; error: string | null; features: Feature[] } {
  try {
    const found = find()
    return { found, error: null, features: [...features] }
  } catch (error) {
    if (!(error instanceof CulpritError)) throw error
    return { found: null, error: error.message, features: [...features] }
  }
}
