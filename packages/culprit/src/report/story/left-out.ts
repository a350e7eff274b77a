import type { Table } from '../story.ts'

/** Of a table that shows so many of so many things, what it leaves out; nothing when it shows all. */
export function leftOut(total: number, shown: number, listedBy: string | null): Pick<Table, 'leftOut'> {
  return total > shown ? { leftOut: { count: total - shown, listedBy } } : {}
}
