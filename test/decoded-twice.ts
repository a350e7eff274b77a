// Function bodies decoded with the kernel and without it.
import { createHash } from 'node:crypto'
import { expect } from 'vitest'
import { CulpritError } from '../packages/culprit/src/model/errors.ts'
import { BodyDigester } from '../packages/culprit/src/wasm/body-digester.ts'
import type { BodyDigests } from '../packages/culprit/src/wasm/body-digests.ts'
import { readCode } from '../packages/culprit/src/wasm/code.ts'
import { Cursor } from '../packages/culprit/src/wasm/cursor.ts'
import type { Feature } from '../packages/culprit/src/wasm/features.ts'
import { OperatorWalker } from '../packages/culprit/src/wasm/operator-walker.ts'
import { operatorIdLimit } from '../packages/culprit/src/wasm/operators.ts'

/** Fails unless bodies have the same operators at the same places, the same counts, the same features or the same error either way. */
export function expectSameBodies(bytes: Uint8Array, bodies: readonly { readonly start: number; readonly end: number }[]): void {
  const whole: { start: number; end: number }[] = []
  for (const { start, end } of bodies) {
    const plain = walked(bytes, start, end, null)
    expect(walked(bytes, start, end)).toEqual(plain)
    const { histogram, count, error, features } = plain
    if (error === null) whole.push({ start, end })
    expect(tallied(bytes, start, end)).toEqual(
      error === null ? { histogram, count, error, features } : { histogram: null, count: null, error, features },
    )
  }
  expect(digested(bytes, whole)).toEqual(digested(bytes, whole, null))
}

/** Fails unless the content of a code section gives the same facts, the same features or the same error either way, with digests and without. */
export function expectSameCode(bytes: Uint8Array, start: number, end: number): void {
  const read = (isDigesting: boolean, kernel?: null) => {
    const features = new Set<Feature>()
    const walker = new OperatorWalker(bytes, features, kernel)
    const cursor = new Cursor(bytes, start, end)
    return attempt(features, () => {
      const { bodies, digests } = readCode(cursor, features, walker, isDigesting ? numbering : null)
      return { bodies, digests: digests && contentOf(digests), position: cursor.position }
    })
  }
  for (const isDigesting of [false, true]) expect(read(isDigesting)).toEqual(read(isDigesting, null))
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

/** Of bodies without errors. */
function digested(bytes: Uint8Array, bodies: readonly { readonly start: number; readonly end: number }[], kernel?: null) {
  const features = new Set<Feature>()
  const walker = new OperatorWalker(bytes, features, kernel)
  const digests = new BodyDigester(bodies.length, 0, numbering)
  const histogram = new Uint32Array(operatorIdLimit)
  walker.count(histogram, () => {
    for (const { start, end } of bodies) {
      walker.enterBody(start, end)
      walker.tally(digests)
    }
  })
  return { ...contentOf(digests), histogram, features: [...features] }
}

/** Of the lists, which can have millions of numbers, a hash: it is compared in no time. */
function contentOf({ count, low, high, shapes, siteEnds, seldomEnds, sites, seldom, listed }: BodyDigests) {
  const hash = createHash('sha256')
  for (const list of [listed.siteTargets, listed.siteContexts]) hash.update(list.subarray(0, sites))
  const { seldomIds, seldomOffsets, seldomNexts, seldomContexts, seldomSites } = listed
  for (const list of [seldomIds, seldomOffsets, seldomNexts, seldomContexts, seldomSites]) hash.update(list.subarray(0, seldom))
  return { count, low, high, shapes, siteEnds, seldomEnds, sites, seldom, listed: hash.digest('hex') }
}

/** With limits that small numbers are below, at and above. */
const numbering = { functions: 200, globals: 3, addressEnd: 0x1000 }

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
