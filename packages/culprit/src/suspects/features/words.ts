import type { SuspectFactor } from '../../model/suspects.ts'
import { titleOf, type Commit } from '../commit.ts'
import { phrasesIn, wordsOf } from '../phrases.ts'
import type { Rules } from '../rules.ts'

/** The name of what is released stands in the title of every release, so no word of it says anything. */
const isRelease =
  /^(?:chore\S{0,20}\s+)?(?:(?:release|publish|version|bump version)\b.{0,100}\d\.\d|v?\d+\.\d+\.\d+\S{0,30}\s*(?:\(#\d+\))?$)/i
const ofRelease = 0.3

interface Found {
  readonly factor: number
  readonly words: readonly string[]
}

/**
 * Of the words that raise, the strongest, once: in the title or a label in full, further down as its square root, because there things are
 * mentioned that the change is not about. Of the words that lower, the strongest, in the title only.
 */
export function wordFactors(commit: Commit, rules: Rules): SuspectFactor[] {
  if (isRelease.test(titleOf(commit))) return [{ feature: 'words', factor: ofRelease, reason: 'its title is that of a release' }]
  const title = wordsOf([titleOf(commit), ...(commit.pullRequest?.labels ?? [])].join('\n'))
  const below = wordsOf(commit.message)
  const inTitle = found(title, rules)
  const raising = strongest([
    ...inTitle,
    ...found(below, rules).map(({ factor, words }) => ({ factor: factor > 1 ? Math.sqrt(factor) : 1, words })),
  ])
  const lowering = strongest(inTitle.map(({ factor, words }) => ({ factor: 1 / factor, words })))
  return [
    ...(raising === null
      ? []
      : [
          factorOf(
            raising.factor,
            raising.words,
            inTitle.some(({ words }) => words === raising.words),
          ),
        ]),
    ...(lowering === null ? [] : [factorOf(1 / lowering.factor, lowering.words, true)]),
  ]
}

function found(text: string, { words }: Rules): Found[] {
  return words.flatMap(each => {
    const hits = phrasesIn(text, each.words)
    return hits.length === 0 ? [] : [{ factor: each.factor, words: hits }]
  })
}

/** The first of the largest; null when none is above 1. */
function strongest(all: readonly Found[]): Found | null {
  return all.reduce<Found | null>((best, each) => (each.factor > (best?.factor ?? 1) ? each : best), null)
}

function factorOf(factor: number, words: readonly string[], inTitle: boolean): SuspectFactor {
  const said = words.slice(0, 4).map(word => `"${word.replace(/\*$/, '…')}"`)
  return { feature: 'words', factor, reason: `${inTitle ? 'its title says' : 'its text says'} ${said.join(', ')}` }
}
