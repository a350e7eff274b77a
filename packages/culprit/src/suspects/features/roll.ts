import type { SuspectFactor } from '../../model/suspects.ts'
import { titleOf, type Commit } from '../commit.ts'
import { phrasesIn, wordsOf } from '../phrases.ts'
import type { Rules } from '../rules.ts'

/** A dependency that neither compiles nor executes WebAssembly is no more than library code, although its file is one of the build. */
const factors = { engine: 4, dependency: 0.7 }

/** Another version of a dependency, a compiler or an engine: one line that stands for all the commits of somebody else. */
export function rollFactor(commit: Commit, rules: Rules): SuspectFactor[] {
  const rolled = (commit.files ?? []).map(({ path }) => path).filter(rules.isRoll)
  const title = titleOf(commit)
  if (rolled.length === 0 && !saysRoll.test(title)) return []
  const engines = phrasesIn(wordsOf([title, ...(commit.pullRequest?.labels ?? []), ...rolled].join('\n')), rules.engines)
  const where = rolled.length === 0 ? 'by its title' : `in ${rolled[0]}`
  return engines.length > 0
    ? [{ feature: 'roll', factor: factors.engine, reason: `takes another version of ${engines.slice(0, 3).join(', ')}, ${where}` }]
    : [{ feature: 'roll', factor: factors.dependency, reason: `takes another version of a dependency, ${where}` }]
}

const saysRoll = /^(?:\S{1,40}\s+){0,3}(?:bump|roll|upgrade|update)s?\b.{1,100}\b(?:dependenc(?:y|ies)|to v?\d)/i
