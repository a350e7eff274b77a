import type { BisectionProblem } from './bisect/index.ts'
import type { VersionOfRange } from './model/run.ts'
import type { Share } from './model/units.ts'
import { count, shortVersion } from './report/format.ts'
import { expectedPairs } from './search-versions.ts'

/** What is to be searched, before anything runs. */
export function planText(source: string, versions: readonly VersionOfRange[], problem: BisectionProblem): string {
  const alike = versions.filter(({ sameAs }) => sameAs !== null).length
  const broken = versions.filter(({ failure }) => failure !== null).length
  const notes = [
    ...(alike === 0 ? [] : [`${alike} with the same bytes as an earlier one`]),
    ...(broken === 0 ? [] : [`${broken} that cannot be had`]),
    `about ${expectedPairs(problem, [])} pairs if the step is twice the noise of a pair`,
  ]
  return `${versionsText(source, versions)}; ${notes.join('; ')}`
}

/** Which versions there are, for plans. */
export function versionsText(source: string, versions: readonly VersionOfRange[]): string {
  const names = versions.map(({ version }) => shortVersion(version))
  const shown = names.length <= 12 ? names : [...names.slice(0, 5), '…', ...names.slice(-5)]
  return `${versions.length} versions of ${source}: ${shown.join(', ')}${likeliestText(versions)}`
}

/** What the priors say, when they say anything. */
function likeliestText(versions: readonly VersionOfRange[]): string {
  const weights = versions.slice(1).map(({ weight = 1 }) => weight)
  const most = Math.max(...weights)
  if (weights.every(weight => weight === most)) return ''
  const { version } = versions[weights.indexOf(most) + 1]!
  return `; by what they touch ${shortVersion(version)} is the likeliest, ${Number((most / Math.min(...weights)).toPrecision(2))} times as likely as the least suspect`
}

/** What looking at the versions has shown, before any time is measured. */
export function observedText({ versions, plan }: BisectionProblem, places: readonly number[]): string {
  const alike = places.filter(place => versions[place]!.sameAs !== null).length
  const files = alike === 0 ? 'no two load the same files' : `${alike} load the same files as an earlier one`
  const executed = executedText(
    places.flatMap(place => versions[place]!.instructions ?? []),
    plan.threshold,
  )
  return `of ${places.length} versions ${files}; ${executed}`
}

function executedText(counted: readonly number[], threshold: Share): string {
  if (counted.length < 2) return 'what they execute could not be counted'
  const [least, most] = [Math.min(...counted), Math.max(...counted)]
  return most / least > 1 + threshold
    ? `one run executes ${count(least)} to ${count(most)} instructions`
    : `one run executes ${count(least)} instructions in all of them`
}
