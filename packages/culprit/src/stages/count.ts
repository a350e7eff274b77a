import { countsFolder } from '../measure/launch.ts'
import { countInstructions } from '../measure/observe.ts'
import type { Counting, Investigation } from '../model/investigation.ts'
import type { LaunchRecord } from '../model/launch.ts'
import type { FunctionDifference } from '../model/profile-diff.ts'
import type { Staged } from '../model/progress.ts'
import { mean, relativeRange } from '../stats/deviation.ts'
import { measureContext } from './context.ts'
import { functionShares, type ShareOf } from './function-shares.ts'
import { profileDifference } from './profile-difference.ts'
import { readCounts, type Profiled } from './profile-program.ts'
import type { Prepared } from './resolve.ts'

export interface Counted {
  /** Null when it could not be counted; then `why` says so. */
  readonly counting: Counting | null
  readonly functions: Investigation['functions']
  readonly why: string | null
}

/** The instructions that one run executes on both sides, in all and by function. */
export async function* count(prepared: Prepared): Staged<Counted> {
  const records = yield* countInstructions(measureContext(prepared))
  const failed = records.find(({ outcome }) => outcome.kind === 'failed')
  if (failed?.outcome.kind === 'failed')
    return nothing(`the ${failed.arm} did not run with counters (${failed.outcome.cause}: ${failed.outcome.message})`)

  const baseline = await profilesOf(prepared, records, 'baseline')
  const candidate = await profilesOf(prepared, records, 'candidate')
  const [a, b] = [baseline.map(executed), candidate.map(executed)]
  if ([...a, ...b].some(instructions => instructions === 0)) return nothing('no module was seen to execute anything')
  return {
    counting: { baseline: mean(a), candidate: mean(b), launches: a.length, spread: Math.max(relativeRange(a), relativeRange(b)) },
    functions: changedFunctions(profileDifference(baseline[0]!, candidate[0]!).functions, {
      a: await functionShares(prepared, 'baseline', baseline[0]!),
      b: await functionShares(prepared, 'candidate', candidate[0]!),
    }),
    why: null,
  }
}

function nothing(why: string): Counted {
  return { counting: null, functions: [], why }
}

async function profilesOf({ folder }: Prepared, records: readonly LaunchRecord[], arm: 'baseline' | 'candidate'): Promise<Profiled[]> {
  const profiles: Profiled[] = []
  for (const record of records.filter(record => record.arm === arm)) {
    profiles.push(await readCounts(countsFolder(folder.path, record), arm, 'ops', []))
  }
  return profiles
}

function executed({ profile }: Profiled): number {
  return profile.functions.reduce((sum, { instructions }) => sum + (instructions ?? 0), 0)
}

/** An investigation names those that changed most; `culprit profile` lists the rest. */
const mostFunctions = 50

function changedFunctions(functions: readonly FunctionDifference[], shares: Record<'a' | 'b', ShareOf>): Investigation['functions'] {
  const name = (side: FunctionDifference['a']) => side && (side.name ?? `wasm-function[${side.index}]`)
  return functions
    .filter(({ change }) => change !== 0)
    .slice(0, mostFunctions)
    .map(({ a, b, change }) => ({
      baseline: name(a),
      candidate: name(b),
      instructions: change,
      baselineShare: a && shares.a(a),
      candidateShare: b && shares.b(b),
    }))
}
