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
