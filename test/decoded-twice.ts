// Function bodies decoded with the kernel and without it.
import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { CulpritError } from '../packages/culprit/src/model/errors.ts'
import { readCode } from '../packages/culprit/src/wasm/code.ts'
import { Cursor } from '../packages/culprit/src/wasm/cursor.ts'
import type { Feature } from '../packages/culprit/src/wasm/features.ts'
import { OperatorDigest } from '../packages/culprit/src/wasm/operator-digest.ts'
import { OperatorWalker } from '../packages/culprit/src/wasm/operator-walker.ts'
import { operatorIdLimit } from '../packages/culprit/src/wasm/operators.ts'

/** Fails unless bodies have the same operators at the same places, the same counts, the same features or the same error either way. */
export function expectSameBodies(bytes: Uint8Array, bodies: readonly { readonly start: number; readonly end: number }[]): void {
  for (const { start, end } of bodies) {
    const plain = walked(bytes, start, end, null)
    expect(walked(bytes, start, end)).toEqual(plain)
    const { histogram, count, error, features } = plain
    if (error === null) expect(digested(bytes, start, end)).toEqual(digested(bytes, start, end, null))
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
  const found = attempt(features, () => {
    walker.enterBody(start, end)
    for (let length = walker.fill(); length > 0; length = walker.fill()) {
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

/** Of a body without errors. */
function digested(bytes: Uint8Array, start: number, end: number, kernel?: null) {
  const features = new Set<Feature>()
  const walker = new OperatorWalker(bytes, features, kernel)
  const digest = new OperatorDigest(rules)
  const listed: number[] = []
  walker.enterBody(start, end)
  digest.begin(1, 2)
  for (let isDone = false; !isDone;) {
    isDone = walker.digest(digest)
    for (let i = 0; i < digest.count; i++) listed.push(digest.ids[i]!, digest.offsets[i]!, digest.ends[i]!, digest.runs[i]!)
  }
  // Of millions of numbers a hash is compared in no time.
  const hash = createHash('sha256').update(Int32Array.from(listed)).digest('hex')
  return { state: [...digest.state], sketch: [...digest.sketch], listed: hash, features: [...features] }
}

const rules = {
  /** From none to four. */
  plainBytes: Uint8Array.from({ length: operatorIdLimit }, (_, id) => id % 5),
  isPassing: Uint8Array.from({ length: operatorIdLimit }, (_, id) => (id % 7 === 0 ? 1 : 0)),
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
