import type { FileState } from '../model/files-diff.ts'
import type { Bytes, Sha256 } from '../model/units.ts'

/** What has a path and a content: a file, a module inside one, a member of a library. */
export interface Entry {
  readonly path: string
  readonly bytes: Bytes
  readonly sha256: Sha256
}

export interface EntryPair<E extends Entry> {
  readonly state: FileState
  readonly a: E | null
  readonly b: E | null
}

/**
 * Every entry of both sides once, in pairs where it is on both: those of equal path, then those of equal content, then those whose paths
 * are equal apart from a hash (`app.3f2a91c0.wasm`, which a bundler put there), and at last those that are the only ones of their kind
 * left, by extension. Where several would fit, none is taken. Paths are unique on a side. In the order of `a`, then what only `b` has.
 */
export function pairEntries<E extends Entry>(a: readonly E[], b: readonly E[]): EntryPair<E>[] {
  const partners = new Map<E, E>()
  const left = new Set(b)
  const pairBy = (keyOf: (entry: E) => string) => {
    const groupsA = Map.groupBy(
      a.filter(entry => !partners.has(entry)),
      keyOf,
    )
    const groupsB = Map.groupBy(left, keyOf)
    for (const [key, [first, ...rest]] of groupsA) {
      const [second, ...others] = groupsB.get(key) ?? []
      if (first === undefined || second === undefined || rest.length > 0 || others.length > 0) continue
      partners.set(first, second)
      left.delete(second)
    }
  }
  pairBy(entry => entry.path)
  pairBy(entry => entry.sha256)
  pairBy(entry => withoutHashes(entry.path))
  pairBy(entry => extensionOf(entry.path))

  const paired = a.map((entry): EntryPair<E> => {
    const partner = partners.get(entry)
    return partner ? { state: stateOf(entry, partner), a: entry, b: partner } : { state: 'removed', a: entry, b: null }
  })
  return [...paired, ...[...left].map((entry): EntryPair<E> => ({ state: 'added', a: null, b: entry }))]
}

export function countStates(pairs: readonly { readonly state: FileState }[]): Record<FileState, number> {
  const counts = { identical: 0, moved: 0, changed: 0, added: 0, removed: 0 }
  for (const { state } of pairs) counts[state]++
  return counts
}

/** The largest change of size first; then by path. */
export function byChange(one: EntryPair<Entry>, other: EntryPair<Entry>): number {
  const change = ({ a, b }: EntryPair<Entry>) => Math.abs((b?.bytes ?? 0) - (a?.bytes ?? 0))
  const path = ({ a, b }: EntryPair<Entry>) => (a ?? b)!.path
  return change(other) - change(one) || (path(one) < path(other) ? -1 : 1)
}

function stateOf(a: Entry, b: Entry): FileState {
  if (a.sha256 !== b.sha256) return 'changed'
  return a.path === b.path ? 'identical' : 'moved'
}

/** Parts of a name between dots, dashes or underscores that look like a hash: eight or more of [0-9a-z], with a digit. */
function withoutHashes(path: string): string {
  return path.replace(/(?<=[._-])(?=[a-z]*\d)[0-9a-z]{8,64}(?=[._#-]|$)/gi, '*')
}

/** Of the file's name, what is inside it left out (`a.js#1`). */
function extensionOf(path: string): string {
  return /\.[^./#]*(?=(?:#\d+)?$)/.exec(path)?.[0] ?? path
}
