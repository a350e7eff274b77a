import { randomBytes } from 'node:crypto'
import type { UnixMilliseconds } from '../model/units.ts'

/** The id of something that begins at that time: it sorts by time, and is unique among processes. */
export function newId(startedMs: UnixMilliseconds): string {
  const stamp = new Date(startedMs).toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15)
  return `${stamp}-${randomBytes(2).toString('hex')}`
}

/** Whether a text is one, and so names no other place of the store. */
export function isId(text: string): boolean {
  return /^[0-9]{8}-[0-9]{6}-[0-9a-f]{4}$/.test(text)
}
