import type { Evidence } from '../model/investigation.ts'
import { binary } from './binary.ts'
import { artefactTests } from './artefact-tests.ts'
import type { Check, Facts } from './check.ts'
import { checksums } from './checksums.ts'
import { contention } from './contention.ts'
import { control } from './control.ts'
import { cpuTime } from './cpu-time.ts'
import { effect } from './effect.ts'
import { failure } from './failure.ts'
import { instructions } from './instructions.ts'
import { layers } from './layers.ts'
import { order } from './order.ts'
import { sampling } from './sampling.ts'
import { decidedBySwaps, swaps } from './swaps.ts'

/** In the order in which a reader wants them: what was measured, whether it can be trusted, then where it comes from. */
const checks: Readonly<Record<string, Check>> = {
  effect,
  failure,
  control,
  'cpu-time': cpuTime,
  order,
  contention,
  checksums,
  layers,
  swaps,
  sampling,
  instructions,
  binary,
  'artefact-tests': artefactTests,
}

/** What all checks find in the facts. */
export function collectEvidence(facts: Facts): Evidence[] {
  const findings = Object.entries(checks).flatMap(([check, find]) => find(facts).map(finding => ({ check, ...finding })))
  const decided = decidedBySwaps(facts.swaps)
  return findings.map(({ supports, against, ...finding }, index) => {
    const weighs = (id: string): boolean => !(hints.has(finding.check) && decided.has(id))
    return { id: `e${index + 1}`, ...finding, supports: supports.filter(weighs), against: against.filter(weighs) }
  })
}

/** What lets one guess at a layer. It weighs nothing for or against a layer that was exchanged, with a result: glue that calls the module more often adds time and work in the module. */
const hints: ReadonlySet<string> = new Set(['sampling', 'instructions', 'binary'])
