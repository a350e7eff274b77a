import type { LogRatio, Probability } from '../../model/units.ts'
import { hodgesLehmann } from '../../stats/hodges-lehmann.ts'
import { signedRankP } from '../../stats/signed-rank.ts'
import type { ArtefactFacts } from './facts.ts'

/** Whether things that cannot have changed seem to have changed. */
export type ControlState =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'moved' | 'flat'; readonly centre: LogRatio; readonly count: number; readonly floor: LogRatio | null }

/**
 * The benchmarks that the change cannot reach, pooled by the Hodges-Lehmann estimate: moved when that is beyond the noise floor.
 *
 * Where no floor is known, the signed-rank test has to reject that they stayed (5 %), for which it takes six of them.
 * What it gives is evidence only: the others are never recentred by it.
 */
export function untouchedState({ suite, noise }: ArtefactFacts): ControlState {
  const controls = (suite ?? []).flatMap(({ isControl, logRatio }) => (isControl ? [logRatio] : [])).slice(0, most)
  const floor = noise?.floor ?? null
  if (controls.length === 0 || (floor === null && controls.length < 6)) return { kind: 'unknown' }
  const centre = hodgesLehmann(controls)
  const moved = floor === null ? signedRankP(controls) < 0.05 : Math.abs(centre) > floor
  return { kind: moved ? 'moved' : 'flat', centre, count: controls.length, floor }
}

const copyLevel: Probability = 0.01

/**
 * The baseline's own copy: moved when the signed-rank test rejects that it equals the baseline (1 %, which takes eight pairs) and the difference is
 * beyond the noise floor, as far as that is known.
 */
export function copyState({ noise }: ArtefactFacts): ControlState {
  const copies = (noise?.copies ?? []).slice(0, most)
  if (2 ** (1 - copies.length) > copyLevel) return { kind: 'unknown' }
  const floor = noise?.floor ?? null
  const centre = hodgesLehmann(copies)
  const moved = signedRankP(copies) <= copyLevel && Math.abs(centre) > (floor ?? 0)
  return { kind: moved ? 'moved' : 'flat', centre, count: copies.length, floor }
}

/** More tell no more, and the exact test takes no more. */
const most = 1000
