import { haveSameName } from '../wasm/exports.ts'
import type { ModuleFacts } from '../wasm/module.ts'

/** By place in the exports of `a`, the place in those of `b` that has the same name; -1 where there is none. */
export function sharedExports({ exports: a }: ModuleFacts, { exports: b }: ModuleFacts): Int32Array {
  const places = new Int32Array(a.length).fill(-1)
  const taken = new Uint8Array(b.length)
  // Most are in the same order, so that most names are compared with one other only, and no table is made of them.
  const apart: number[] = []
  for (let i = 0, j = 0; i < a.length; i++) {
    let step = 0
    while (step < farthest && j + step < b.length && !haveSameName(a[i]!, b[j + step]!)) step++
    if (step === farthest || j + step === b.length) apart.push(i)
    else {
      j += step
      places[i] = j
      taken[j++] = 1
    }
  }
  const left = new Map<string, number>()
  for (let j = 0; j < b.length; j++) if (taken[j] === 0) left.set(b[j]!.name, j)
  for (const i of apart) places[i] = left.get(a[i]!.name) ?? -1
  return places
}

/** How many exports may have been added at one place. */
const farthest = 8
