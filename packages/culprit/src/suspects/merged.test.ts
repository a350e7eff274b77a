import { expect, test } from 'vitest'
import { standingAlone } from './merged.ts'

/** `hash: parents message`, the newest first. */
const list = (...lines: string[]) =>
  lines.map(line => {
    const [, commit, parents, message] = /^(\w+): ?([\w ,]*?)(?: \| (.*))?$/.exec(line)!
    return { commit: commit!, parents: parents === '' ? [] : parents!.split(','), message: message ?? '' }
  })
const alone = (head: string | null, ...lines: string[]) => standingAlone(list(...lines), head).map(({ commit }) => commit)

test('a merged pull request stands for its commits, and another merge for nothing', () => {
  const history = ['e: d,b | Merge pull request #7 from a/b', 'd: c', 'c: a,x | Merge branch x', 'x: a', 'b: a', 'a: before']
  expect(alone('e', ...history)).toEqual(['e', 'd', 'x', 'a'])
  expect(alone(null, ...history)).toEqual(['e', 'd', 'x', 'a'])
})

test('what main brought into a branch is not lost when the branch was merged after the window', () => {
  // m is the newest of main in the window, and only the merge into the branch has it as a parent.
  const history = ['b2: b1,m | Merge branch main into topic', 'm: l', 'b1: l', 'l: before']
  expect(alone(null, ...history)).toEqual(['m', 'b1', 'l'])
  expect(alone('m', ...history)).toEqual(['m', 'l'])
})

test('a list without merges is itself', () => {
  expect(alone(null, 'c: b', 'b: a', 'a: before')).toEqual(['c', 'b', 'a'])
  expect(alone(null)).toEqual([])
})
