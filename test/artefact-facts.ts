import {
  nothingKnown,
  type ArtefactFacts,
  type Fingerprint,
  type SideHashes,
  type SuiteBenchmark,
} from '../packages/culprit/src/checks/artefacts/facts.ts'

/** Facts of which only those given are known. */
export function knowing(facts: Partial<ArtefactFacts>): ArtefactFacts {
  return { ...nothingKnown, ...facts }
}

export const oneSide: SideHashes = {
  files: 'f'.repeat(64),
  modules: ['a'.repeat(64), 'b'.repeat(64)],
  engine: 'node@24.1.0',
  engineSha256: 'e'.repeat(64),
  flags: [],
}

export const oneFingerprint: Fingerprint = {
  engine: 'v8@15.1',
  flags: '--no-opt',
  os: 'linux 6.8',
  cpu: 'EPYC 9124',
  container: 'ubuntu:22.04',
  runtime: 'node@24.1.0',
  harness: '0.16.0',
  timer: 'hrtime, 1 ns',
}

/** A suite by its numbers: nanoseconds, percent of change, and whether it is a control. Two percent or more are taken for decided. */
export function suiteOf(rows: readonly (readonly [baselineNs: number | null, percent: number, isControl?: boolean])[]): SuiteBenchmark[] {
  return rows.map(([baselineNs, percent, isControl = false], index) => ({
    name: `b${index}`,
    baselineNs,
    logRatio: Math.log1p(percent / 100),
    deviation: null,
    effect: percent >= 2 ? 'slower' : percent <= -2 ? 'faster' : 'undecided',
    isControl,
  }))
}
