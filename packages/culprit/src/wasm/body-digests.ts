import type { Numbering } from './numbering.ts'

// Targets of sites are functions by their index, then globals; what does not exist;
export const missingTarget = 0x7fff_ffff
/** and, with this bit, addresses. */
export const addressTarget = 0x8000_0000

/** Lists that grow together, of operators that are in a digest by their ids only: those in the order of the operators, whatever body they are in. */
export interface Listed {
  /** References: a function, another entity or an address, and a hash of the operators before. */
  readonly siteTargets: Uint32Array
  readonly siteContexts: Int32Array
  /** Operators that say more than a number: ids, their offsets and those behind them, contexts, and how many sites are listed before them. */
  readonly seldomIds: Uint16Array
  readonly seldomOffsets: Uint32Array
  readonly seldomNexts: Uint32Array
  readonly seldomContexts: Int32Array
  readonly seldomSites: Uint32Array
}

/**
 * What the function bodies of a module are like, from one walk over their operators. A digest is three hashes: `shapes` of the operators' ids,
 * `low` and `high` of what else they say, except for the numbers of a `Numbering`, which are listed as sites, and for what is listed as seldom.
 */
export interface BodyDigests {
  readonly numbering: Numbering
  readonly count: number
  // By body.
  readonly low: Int32Array
  readonly high: Int32Array
  readonly shapes: Int32Array
  /** How many sites and how many seldom operators are listed before the end of a body. */
  readonly siteEnds: Uint32Array
  readonly seldomEnds: Uint32Array
  readonly sites: number
  readonly seldom: number
  /** It has room for more than is listed. */
  readonly listed: Listed
}
