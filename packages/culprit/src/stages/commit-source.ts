import * as fs from 'node:fs/promises'
import { resolve } from 'node:path'
import { noSuchRepository } from '../model/errors.ts'
import type { Warning } from '../model/warning.ts'
import { changedLines, logCommits, openClone, revisionOf, type Clone, type CommitWindow } from '../platform/git-log.ts'
import { githubName } from '../platform/github-name.ts'
import { githubHosts, type GithubAccess } from '../platform/github.ts'
import { namedIn, type Commit, type Rules, type WantedFunction } from '../suspects/index.ts'
import { githubSource } from './github-source.ts'

export interface FoundCommits {
  readonly commits: readonly Commit[]
  readonly warnings: readonly Warning[]
}

/** Where commits come from. */
export interface CommitSource {
  /** owner/repo on GitHub; null when it is not known. */
  readonly github: string | null
  /** The hash of a revision; null when there is none of that name. */
  revision(name: string): Promise<string | null>
  /** The commits of a window, with the functions of `wanted` that they name. When not all can be read, `rules` say which are read first. */
  commits(window: CommitWindow, wanted: readonly WantedFunction[], rules: Rules): Promise<FoundCommits>
}

export interface CommitSourceContext {
  readonly cwd: string
  readonly github: GithubAccess
  readonly signal: AbortSignal
  /** Told what takes time. */
  readonly show: (text: string) => void
}

/** A folder that is there is a clone; what else has the form of a name or an address on GitHub is read there. */
export async function openSource(text: string, context: CommitSourceContext): Promise<CommitSource> {
  if (await isFolder(resolve(context.cwd, text))) return cloneSource(text, context)
  const name = githubName(text, githubHosts(context.github))
  if (name === null) throw noSuchRepository(text)
  return githubSource(name, context)
}

async function cloneSource(path: string, { cwd, signal }: CommitSourceContext): Promise<CommitSource> {
  const clone = await openClone(cwd, path, { signal })
  const github = clone.origin === null ? null : githubName(clone.origin)
  return {
    github,
    revision: name => revisionOf(clone.folder, name, { signal }),
    async commits(window, wanted) {
      const logged = await logCommits(clone.folder, window, { limit: mostCommits, signal })
      const { named, isWhole } = await namesIn(
        clone,
        logged.map(({ commit }) => commit),
        wanted,
        signal,
      )
      const commits = logged.map((each): Commit => ({
        ...each,
        repository: github ?? path,
        named: [...(named.get(each.commit) ?? [])],
        pullRequest: null,
        url: github === null ? null : `https://github.com/${github}/commit/${each.commit}`,
      }))
      return { commits, warnings: [...shallowWarning(path, clone, window), ...(isWhole ? [] : [unsearchedWarning(path)])] }
    },
  }
}

async function isFolder(path: string): Promise<boolean> {
  return (await fs.stat(path).catch(() => null))?.isDirectory() ?? false
}

const mostCommits = 10_000

/** Characters of changed lines that are searched for functions. */
const mostSearched = 300e6

async function namesIn({ folder }: Clone, commits: readonly string[], wanted: readonly WantedFunction[], signal: AbortSignal) {
  const named = new Map<string, Set<string>>()
  if (wanted.length === 0) return { named, isWhole: true }
  let searched = 0
  for await (const { commit, line } of changedLines(folder, commits, { signal })) {
    searched += line.length
    if (searched > mostSearched) return { named, isWhole: false }
    for (const name of namedIn(line, wanted)) named.set(commit, (named.get(commit) ?? new Set()).add(name))
  }
  return { named, isWhole: true }
}

/** A clone without its older commits answers for a window of dates as if they had never been. */
function shallowWarning(path: string, { isShallow }: Clone, { from }: CommitWindow): Warning[] {
  if (!isShallow || from !== null) return []
  return [
    {
      code: 'shallow-clone',
      message: `${path} is a shallow clone: what it does not have is not among the commits here.`,
      action: 'Fetch the rest with `git fetch --unshallow`, and ask again.',
    },
  ]
}

function unsearchedWarning(path: string): Warning {
  return {
    code: 'functions-not-searched',
    message: `The commits of ${path} change more than ${mostSearched / 1e6} million characters; functions were looked for in the first of them only.`,
    action: 'Take a shorter window.',
  }
}
