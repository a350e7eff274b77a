import type { ModuleDiff } from '../model/module-diff.ts'
import type { ModuleFacts } from '../wasm/module.ts'
import { equalBytes } from './bytes.ts'

const mostSegments = 100

/** Data segments of both sides, in their order. */
export function compareData(a: ModuleFacts, b: ModuleFacts): ModuleDiff['dataSegments'] {
  const segments: ModuleDiff['dataSegments']['segments'] = []
  let identical = a.data.length === b.data.length
  for (let index = 0; index < Math.max(a.data.length, b.data.length); index++) {
    if (!identical && index >= mostSegments) break
    const [one, other] = [a.data[index], b.data[index]]
    const same = one !== undefined && other !== undefined && equalBytes(content(a, index), content(b, index))
    identical &&= same
    if (index < mostSegments) segments.push({ a: one?.bytes ?? null, b: other?.bytes ?? null, identical: same })
  }
  return { a: totals(a), b: totals(b), identical, segments }
}

function totals({ data }: ModuleFacts): { count: number; bytes: number } {
  return { count: data.length, bytes: data.reduce((sum, segment) => sum + segment.bytes, 0) }
}

function content({ bytes, data }: ModuleFacts, index: number): Uint8Array {
  const segment = data[index]!
  return bytes.subarray(segment.offset, segment.offset + segment.bytes)
}
