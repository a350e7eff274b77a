import type { FunctionCount, FunctionCounts, PathCounts } from './read-counts.ts'

/**
 * The sum of what several instances of one module have counted, in however many threads and processes. All have to come from the same
 * layout. There has to be at least one.
 */
export function mergeCounts(all: readonly FunctionCounts[]): FunctionCounts {
  const functions = all
    .slice(1)
    .reduce((sum, { functions }) => sum.map((one, place) => addFunctions(one, functions[place]!)), all[0]!.functions)
  const trees = all.flatMap(({ tree }) => tree ?? [])
  return { functions, tree: trees.length === 0 ? null : mergeTrees(trees), notes: [...new Set(all.flatMap(({ notes }) => notes))] }
}

function addFunctions(a: FunctionCount, b: FunctionCount): FunctionCount {
  const classes = { ...a.classes }
  for (const [name, count] of Object.entries(b.classes ?? {})) classes[name] = (classes[name] ?? 0) + count
  return {
    ...a,
    calls: a.calls + b.calls,
    instructions: a.instructions === null || b.instructions === null ? null : a.instructions + b.instructions,
    classes: a.classes && classes,
  }
}

/** Paths are the same when they go through the same functions. */
function mergeTrees(trees: readonly PathCounts[]): PathCounts {
  const hasTime = trees.every(({ selfNs }) => selfNs !== null)
  const merged = { parents: [-1], functions: [-1], calls: [0], instructions: [0], selfNs: [0] }
  const places = new Map<string, number>()
  for (const { parents, functions, calls, instructions, selfNs } of trees) {
    const to = [0]
    for (const [node, one] of functions.entries()) {
      if (node > 0) {
        const parent = to[parents[node]!]!
        const key = `${parent} ${one}`
        let place = places.get(key)
        if (place === undefined) {
          places.set(key, (place = merged.parents.push(parent) - 1))
          merged.functions.push(one)
          for (const column of [merged.calls, merged.instructions, merged.selfNs]) column.push(0)
        }
        to[node] = place
      }
      const place = to[node]!
      merged.calls[place]! += calls[node]!
      merged.instructions[place]! += instructions[node]!
      merged.selfNs[place]! += selfNs?.[node] ?? 0
    }
  }
  return { ...merged, selfNs: hasTime ? merged.selfNs : null }
}
