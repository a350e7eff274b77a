// How often code runs for one call of its function, as far as its nesting suggests. A guess decides only where counters are, not what they count.

export const turnsOfLoop = 8
/** Compilers put first what is more probable. */
export const fallsThrough = 1 / 2
/** Exceptions and targets of tables, beside the ordinary way. */
export const rare = 1 / 16

export const levels = 64

const single = new Float32Array(1)
const bitsOfSingle = new Uint32Array(single.buffer)

/** Two levels for each power of two, from 2^-16 to 2^15. */
export function levelOf(heat: number): number {
  single[0] = heat
  return Math.min(Math.max((bitsOfSingle[0]! >>> 22) - ((127 - 16) << 1), 0), levels - 1)
}
