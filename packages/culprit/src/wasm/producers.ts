import type { Cursor } from './cursor.ts'

/** Field (`language`, `sdk`, `processed-by`) → tools with their versions. */
export type Producers = ReadonlyMap<string, readonly { readonly name: string; readonly version: string }[]>

export function readProducers(cursor: Cursor): Producers {
  const producers = new Map<string, { name: string; version: string }[]>()
  for (let fields = cursor.count('producer fields', 2); fields > 0; fields--) {
    const field = cursor.name('a producer field')
    const tools = []
    for (let left = cursor.count('producers', 2); left > 0; left--) {
      tools.push({ name: cursor.name('a producer'), version: cursor.name('the version of a producer') })
    }
    producers.set(field, tools)
  }
  cursor.finish('the producers')
  return producers
}
