import { badArguments } from '../model/errors.ts'
import type { Reference } from '../model/reference.ts'
import type { Suspects, SuspectWindow } from '../model/suspects.ts'
import type { Warning } from '../model/warning.ts'
import type { CommitWindow } from '../platform/git-log.ts'
import { rankSuspects, wantedFunction, type Ranked } from '../suspects/index.ts'
import { openSource, type CommitSourceContext } from './commit-source.ts'
import { readRules } from './suspect-rules.ts'

export interface SuspectsRequest {
  /** Two references, the earlier one first, whose commits between are wanted; null for those of the window. */
  readonly ends: readonly [Reference, Reference] | null
  /** Folders of clones, or names or addresses on GitHub. */
  readonly repositories: readonly string[]
  readonly window: CommitWindow
  /** A preset's name or a file; null for the preset of each repository. */
  readonly rules: string | null
  /** Names of functions as profiles and counts have them. */
  readonly functions: readonly string[]
  /** How many are listed. */
  readonly limit: number
}

/** The commits and merged pull requests of a window in some repositories, the most suspect first. */
export async function findSuspects(request: SuspectsRequest, context: CommitSourceContext): Promise<Suspects> {
  const { functions, limit } = request
  const wanted = functions.map(wantedFunction)
  const ranked: Ranked[] = []
  const windows: SuspectWindow[] = []
  const warnings: Warning[] = []
  for (const { repository, window } of asked(request)) {
    const source = await openSource(repository, context)
    const rules = await readRules(request.rules, context.cwd, source.github)
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
    warnings.push(...found.warnings, ...(found.commits.length === 0 ? [emptyWarning(repository)] : []))
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
    changelog: null,
    warnings,
  }
}

interface Asked {
  readonly repository: string
  readonly window: CommitWindow
}

function asked({ ends, repositories, window }: SuspectsRequest): Asked[] {
  if (ends === null) return repositories.map(repository => ({ repository, window }))
  const [from, to] = ends
  if (from.kind !== 'git' || to.kind !== 'git' || from.repository !== to.repository) {
    throw badArguments('Commits lie between two revisions of one repository, such as git:v1.0.0 and git:main.')
  }
  const between = { ...window, from: from.revision, to: to.revision }
  return [{ repository: from.repository ?? '.', window: between }]
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
