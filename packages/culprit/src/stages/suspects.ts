import { noRepositoryOf } from '../model/errors.ts'
import type { Reference } from '../model/reference.ts'
import type { Changelog, Suspects, SuspectWindow } from '../model/suspects.ts'
import type { Warning } from '../model/warning.ts'
import type { CommitWindow } from '../platform/git-log.ts'
import { githubName } from '../platform/github-name.ts'
import { githubHosts } from '../platform/github.ts'
import type { SourceContext } from '../sources/index.ts'
import { rankSuspects, wantedFunction, type Ranked } from '../suspects/index.ts'
import { openSource, type CommitSource, type CommitSourceContext } from './commit-source.ts'
import { releasesOf, windowOf, type Releases } from './suspect-range.ts'
import { readRules } from './suspect-rules.ts'

export interface SuspectsRequest {
  /** Two references, the earlier one first, whose commits between are wanted; null for those of the window. */
  readonly ends: readonly [Reference, Reference] | null
  /** Folders of clones, or names or addresses on GitHub. None with two references: where these say that they are developed. */
  readonly repositories: readonly string[]
  readonly window: CommitWindow
  /** A preset's name or a file; null for the preset of each repository. */
  readonly rules: string | null
  /** Names of functions as profiles and counts have them. */
  readonly functions: readonly string[]
  /** How many are listed. */
  readonly limit: number
}

export type SuspectsContext = CommitSourceContext & SourceContext

/** The commits and merged pull requests of a window in some repositories, the most suspect first. */
export async function findSuspects(request: SuspectsRequest, context: SuspectsContext): Promise<Suspects> {
  const { functions, limit } = request
  const wanted = functions.map(wantedFunction)
  const ranked: Ranked[] = []
  const windows: SuspectWindow[] = []
  const { repositories, changelog, windowIn } = await asked(request, context)
  const warnings: Warning[] = []
  for (const repository of repositories) {
    const source = await openSource(repository, context)
    const rules = await readRules(request.rules, context.cwd, source.github)
    const { window, warnings: ofWindow } = await windowIn(repository, source)
    const found = await source.commits(window, wanted, rules)
    ranked.push(...found.commits.map(commit => ({ commit, rules })))
    windows.push({
      repository,
      from: window.from,
      to: window.to,
      after: isoOf(window.afterMs),
      before: isoOf(window.beforeMs),
      rules: rules.name,
      commits: found.commits.length,
      unread: found.commits.filter(({ files }) => files === null).length,
    })
    warnings.push(...ofWindow, ...found.warnings, ...(found.commits.length === 0 ? [emptyWarning(repository)] : []))
  }
  const suspects = rankSuspects(ranked, wanted)
  return {
    formatVersion: 1,
    kind: 'suspects',
    windows,
    functions: [...functions],
    suspects: suspects.slice(0, limit),
    suspectsTotal: suspects.length,
    suspectsLimit: limit,
    changelog,
    warnings,
  }
}

interface Asked {
  readonly repositories: readonly string[]
  readonly changelog: Changelog | null
  readonly windowIn: (
    repository: string,
    source: CommitSource,
  ) => Promise<{ readonly window: CommitWindow; readonly warnings: readonly Warning[] }>
}

async function asked({ ends, repositories, window }: SuspectsRequest, context: SuspectsContext): Promise<Asked> {
  const fixed = (of: CommitWindow) => async () => ({ window: of, warnings: [] })
  if (ends === null) return { repositories, changelog: null, windowIn: fixed(window) }
  const [from, to] = ends
  if (from.kind === 'git' && to.kind === 'git' && from.repository === to.repository) {
    const own = from.repository ?? '.'
    const between = { ...window, from: from.revision, to: to.revision }
    return { repositories: repositories.length === 0 ? [own] : repositories, changelog: null, windowIn: fixed(between) }
  }
  const releases = await releasesOf(ends, context)
  return {
    repositories: repositories.length === 0 ? [repositoryOf(releases, context)] : repositories,
    changelog: releases.changelog,
    windowIn: (repository, source) => windowOf(releases, repository, source),
  }
}

/** Where a package says that it is developed. Only GitHub is believed: what a package names must not make culprit open folders or other hosts. */
function repositoryOf({ from, to }: Releases, { github }: SuspectsContext): string {
  const address = to.repository ?? from.repository
  const name = address === null ? null : githubName(address, githubHosts(github))
  if (name === null) throw noRepositoryOf(to.name, address)
  // Never taken for a folder.
  return `https://github.com/${name}`
}

function isoOf(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString()
}

function emptyWarning(repository: string): Warning {
  return {
    code: 'no-commits',
    message: `${repository} has no commit in the window.`,
    action: 'Look whether the ends are in the right order, the earlier one first, and whether this is the right branch.',
  }
}
