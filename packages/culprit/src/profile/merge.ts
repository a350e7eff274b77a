import type { Profile, ProfileFunction } from '../model/profile.ts'
import { inclusiveSums, ownSums, TreeBuilder } from './tree.ts'

/** The sampled profiles of a program's threads as one. Functions that are the same in kind, module, index and name are one. */
export function mergeSampled(profiles: readonly Profile[], rest: Pick<Profile, 'program' | 'engine' | 'modules' | 'notes'>): Profile {
  const functions: ProfileFunction[] = []
  const places = new Map<string, number>()
  const tree = new TreeBuilder()
  const selfNs: number[] = [0]
  for (const profile of profiles) {
    if (profile.tree === null) continue
    const placeOf = profile.functions.map(one => {
      const key = JSON.stringify([one.kind, one.module, one.index, one.name])
      const known = places.get(key)
      if (known !== undefined) return known
      places.set(key, functions.length)
      return functions.push(one) - 1
    })
    const nodes: number[] = [0]
    for (let node = 1; node < profile.tree.parents.length; node++) {
      const merged = tree.child(nodes[profile.tree.parents[node]!]!, placeOf[profile.tree.functions[node]!]!)
      nodes.push(merged)
      selfNs[merged] = (selfNs[merged] ?? 0) + (profile.tree.selfNs?.[node] ?? 0)
    }
  }
  const own = ownSums(tree, selfNs, functions.length)
  const inclusive = inclusiveSums(tree, selfNs, functions.length)
  const intervalNs = profiles[0]?.samplingIntervalNs ?? null
  return {
    formatVersion: 1,
    kind: 'profile',
    mode: 'time',
    ...rest,
    functions: functions.map((one, place) => ({ ...one, selfNs: own[place]!, totalNs: inclusive[place]! })),
    tree: { parents: tree.parents, functions: tree.functions, calls: null, instructions: null, selfNs, weights: null },
    end: null,
    samplingIntervalNs: intervalNs,
    weightUnit: null,
    notes: [...new Set([...rest.notes, ...profiles.flatMap(profile => profile.notes), ...scarcity(selfNs, intervalNs)])],
  }
}

/** With fewer samples, the share of a function that has a tenth of the time is off by more than a quarter of itself one time in three. */
const fewSamples = 150

function scarcity(selfNs: readonly number[], intervalNs: number | null): string[] {
  const timeNs = selfNs.reduce((sum, ns) => sum + ns, 0)
  const samples = intervalNs === null ? 0 : Math.round(timeNs / intervalNs)
  if (samples >= fewSamples) return []
  const howMany = samples === 0 ? 'No sample was taken' : `Only about ${samples} samples were taken`
  return [`${howMany}, so shares are mostly chance. A longer run (--iterations for a workload) or a shorter --interval gives more.`]
}
