import type { Flame } from './flame.ts'

/**
 * The same numbers from the other end: below the root every function with what it did itself, below it those that called it. It also runs
 * in the page, so it uses nothing from outside of itself.
 *
 * Every node brings its whole path, so that there can be far more nodes than before. When there are `most`, the rest of a path is left
 * away, those of the widest nodes last; numbers stay.
 */
export function inverted({ functions, parents, nodes, measures }: Flame, most: number): Flame {
  const newParents = [-1]
  const newNodes = [-1]
  const children = new Map<number, number>()
  const columns = measures.map(({ baseline }) => ({ own: [0], baseline: baseline === null ? null : [0] }))
  const first = measures[0]
  const weight = (node: number) => (first === undefined ? 0 : first.own[node]! + (first.baseline?.[node] ?? 0))
  const did = (node: number) => measures.some(({ own, baseline }) => own[node]! > 0 || (baseline?.[node] ?? 0) > 0)
  const order = [...nodes.keys()].filter(node => node > 0 && did(node)).sort((a, b) => weight(b) - weight(a))
  for (const node of order) {
    let place = 0
    for (let each = node; each > 0; each = parents[each]!) {
      const key = place * functions.length + nodes[each]!
      let child = children.get(key)
      if (child === undefined) {
        // The functions themselves are always there.
        if (place !== 0 && newNodes.length >= most) break
        child = newNodes.length
        children.set(key, child)
        newParents.push(place)
        newNodes.push(nodes[each]!)
        for (const { own, baseline } of columns) {
          own.push(0)
          baseline?.push(0)
        }
      }
      place = child
    }
    for (const [index, { own, baseline }] of columns.entries()) {
      own[place]! += measures[index]!.own[node]!
      if (baseline !== null) baseline[place]! += measures[index]!.baseline![node]!
    }
  }
  return {
    functions,
    parents: newParents,
    nodes: newNodes,
    measures: measures.map((measure, index) => ({ ...measure, ...columns[index]! })),
  }
}
