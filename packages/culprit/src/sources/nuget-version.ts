/** A NuGet version: semver with up to four numbers and labels without upper and lower case. */
export interface NugetVersion {
  /** As feeds spell it: no leading zeros, three numbers or four when the fourth is not zero, no build metadata. */
  readonly text: string
  readonly numbers: readonly number[]
  /** What stands behind the dash, at its dots; empty for a release. */
  readonly labels: readonly string[]
}

/** Reads a version such as 9.0, 1.2.3.4 or 10.0.0-preview.7+build; null when it is none. */
export function parseNugetVersion(text: string): NugetVersion | null {
  const match = /^(\d{1,9}(?:\.\d{1,9}){0,3})(?:-([\da-z-]+(?:\.[\da-z-]+)*))?(?:\+[\da-z.-]+)?$/i.exec(text)
  if (match === null) return null
  const given = match[1]!.split('.').map(Number)
  const numbers = [0, 1, 2, 3].map(place => given[place] ?? 0)
  const labels = match[2]?.split('.') ?? []
  const shown = numbers.slice(0, numbers[3] === 0 ? 3 : 4).join('.')
  return { text: labels.length === 0 ? shown : `${shown}-${labels.join('.')}`, numbers, labels }
}

/** Below 0 when `a` is the older one: by numbers, then by labels as semver has it, and a release behind its pre-releases. */
export function compareNugetVersions(a: NugetVersion, b: NugetVersion): number {
  for (const [place, number] of a.numbers.entries()) if (number !== b.numbers[place]) return number - b.numbers[place]!
  if (a.labels.length === 0 || b.labels.length === 0) return b.labels.length - a.labels.length
  for (const [place, label] of a.labels.entries()) {
    const other = b.labels[place]
    if (other === undefined) return 1
    const order = compareLabels(label.toLowerCase(), other.toLowerCase())
    if (order !== 0) return order
  }
  return a.labels.length - b.labels.length
}

/** Numbers are below words. */
function compareLabels(a: string, b: string): number {
  const [aNumber, bNumber] = [a, b].map(label => (/^\d+$/.test(label) ? Number(label) : null)) as [number | null, number | null]
  if (aNumber !== null && bNumber !== null) return aNumber - bNumber
  if (aNumber !== null || bNumber !== null) return aNumber !== null ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}
