import type { ProfileBuilder } from './builder.ts'

/** An event of a trace: something began (B), ended (E), or lasted from its moment (X). */
export interface Span {
  readonly kind: 'B' | 'E' | 'X'
  readonly atUs: number
  /** Of an X. */
  readonly forUs: number
  readonly name: string
  readonly category: string | null
  /** Where the file has it. */
  readonly place: string
}

/**
 * Adds the spans of one thread: each counts for the time in which none was inside of it. Gives the number of those that had to be cut,
 * because they end after what they are in, or never.
 */
export function addSpans(builder: ProfileBuilder, spans: readonly Span[]): number {
  const sorted = spans.toSorted((a, b) => a.atUs - b.atUs || rank(a) - rank(b) || b.forUs - a.forUs)
  const open: { readonly node: number; readonly kind: 'B' | 'X'; readonly endUs: number; readonly place: string }[] = []
  let broken = 0
  let at = sorted[0]?.atUs ?? 0
  const advance = (to: number) => {
    const top = open.at(-1)
    if (top !== undefined && to > at) builder.add('selfNs', top.node, (to - at) * 1000, top.place)
    at = Math.max(at, to)
  }
  /** Ends what is over at that moment, the innermost first. */
  const close = (until: number) => {
    for (let top = open.at(-1); top !== undefined && top.endUs <= until; top = open.at(-1)) {
      advance(top.endUs)
      if (top.kind === 'B') broken++
      open.pop()
    }
  }
  for (const span of sorted) {
    close(span.atUs)
    advance(span.atUs)
    if (span.kind === 'E') {
      const begun = open.findLastIndex(({ kind }) => kind === 'B')
      broken += begun < 0 ? 1 : open.length - 1 - begun
      if (begun >= 0) open.length = begun
      continue
    }
    const frame = builder.frame({ kind: 'other', module: span.category, index: null, name: span.name }, span.place)
    const around = open.at(-1)
    const ownEnd = span.kind === 'B' ? Infinity : span.atUs + span.forUs
    const endUs = Math.min(ownEnd, around?.endUs ?? Infinity)
    if (endUs < ownEnd && span.kind === 'X') broken++
    open.push({ node: builder.child(around?.node ?? 0, frame, span.place), kind: span.kind, endUs, place: span.place })
  }
  close(Number.MAX_VALUE)
  return broken + open.length
}

/** Of what happens at the same moment, begins and ends stay in the order of the file; what lasts longer is around the rest. */
function rank({ kind }: Span): number {
  return kind === 'X' ? 1 : 0
}
