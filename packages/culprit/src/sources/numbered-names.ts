/** A name with a version-like number in it, such as v1.10, build-2024-01-02 or fib_3.wasm. */
export interface NumberedName {
  readonly name: string
  /** What names of one kind have in common: the text before the number and behind it. */
  readonly kind: string
  readonly numbers: readonly bigint[]
}

/**
 * Takes the last number of a name for its version: digits, with further ones behind dots, underscores or hyphens. `ending` is no part of it.
 * Null when there is none.
 */
export function numberedName(name: string, ending: string): NumberedName | null {
  const stem = ending !== '' && name.endsWith(ending) ? name.slice(0, -ending.length) : name
  const match = /^(.*?)(\d+(?:[._-]\d+)*)(\D*)$/.exec(stem)
  if (match === null) return null
  const [, before, number, behind] = match
  return { name, kind: JSON.stringify([before, behind]), numbers: number!.split(/[._-]/).map(BigInt) }
}

/** By their numbers one after the other, so that v1.9 comes before v1.10, and v1 before v1.0; by name where those are equal. */
export function compareNumberedNames(a: NumberedName, b: NumberedName): number {
  for (const [index, number] of a.numbers.entries()) {
    const other = b.numbers[index]
    if (other === undefined) return 1
    if (number !== other) return number < other ? -1 : 1
  }
  if (a.numbers.length < b.numbers.length) return -1
  if (a.name === b.name) return 0
  return a.name < b.name ? -1 : 1
}
