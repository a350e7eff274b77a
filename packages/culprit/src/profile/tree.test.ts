import { array, assert, integer, property, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { brackets, depths, inclusiveSums, ownSums, subtreeSums, TreeBuilder } from './tree.ts'

/** Stacks of functions 0 to 4, the outermost first, each with a weight. */
const samples = array(tuple(array(integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 8 }), integer({ min: 0, max: 1000 })))

function treeOf(stacks: readonly (readonly [readonly number[], number])[]) {
  const builder = new TreeBuilder()
  const own: number[] = []
  for (const [stack, weight] of stacks) {
    const node = builder.path(stack)
    own[node] = (own[node] ?? 0) + weight
  }
  return { tree: builder, own: Array.from({ length: builder.size }, (_, node) => own[node] ?? 0) }
}

test('equal paths are one node, and the same function on another path is another', () => {
  const { tree } = treeOf([
    [[0, 1, 0], 1],
    [[0, 1], 1],
    [[0, 1, 0], 1],
    [[1], 1],
  ])
  expect(tree.parents).toEqual([-1, 0, 1, 2, 0])
  expect(tree.functions).toEqual([-1, 0, 1, 0, 1])
  expect([...depths(tree)]).toEqual([0, 1, 2, 3, 1])
})

test('a function that calls itself counts once for each path', () => {
  const { tree, own } = treeOf([
    [[0], 1],
    [[0, 0], 10],
    [[0, 1, 0], 100],
    [[1, 0], 1000],
  ])
  expect([...inclusiveSums(tree, own, 2)]).toEqual([1111, 1100])
  expect([...ownSums(tree, own, 2)]).toEqual([1111, 0])
})

test('sums over a tree are those over its stacks', () => {
  assert(
    property(samples, stacks => {
      const { tree, own } = treeOf(stacks)
      const total = (matching: (stack: readonly number[]) => boolean) =>
        stacks.reduce((sum, [stack, weight]) => sum + (matching(stack) ? weight : 0), 0)
      expect(subtreeSums(tree, own)[0]).toBe(total(() => true))
      expect([...inclusiveSums(tree, own, 5)]).toEqual([0, 1, 2, 3, 4].map(each => total(stack => stack.includes(each))))
      expect([...ownSums(tree, own, 5)]).toEqual([0, 1, 2, 3, 4].map(each => total(stack => stack.at(-1) === each)))
    }),
  )
})

test('brackets begin and end every node once, inside of its parent', () => {
  assert(
    property(samples, stacks => {
      const { tree } = treeOf(stacks)
      const open = [0]
      const seen: number[] = []
      for (const node of brackets(tree)) {
        if (node < 0) {
          expect(open.pop()).toBe(-node)
          continue
        }
        expect(open.at(-1)).toBe(tree.parents[node])
        open.push(node)
        seen.push(node)
      }
      expect(open).toEqual([0])
      expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: tree.size - 1 }, (_, index) => index + 1))
    }),
  )
})

test('a path of a million nodes needs no stack', () => {
  const tree = new TreeBuilder()
  tree.path(Array.from({ length: 1_000_000 }, (_, place) => place % 7))
  const sums = inclusiveSums(tree, new Float64Array(tree.size).fill(1), 7)
  expect(sums[0]).toBe(1_000_000)
  expect(sums[6]).toBe(1_000_000 - 6)
})
