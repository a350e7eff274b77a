import { invalidModule } from '../model/errors.ts'
import type { Cursor } from './cursor.ts'
import type { Feature } from './features.ts'
import { readFlags } from './types.ts'

export interface Limits {
  readonly initial: bigint
  readonly maximum: bigint | null
  readonly shared: boolean
  readonly addressType: 'i32' | 'i64'
}

const hasMaximum = 1
const isShared = 2
const isIndex64 = 4
/** Custom page sizes: log2 of the size of a page follows the limits. Of a memory only. */
export const hasPageSize = 8

/** Flags and bounds of a table or a memory; the flags are returned too, for what follows the bounds. */
export function readLimits(cursor: Cursor, features: Set<Feature>, what: string, known: number): { limits: Limits; flags: number } {
  const flags = readFlags(cursor, `the flags of ${what}`, known)
  const shared = (flags & isShared) !== 0
  const index64 = (flags & isIndex64) !== 0
  if (index64) features.add('memory64')
  // The format has 64 bits for both; whether an i32 memory can be that large is validation.
  const bound = () => cursor.u64(`a bound of ${what}`)
  const initial = bound()
  const maximum = (flags & hasMaximum) === 0 ? null : bound()
  return { limits: { initial, maximum, shared, addressType: index64 ? 'i64' : 'i32' }, flags }
}

export const tableFlags = hasMaximum | isShared | isIndex64
export const memoryFlags = tableFlags | hasPageSize

export function readPageBytes(cursor: Cursor, features: Set<Feature>): number {
  features.add('custom-page-sizes')
  const offset = cursor.position
  const exponent = cursor.u32('a page size')
  // The proposal allows 1 byte and 64 KiB; the format has room for every power of two of a 64-bit memory.
  if (exponent > 63) throw invalidModule(`2^${exponent} is no page size`, offset)
  return 2 ** exponent
}
