import type { SuspectRules } from '../model/suspect-rules.ts'
import type { SuspectCategory } from '../model/suspects.ts'
import { fitsPattern } from './pattern.ts'

/** Rules as they are asked: which paths are what, and which words matter. */
export interface Rules {
  /** The preset's name, or where they were read from. */
  readonly name: string
  readonly categoryOf: (path: string) => SuspectCategory
  readonly isRoll: (path: string) => boolean
  readonly engines: readonly string[]
  readonly words: readonly { readonly words: readonly string[]; readonly factor: number }[]
  readonly tested: readonly string[]
}

/** Several sets as one. For a path, the first set that says anything about it decides; lists are taken together. */
export function rulesOf(name: string, sets: readonly SuspectRules[]): Rules {
  const isRoll = remembered(path => sets.some(({ rolls }) => fitsAny(rolls, path)))
  return {
    name,
    isRoll,
    categoryOf: remembered(path => {
      // What takes another version of something is a way of building, wherever the file lies.
      if (isRoll(path)) return 'build-configuration'
      for (const { paths } of sets) {
        const category = inOrder.find(each => fitsAny(paths[each] ?? [], path))
        if (category !== undefined) return category
      }
      return 'other'
    }),
    engines: sets.flatMap(({ engines }) => engines),
    words: sets.flatMap(({ words }) => words),
    tested: sets.flatMap(({ tested }) => tested),
  }
}

/** A test of the compiler lies in the compiler's folder and is still a test. */
const inOrder = ['docs', 'tests', 'harness', 'code-generation', 'execution-mode', 'build-configuration', 'library'] as const

function fitsAny(patterns: readonly string[], path: string): boolean {
  return patterns.some(pattern => fitsPattern(pattern, path))
}

/** The same paths come in many commits. */
function remembered<T>(answer: (path: string) => T): (path: string) => T {
  const known = new Map<string, T>()
  return path => {
    const before = known.get(path)
    if (before !== undefined) return before
    const found = answer(path)
    known.set(path, found)
    return found
  }
}
