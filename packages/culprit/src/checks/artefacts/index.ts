import { additiveShift } from './additive-shift.ts'
import { controls } from './controls.ts'
import type { ArtefactFacts } from './facts.ts'
import type { ArtefactResult, ArtefactTest } from './finding.ts'
import { fingerprint } from './fingerprint.ts'
import { flapping } from './flapping.ts'
import { identicalInputs } from './identical-inputs.ts'
import { methodology } from './methodology.ts'
import { oneSidedness } from './one-sidedness.ts'
import { reproduction } from './reproduction.ts'
import { standOuts, type StandOut } from './stand-outs.ts'

/** The tests of artefacts, the most specific explanation first: of several hard hits the first one leads. */
export const artefactTests = {
  'identical-inputs': identicalInputs,
  fingerprint,
  methodology,
  'additive-shift': additiveShift,
  'one-sidedness': oneSidedness,
  controls,
  flapping,
  reproduction,
} as const satisfies Readonly<Record<string, ArtefactTest>>

export type ArtefactId = keyof typeof artefactTests

export type ArtefactFinding = ArtefactResult & { readonly test: ArtefactId }

export interface ArtefactClassification {
  /** One of each test, in the order of the tests. */
  readonly findings: readonly ArtefactFinding[]
  /** Those that hit, hard and soft. */
  readonly hits: readonly ArtefactFinding[]
  /** The first test that hit hard; `none` without one. Any hard hit makes the claim an artefact candidate, and no more than a candidate. */
  readonly label: ArtefactId | 'none'
  /** Regressions beside the artefact, see `standOuts`; null when they cannot be told. */
  readonly standOuts: readonly StandOut[] | null
}

/** What speaks for a claim being an artefact of its measurement, and what is real beside it. */
export function classifyArtefacts(facts: ArtefactFacts): ArtefactClassification {
  const findings = Object.entries(artefactTests).map(([test, ask]) => ({ test: test as ArtefactId, ...ask(facts) }))
  const hits = findings.filter(({ outcome }) => outcome === 'hit')
  return {
    findings,
    hits,
    label: hits.find(hit => hit.outcome === 'hit' && hit.strength === 'hard')?.test ?? 'none',
    standOuts: standOuts(facts),
  }
}
