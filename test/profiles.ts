import { array, constantFrom, integer, nat, option, record, tuple } from 'fast-check'
import type { Profile, ProfileFunction } from '../packages/culprit/src/model/profile.ts'
import { TreeBuilder } from '../packages/culprit/src/profile/tree.ts'

const nothing: ProfileFunction = {
  kind: 'wasm',
  module: 'a.wasm',
  index: null,
  name: null,
  calls: null,
  instructions: null,
  classes: null,
  selfNs: null,
  totalNs: null,
}

/** A profile of the mode `tree` with these functions and paths; a path is functions by their place, the outermost first. */
export function profileOfStacks(
  functions: readonly Partial<ProfileFunction>[],
  stacks: readonly { readonly path: readonly number[]; readonly calls: number; readonly instructions: number }[],
): Profile {
  const builder = new TreeBuilder()
  const calls: number[] = []
  const instructions: number[] = []
  for (const stack of stacks) {
    const node = builder.path(stack.path)
    calls[node] = (calls[node] ?? 0) + stack.calls
    instructions[node] = (instructions[node] ?? 0) + stack.instructions
  }
  const column = (values: readonly number[]) => Array.from({ length: builder.size }, (_, node) => values[node] ?? 0)
  const sum = (values: readonly number[], index: number) =>
    builder.functions.reduce((total, each, node) => (each === index ? total + (values[node] ?? 0) : total), 0)
  return {
    formatVersion: 1,
    kind: 'profile',
    mode: 'tree',
    program: 'node app.mjs',
    engine: null,
    modules: [{ name: 'a.wasm', sha256: null, bytes: null, instances: null }],
    functions: functions.map((each, index) => ({ ...nothing, ...each, calls: sum(calls, index), instructions: sum(instructions, index) })),
    tree: {
      parents: builder.parents,
      functions: builder.functions,
      calls: column(calls),
      instructions: column(instructions),
      selfNs: null,
      weights: null,
    },
    end: null,
    samplingIntervalNs: null,
    weightUnit: null,
    notes: [],
  }
}

/** Recursion, names that several functions have, names that are empty or made to break a format. */
export const anyProfile = tuple(
  array(
    record({
      name: option(constantFrom('run', 'main', '', 'a;b', 'x 12', 'two\nlines', '"quoted"', '</script>', '\u2028', '模块', '\ud800')),
      index: option(nat(9)),
      module: constantFrom('a.wasm', 'b.wasm', null),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  array(record({ path: array(nat(5), { minLength: 1, maxLength: 7 }), calls: integer({ min: 0, max: 9 }), instructions: nat(1_000_000) }), {
    maxLength: 30,
  }),
).map(([functions, stacks]) =>
  profileOfStacks(
    functions,
    stacks.map(stack => ({ ...stack, path: stack.path.map(each => each % functions.length) })),
  ),
)

/** One path on which a function calls another, and that one the first, so many frames deep; only the last frame does something. */
export function deepProfile(depth: number): Profile {
  const path = Array.from({ length: depth }, (_, place) => place % 2)
  return profileOfStacks([{ name: 'even' }, { name: 'odd' }], [{ path, calls: 1, instructions: 42 }])
}

/** A program of three modules with so many paths, up to sixty calls deep, whose weights are as uneven as those of real ones. */
export function largeProfile(nodeCount: number): Profile {
  // Park and Miller's generator: the same profile every time.
  let state = 42
  const below = (limit: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % limit
  }
  const functionCount = 3_000
  const parents = [-1, 0]
  const functions = [-1, 0]
  const depths = [0, 1]
  while (parents.length < nodeCount) {
    // Half of the paths go on from one of the last ones, so that some get deep.
    const parent = 1 + (below(2) === 0 ? below(parents.length - 1) : Math.max(0, parents.length - 2 - below(30)))
    if (depths[parent]! >= 60) continue
    depths.push(depths[parent]! + 1)
    parents.push(parent)
    functions.push(below(functionCount))
  }
  const numbers = parents.map((_, node) => (node === 0 ? 0 : Math.floor(1e7 / (1 + below(100_000)))))
  const columns = { calls: numbers.map(each => Math.ceil(each / 50)), instructions: numbers, selfNs: null, weights: null }
  const names = Array.from(
    { length: functionCount },
    (_, place) => `${['parse', 'emit', 'hash', 'copy', 'sort'][place % 5]}_${place}<std::vector<int>>`,
  )
  return {
    formatVersion: 1,
    kind: 'profile',
    mode: 'tree',
    program: 'node large.mjs',
    engine: 'node@24.21.0',
    modules: [],
    functions: names.map((name, index) => ({ ...nothing, module: `module-${index % 3}.wasm`, index, name, calls: 0, instructions: 0 })),
    tree: { parents, functions, ...columns },
    end: null,
    samplingIntervalNs: null,
    weightUnit: null,
    notes: [],
  }
}
