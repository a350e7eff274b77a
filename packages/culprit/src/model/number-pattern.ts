/** Why a regular expression that finds a number by its only group cannot be used; null when it can. */
export function problemOfNumberPattern(expression: string): string | null {
  try {
    // An empty alternative always matches, so the match tells how many groups there are.
    const groups = new RegExp(`${expression}|`).exec('')!.length - 1
    return groups === 1 ? null : `it has ${groups} groups and should have one, the number: tests: (\\d+)`
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
