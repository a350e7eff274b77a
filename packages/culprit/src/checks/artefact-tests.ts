import type { Comparison } from '../model/comparison.ts'
import { nothingKnown, type ArtefactFacts, type SideHashes, type SuiteBenchmark } from './artefacts/facts.ts'
import { classifyArtefacts, type ArtefactClassification } from './artefacts/index.ts'
import type { Check } from './check.ts'

/** What a comparison in fresh pairs says to the artefact tests; histories, alerts and reproductions are of claims from elsewhere. */
export const artefactTests: Check = ({ comparison }) =>
  classifyArtefacts(factsOfPairs(comparison)).hits.map(({ statement, value, unit, supports, against }) => ({
    statement,
    value,
    unit,
    supports,
    against,
  }))

/** What several comparisons of one plan say together: all one way, one shift of all, controls that moved. */
export function artefactsOfMany(compared: readonly { readonly name: string; readonly comparison: Comparison }[]): ArtefactClassification {
  const suite = compared.flatMap(({ name, comparison }) => benchmarkOf(name, comparison) ?? [])
  return classifyArtefacts({ ...nothingKnown, suite: suite.length === 0 ? null : suite })
}

function factsOfPairs({ baseline, candidate, verdict, blocks, noiseFloor }: Comparison): ArtefactFacts {
  const side = ({ sha256, engine, engineSha256, flags }: Comparison['baseline']): SideHashes => ({
    files: sha256,
    modules: null,
    engine,
    engineSha256,
    flags,
  })
  const copies = blocks.flatMap(({ controlRatio }) => (controlRatio === null ? [] : [Math.log(controlRatio)]))
  return {
    ...nothingKnown,
    comparison: { baseline: side(baseline), candidate: side(candidate), verdict },
    noise: {
      copies: copies.length === 0 ? null : copies,
      floor: noiseFloor.source === 'calibrated' && noiseFloor.value !== null ? Math.log1p(noiseFloor.value) : null,
    },
  }
}

function benchmarkOf(
  name: string,
  { ratio, metrics, decidedBy, spread, pairs, verdict, baseline, candidate }: Comparison,
): SuiteBenchmark | null {
  if (ratio === null) return null
  const time = metrics.find(({ metric }) => metric === decidedBy)
  const effects = {
    regression: 'slower',
    improvement: 'faster',
    'no-regression': null,
    'small-change': null,
    inconclusive: 'undecided',
  } as const
  return {
    name,
    baselineNs: time?.unit === 'ns' ? time.baseline : null,
    logRatio: Math.log(ratio.estimate),
    deviation: spread === null ? null : spread / Math.sqrt(pairs),
    effect: effects[verdict],
    isControl: baseline.sha256 === candidate.sha256 && baseline.engineSha256 === candidate.engineSha256,
  }
}
