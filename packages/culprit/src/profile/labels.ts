import type { ProfileFunction } from '../model/profile.ts'

/** What a function is called where its module stands beside it: its name, or `wasm-function[12]` as engines write it. */
export function functionName({ name, index }: Pick<ProfileFunction, 'name' | 'index'>): string {
  if (name !== null && name !== '') return name.toWellFormed()
  return index === null ? '(anonymous)' : `wasm-function[${index}]`
}

/**
 * A text for each function that no other one has: its name; where several have that, with its module, and where that is not enough,
 * with its index or its place in the list.
 */
export function labelsOf(functions: readonly Pick<ProfileFunction, 'name' | 'index' | 'module'>[]): string[] {
  const names = functions.map(functionName)
  const withModules = distinguished(names, place => moduleSuffix(functions[place]!))
  return distinguished(
    withModules,
    place => ` #${functions[place]!.index ?? place}`,
    place => ` #${place}`,
  )
}

/** Adds to every text that is not unique the first suffix that its group has not used yet. */
function distinguished(texts: readonly string[], ...suffixes: ((place: number) => string)[]): string[] {
  return suffixes.reduce<string[]>(
    (current, suffix) => {
      const counts = new Map<string, number>()
      for (const text of current) counts.set(text, (counts.get(text) ?? 0) + 1)
      return current.map((text, place) => (counts.get(text)! > 1 ? text + suffix(place) : text))
    },
    [...texts],
  )
}

function moduleSuffix({ module }: Pick<ProfileFunction, 'module'>): string {
  return module === null ? '' : ` (${module})`
}
