import type { SuspectFactor } from '../../model/suspects.ts'
import type { Commit } from '../commit.ts'
import { filedIn, namedIn, type WantedFunction } from '../function-names.ts'
import type { Place } from './place.ts'

const factors = { changed: 6, said: 4, file: 2.5 }

/** Functions that a profile or counts named: changed or called by the changed lines, named in the message, or of a file that is called like them. */
export function functionFactor(commit: Commit, { files }: Place, wanted: readonly WantedFunction[]): SuspectFactor[] {
  if (wanted.length === 0) return []
  const { named } = commit
  if (named.length > 0) return [factorOf(factors.changed, 'its changed lines name', named)]
  const said = namedIn(commit.message, wanted)
  if (said.length > 0) return [factorOf(factors.said, 'its text names', said)]
  const filed = [...new Set(files.flatMap(({ path }) => filedIn(path, wanted)))]
  return filed.length === 0 ? [] : [factorOf(factors.file, 'touches a file called like', filed)]
}

function factorOf(factor: number, what: string, names: readonly string[]): SuspectFactor {
  const more = names.length > 2 ? ` and ${names.length - 2} more` : ''
  return { feature: 'functions', factor, reason: `${what} ${names.slice(0, 2).join(', ')}${more}` }
}
