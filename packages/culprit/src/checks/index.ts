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
  sampling,
  instructions,
  binary,
  'artefact-tests': artefactTests,
}

/** What all checks find in the facts. */
export function collectEvidence(facts: Facts): Evidence[] {
  const findings = Object.entries(checks).flatMap(([check, find]) => find(facts).map(finding => ({ check, ...finding })))
  return findings.map(({ supports, against, ...finding }, index) => ({
    id: `e${index + 1}`,
    ...finding,
    supports: [...supports],
    against: [...against],
  }))
}
