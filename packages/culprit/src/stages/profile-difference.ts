import { matchFunctions } from '../diff/matching/match-functions.ts'
import { CulpritError } from '../model/errors.ts'
import type { ProfileDiff } from '../model/profile-diff.ts'
import type { Profile } from '../model/profile.ts'
import { compareProfiles, pairByModules, pairByName, type ModulePartners } from '../profile/differences.ts'
import { readModule, type ModuleFacts } from '../wasm/index.ts'
import { pairModules } from './module-pairs.ts'
import type { Profiled } from './profile-program.ts'

/**
 * Two runs of one program under V8's sampling profiler differ by this much of the self time (total variation, 26 000 samples of a query
 * mix in sql.js on Node 20 and 24). Counts have no such floor.
 */
const samplingFloor = 0.067

/** What differs between two profiles; functions of modules are paired by their code where the modules are known, else by their names. */
export function profileDifference(a: Profiled, b: Profiled): ProfileDiff {
  const floor = a.profile.mode === 'time' || b.profile.mode === 'time' ? samplingFloor : null
  const pairing =
    a.modules.size === 0 || b.modules.size === 0 ? pairByName(a.profile, b.profile) : pairByModules(a.profile, b.profile, partners(a, b))
  return compareProfiles(a.profile, b.profile, pairing, floor)
}

function partners(a: Profiled, b: Profiled): ModulePartners[] {
  const modules = ({ modules }: Profiled) => [...modules].map(([sha256, bytes]) => ({ sha256, bytes }))
  return pairModules(modules(a), modules(b)).flatMap(([left, right]): ModulePartners[] => {
    if (left === null || right === null) return []
    const [nameA, nameB] = [nameOf(a.profile, left.sha256), nameOf(b.profile, right.sha256)]
    const [factsA, factsB] = [readable(left.bytes), readable(right.bytes)]
    if (nameA === null || nameB === null || factsA === null || factsB === null) return []
    return [{ a: nameA, b: nameB, functions: pairsOf(factsA, factsB) }]
  })
}

function* pairsOf(a: ModuleFacts, b: ModuleFacts): Generator<readonly [number, number]> {
  for (const [index, partner] of matchFunctions(a, b).partner.entries()) if (partner >= 0) yield [index, partner]
}

function nameOf(profile: Profile, sha256: string): string | null {
  return profile.modules.find(module => module.sha256 === sha256)?.name ?? null
}

/** Null for what the engine took and this reader does not know: then its functions are paired by name. */
function readable(bytes: Uint8Array): ModuleFacts | null {
  try {
    return readModule(bytes, { digests: true })
  } catch (error) {
    if (error instanceof CulpritError) return null
    throw error
  }
}
