import type { Reference } from '../model/reference.ts'
import type { Version } from '../model/version.ts'
import { logCommits, openClone } from '../platform/git-log.ts'
import { githubName } from '../platform/github-name.ts'
import type { SourceContext } from '../sources/index.ts'
import { presetFor, weigh } from '../suspects/index.ts'

/**
 * How suspect each commit of a range is by what it touches and says: its prior in a search. Of hashes; empty for versions that are no commits.
 * The rules are those that ship for the repository.
 */
export async function versionWeights(
  reference: Reference,
  versions: readonly Pick<Version, 'version'>[],
  { cwd, signal }: SourceContext,
): Promise<ReadonlyMap<string, number>> {
  const [first, last] = [versions[0], versions.at(-1)]
  if (reference.kind !== 'git' || first === undefined || last === undefined) return new Map()
  const { folder, origin } = await openClone(cwd, reference.repository ?? '.', { signal })
  const rules = presetFor(origin === null ? null : githubName(origin))
  const window = { from: first.version, to: last.version, afterMs: null, beforeMs: null }
  const logged = await logCommits(folder, window, { limit: versions.length, signal })
  return new Map(
    logged.map(each => [each.commit, weigh({ ...each, repository: folder, named: [], pullRequest: null, url: null }, rules, []).weight]),
  )
}
