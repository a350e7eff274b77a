import type { Verdict } from '../../model/comparison.ts'
import type { LogRatio, Nanoseconds, Sha256, UnixMilliseconds } from '../../model/units.ts'

/**
 * What is known about a claimed slowdown and the way it was measured. Whatever is not known is null, never an empty list or 0:
 * each test says for itself what it cannot do without.
 */
export interface ArtefactFacts {
  readonly comparison: ComparedSides | null
  readonly fingerprints: Fingerprints | null
  readonly noise: Noise | null
  readonly suite: readonly SuiteBenchmark[] | null
  readonly history: History | null
  readonly alerts: readonly AlertSet[] | null
  readonly reproduction: Reproduction | null
}

/** Facts of which none is known. */
export const nothingKnown: ArtefactFacts = {
  comparison: null,
  fingerprints: null,
  noise: null,
  suite: null,
  history: null,
  alerts: null,
  reproduction: null,
}

/** What the two sides of the comparison in question were made of, and its verdict; a null verdict is a claim from elsewhere, of a slowdown. */
export interface ComparedSides {
  readonly baseline: SideHashes
  readonly candidate: SideHashes
  readonly verdict: Verdict | null
}

export interface SideHashes {
  /** Of all files of the variant. */
  readonly files: Sha256 | null
  /** Of the modules that are compiled. */
  readonly modules: readonly Sha256[] | null
  /** Name and version. */
  readonly engine: string | null
  readonly engineSha256: Sha256 | null
  readonly flags: readonly string[] | null
}

/** How the numbers of both sides came about. `history`: each side was measured at its own time; `pairs`: both in turns, by one harness. */
export interface Fingerprints {
  readonly measured: 'history' | 'pairs'
  readonly baseline: Fingerprint
  readonly candidate: Fingerprint
}

export const fingerprintFields = ['engine', 'flags', 'os', 'cpu', 'container', 'runtime', 'harness', 'timer'] as const
export type FingerprintField = (typeof fingerprintFields)[number]

/**
 * - engine: version of what executes the module; flags: its options, joined
 * - os: name and version; cpu: model; container: image or limits; runtime: Node or the browser, with its version
 * - harness: version of what measures; timer: the clock it reads and its resolution
 */
export type Fingerprint = Readonly<Record<FingerprintField, string | null>>

/** What is known of the noise. */
export interface Noise {
  /** ln(copy / baseline) of each pair of the baseline with its own byte copy. */
  readonly copies: readonly LogRatio[] | null
  /** What a difference of equal things stays below (95 %), from campaigns of the baseline against itself on this machine. */
  readonly floor: LogRatio | null
}

export interface SuiteBenchmark {
  readonly name: string
  readonly baselineNs: Nanoseconds | null
  /** ln(candidate / baseline). */
  readonly logRatio: LogRatio
  /** Standard error of the log ratio. */
  readonly deviation: LogRatio | null
  /** What its own comparison decided. */
  readonly effect: 'slower' | 'faster' | 'undecided' | null
  /** True when the change cannot reach it: it runs the same bytes on both sides, or was declared untouched. */
  readonly isControl: boolean
}

/** The history of one benchmark around a claimed step. */
export interface History {
  readonly benchmark: string
  /** In the order in which they were measured. */
  readonly points: readonly HistoryPoint[]
  /** Index of the first point of the level that the claim is about. */
  readonly step: number
  /** Other metrics at the same points; a compile-only metric is one that runs nothing of the workload. */
  readonly others: readonly { readonly metric: string; readonly compileOnly: boolean; readonly values: readonly (number | null)[] }[]
}

export interface HistoryPoint {
  /** Positive, in the benchmark's unit; larger is worse. */
  readonly value: number | null
  readonly measured: UnixMilliseconds | null
  /** Version or commit of the harness. */
  readonly harness: string | null
}

/** The benchmarks that a detector reported at one commit; sets are given in the order of the commits, those without reports left out. */
export interface AlertSet {
  readonly revision: string
  readonly slower: readonly string[]
  readonly faster: readonly string[]
}

/** What came of measuring the two versions of the claim again, freshly and in random order. */
export type Reproduction =
  | {
      readonly kind: 'measured'
      readonly verdict: Verdict
      /** ln(candidate / baseline). */
      readonly logRatio: LogRatio
      /** What was not as in the claim's own lane (engine, tier, build mode, machine); null when that is not known. */
      readonly differences: readonly string[] | null
    }
  | { readonly kind: 'failed'; readonly reason: string }
