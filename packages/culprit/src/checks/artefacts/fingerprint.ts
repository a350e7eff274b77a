import type { HypothesisId } from '../check.ts'
import { fingerprintFields, type FingerprintField } from './facts.ts'
import { type ArtefactTest, notApplicable } from './finding.ts'

const labels: Readonly<Record<FingerprintField, { name: string; layer: HypothesisId }>> = {
  engine: { name: 'engine', layer: 'engine' },
  flags: { name: 'engine flags', layer: 'flags' },
  os: { name: 'operating system', layer: 'environment' },
  cpu: { name: 'processor', layer: 'environment' },
  container: { name: 'container', layer: 'environment' },
  runtime: { name: 'Node or browser', layer: 'engine' },
  harness: { name: 'harness', layer: 'harness' },
  timer: { name: 'timer', layer: 'harness' },
}

/**
 * Were both sides measured in the same way, by the same means? Two histories that differ here cannot be compared; in fresh pairs a difference is
 * what was asked about, and the pairs allow for it.
 */
export const fingerprint: ArtefactTest = ({ fingerprints }) => {
  if (fingerprints === null) return notApplicable('How the two sides were measured is not known.')
  const { baseline, candidate, measured } = fingerprints
  const known = fingerprintFields.filter(field => baseline[field] !== null && candidate[field] !== null)
  const differing = known.filter(field => baseline[field] !== candidate[field])
  const unknown = fingerprintFields.filter(field => !known.includes(field)).map(field => labels[field].name)
  if (known.length === 0) return notApplicable('Nothing is known on both sides about the engine, the machine and the harness.')
  const notTold = unknown.length === 0 ? '' : ` Not known on both sides: ${unknown.join(', ')}.`
  if (differing.length === 0) {
    return {
      outcome: 'clear',
      statement: `All ${known.length} things known about how the sides were measured are the same.${notTold}`,
      value: 0,
      unit: 'differences',
      supports: [],
      against: [],
    }
  }
  const shown = differing.map(field => `${labels[field].name} (${baseline[field]}, then ${candidate[field]})`).join(', ')
  if (measured === 'pairs') {
    return {
      outcome: 'clear',
      statement: `The sides differ in ${shown}, but were measured in turns, so that the comparison itself stands.${notTold}`,
      value: differing.length,
      unit: 'differences',
      supports: [],
      against: [],
    }
  }
  return {
    outcome: 'hit',
    strength: 'hard',
    statement: `The two histories are not comparable: they differ in ${shown}. Both versions have to be run again on one host.${notTold}`,
    value: differing.length,
    unit: 'differences',
    supports: [...new Set(differing.map(field => labels[field].layer))],
    against: [],
  }
}
