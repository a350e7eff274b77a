import { randomBytes } from 'node:crypto'
import type { UnixMilliseconds } from '../model/units.ts'

/** The id of something that begins at that time: it sorts by time, and is unique among processes. */
export function newId(startedMs: UnixMilliseconds): string {
  const stamp = new Date(startedMs).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)
  return `${stamp}-${randomBytes(2).toString('hex')}`
}
