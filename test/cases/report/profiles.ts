import type { Profile, ProfileFunction } from '../../../packages/culprit/src/model/profile.ts'
import type { ProfileDiff } from '../../../packages/culprit/src/model/profile-diff.ts'
import { compareProfiles, pairByModules, pairByName } from '../../../packages/culprit/src/profile/differences.ts'
import { hash } from './hash.ts'

const nothing: Omit<ProfileFunction, 'name' | 'index'> = {
  kind: 'wasm',
  module: 'sql-wasm.wasm',
  calls: null,
  instructions: null,
  classes: null,
  selfNs: null,
  totalNs: null,
}

const document: Omit<Profile, 'mode' | 'functions' | 'tree'> = {
  formatVersion: 1,
  kind: 'profile',
  program: 'node query.mjs',
  engine: 'node@24.21.0',
  modules: [{ name: 'sql-wasm.wasm', sha256: hash('sql-wasm.wasm'), bytes: 688_128, instances: 1 }],
  end: null,
  samplingIntervalNs: null,
  weightUnit: null,
  notes: [],
}

/** Calls and executed instructions of each path. */
export const profileTree: Profile = {
  ...document,
  mode: 'tree',
  functions: [
    { ...nothing, index: 1021, name: 'sqlite3_step', calls: 2_000, instructions: 64_000 },
    { ...nothing, index: 388, name: 'sqlite3VdbeExec', calls: 2_000, instructions: 41_020_113 },
    { ...nothing, index: 402, name: 'sqlite3BtreeMovetoUnpacked', calls: 90_114, instructions: 22_118_409 },
    { ...nothing, index: 77, name: 'vdbeRecordCompareInt', calls: 1_204_400, instructions: 18_066_000 },
    { ...nothing, index: 12, name: null, calls: 1_310_221, instructions: 9_171_547 },
    {
      ...nothing,
      index: 613,
      name: 'std::__2::basic_string<char, std::__2::char_traits<char>, std::__2::allocator<char>>::append(char const*, unsigned long)',
      calls: 3,
      instructions: 611,
    },
  ],
  tree: {
    parents: [-1, 0, 1, 2, 3, 2, 2, 3],
    functions: [-1, 0, 1, 2, 3, 4, 5, 4],
    calls: [0, 2_000, 2_000, 90_114, 1_204_400, 310_221, 3, 1_000_000],
    instructions: [0, 64_000, 41_020_113, 22_118_409, 18_066_000, 2_171_547, 611, 7_000_000],
    selfNs: null,
    weights: null,
  },
  notes: ['12 small functions without calls and loops were left out; their instructions are counted for their callers.'],
}

/** Executed instructions of each function by class of operator, without paths. */
export const profileOps: Profile = {
  ...document,
  mode: 'ops',
  functions: [
    {
      ...nothing,
      index: 388,
      name: 'sqlite3VdbeExec',
      calls: 2_000,
      instructions: 4_000_000,
      classes: { load: 1_000_000, local: 2_500_000, simd: 500_000 },
    },
    {
      ...nothing,
      index: 77,
      name: 'vdbeRecordCompareInt',
      calls: 120_000,
      instructions: 1_800_000,
      classes: { load: 800_000, local: 1_000_000 },
    },
    { ...nothing, index: 78, name: 'never_called', calls: 0, instructions: 0, classes: {} },
  ],
  tree: null,
}

/** Samples of the engine's own profiler, with JavaScript around the module. */
export const profileSamples: Profile = {
  ...document,
  mode: 'time',
  end: null,
  samplingIntervalNs: 100_000,
  functions: [
    { ...nothing, kind: 'javascript', module: 'file:///app/query.mjs', index: null, name: 'run', selfNs: 4_000_000, totalNs: 61_000_000 },
    { ...nothing, index: 388, name: 'sqlite3VdbeExec', selfNs: 45_000_000, totalNs: 57_000_000 },
    { ...nothing, index: 12, name: null, selfNs: 12_000_000, totalNs: 12_000_000 },
    { ...nothing, kind: 'other', module: null, index: null, name: '(garbage collector)', selfNs: 2_500_000, totalNs: 2_500_000 },
  ],
  tree: {
    parents: [-1, 0, 1, 2, 0],
    functions: [-1, 0, 1, 2, 3],
    calls: null,
    instructions: null,
    selfNs: [0, 4_000_000, 45_000_000, 12_000_000, 2_500_000],
    weights: null,
  },
}

/** The same queries by a later version, whose functions have other indices: a comparison does more, another function is new. */
const profileTreeLater: Profile = {
  ...profileTree,
  functions: profileTree.functions
    .map((each, place) => ({ ...each, index: each.index! + 10, name: place === 4 ? 'memcpy' : each.name }))
    .with(5, {
      ...nothing,
      index: 900,
      name: 'sqlite3Checksum',
      calls: 90_114,
      instructions: 1_000_000,
    }),
  tree: {
    parents: [-1, 0, 1, 2, 3, 2, 3, 3],
    functions: [-1, 0, 1, 2, 3, 4, 5, 4],
    calls: [0, 2_000, 2_000, 90_114, 1_804_400, 300_000, 90_114, 1_000_000],
    instructions: [0, 64_000, 41_020_113, 22_118_409, 38_066_000, 2_100_000, 1_000_000, 7_000_000],
    selfNs: null,
    weights: null,
  },
}

const partners = { a: 'sql-wasm.wasm', b: 'sql-wasm.wasm', functions: [[12, 22]] as const }
export const profileDiff: ProfileDiff = compareProfiles(
  profileTree,
  profileTreeLater,
  pairByModules(profileTree, profileTreeLater, [partners]),
  null,
)

const later: Profile = { ...profileSamples, tree: { ...profileSamples.tree!, selfNs: [0, 4_100_000, 46_000_000, 11_000_000, 3_000_000] } }
/** Samples of two runs that differ by no more than runs do. */
export const profileDiffOfSamples: ProfileDiff = compareProfiles(profileSamples, later, pairByName(profileSamples, later), 0.067)
