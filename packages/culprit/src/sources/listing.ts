import type { Version, VersionChoice, VersionList } from '../model/version.ts'

/** The moment behind a date that stands in the place of a version: the end of that day, UTC; null when the text is no date. */
export function endOfDay(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null
  const start = Date.parse(`${text}T00:00:00Z`)
  // Date.parse takes the 31st of February for the 2nd or 3rd of March.
  return Number.isNaN(start) || !new Date(start).toISOString().startsWith(text) ? null : start + 86_400_000 - 1
}

/** Whether a text has the form of a date, be there such a day or not. */
export function looksLikeDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text)
}

/**
 * The highest release that was out at a moment; without a release the highest pre-release; null when nothing was out. Versions without a
 * date are none that were out. `listed` is in order, oldest first.
 */
export function latestAt<V extends Pick<Version, 'date' | 'preRelease'>>(listed: readonly V[], moment: number): V | null {
  const out = listed.filter(({ date }) => date !== null && Date.parse(date) <= moment)
  return out.findLast(({ preRelease }) => !preRelease) ?? out.at(-1) ?? null
}

/**
 * What of an ordered list lies from `low` to `high`, both included, and was chosen. With a moment, what was published after it is not
 * between the two: when the later end was named by a date, a maintenance release of the next year has no place.
 */
export function chosenBetween(
  listed: readonly Version[],
  [low, high]: readonly [Version, Version],
  choice: VersionChoice,
  until: number | null,
): Pick<VersionList, 'versions' | 'leftOut'> {
  const ends = [low, high]
  const preReleases = choice.preReleases || ends.some(end => end.preRelease)
  const leftOut = { preReleases: 0, withdrawn: 0 }
  const versions = listed.slice(listed.indexOf(low), listed.indexOf(high) + 1).filter(version => {
    if (ends.includes(version)) return true
    if (until !== null && version.date !== null && Date.parse(version.date) > until) return false
    if (version.preRelease && !preReleases) leftOut.preReleases++
    else if ((version.deprecated !== null || version.unlisted) && !choice.withdrawn) leftOut.withdrawn++
    else return true
    return false
  })
  return { versions, leftOut }
}
