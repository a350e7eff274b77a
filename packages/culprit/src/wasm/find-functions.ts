import type { ModuleFacts } from './module.ts'

/**
 * The functions that a user can mean: with an index that one, otherwise all that have the name in the name section, as an export or as
 * an import (`module.name`), in order. A name may be written as in the text format, `$name`.
 */
export function findFunctions(facts: ModuleFacts, wanted: string): number[] {
  const count = facts.functionTypes.length
  if (/^\d+$/.test(wanted)) return Number(wanted) < count ? [Number(wanted)] : []
  const exact = named(facts, wanted)
  return exact.length === 0 && wanted.startsWith('$') ? named(facts, wanted.slice(1)) : exact
}

/** Up to `limit` names that contain what was wanted, to choose from. */
export function similarFunctions(facts: ModuleFacts, wanted: string, limit: number): string[] {
  const similar = new Set<string>()
  for (const [, name] of names(facts)) {
    if (similar.size === limit) break
    if (name.includes(wanted)) similar.add(name)
  }
  return [...similar]
}

function named(facts: ModuleFacts, wanted: string): number[] {
  const indices = new Set<number>()
  for (const [index, name] of names(facts)) if (name === wanted) indices.add(index)
  return [...indices].filter(index => index < facts.functionTypes.length).toSorted((one, other) => one - other)
}

function* names(facts: ModuleFacts): Generator<readonly [number, string]> {
  yield* facts.custom.names?.functions ?? []
  for (const { name, kind, index } of facts.exports) if (kind === 'function') yield [index, name]
  let imported = 0
  for (const { module, name, description } of facts.imports) {
    if (description.kind === 'function') yield [imported++, `${module}.${name}`]
  }
}
