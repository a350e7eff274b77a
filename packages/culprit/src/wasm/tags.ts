import type { Cursor } from './cursor.ts'
import { readFlags } from './types.ts'

const maximumTags = 1_000_000

/** The tag section: the type index of each tag. */
export function readTags(cursor: Cursor): number[] {
  const tags: number[] = []
  for (let left = cursor.count('tags', 2, maximumTags); left > 0; left--) tags.push(readTag(cursor))
  return tags
}

export function readTag(cursor: Cursor): number {
  readFlags(cursor, 'the attribute of a tag', 0)
  return cursor.u32('the type of a tag')
}
