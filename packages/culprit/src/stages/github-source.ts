import { CulpritError } from '../model/errors.ts'
import type { Warning } from '../model/warning.ts'
import { isWithin } from '../platform/git-log.ts'
import { GithubRepository, type GithubAccess, type GithubCommit } from '../platform/github.ts'
import { namedIn, pullRequestNumber, rankSuspects, standingAlone, type Commit, type WantedFunction } from '../suspects/index.ts'
import type { CommitSource } from './commit-source.ts'

interface GithubContext {
  readonly github: GithubAccess
  readonly signal: AbortSignal
  readonly show: (text: string) => void
}

/**
 * The commits of a repository on GitHub. The list has titles only; what a commit touches and what was said about it takes up to five requests each,
 * so the likeliest by their titles are read first, until there are no requests left.
 */
export function githubSource(name: string, { github, signal, show }: GithubContext): CommitSource {
  const repository = new GithubRepository(name, github, signal)
  return {
    github: name,
    revision: text => repository.revision(text),
    async commits(window, wanted, rules) {
      show(`listing the commits of ${name}`)
      const listed = await repository.commits(window, mostCommits)
      const head = window.from === null ? null : (listed.at(-1)?.commit ?? null)
      const commits = standingAlone(listed, head)
        .filter(({ date }) => isWithin(window, Date.parse(date)))
        .map(each => unread(repository, each))
      const first = rankSuspects(
        commits.map(commit => ({ commit, rules })),
        wanted,
      ).map(({ commit }) => commit)
      show(`reading ${commits.length} commits of ${name}`)
      const read = await readInOrder(first, new Map(commits.map(each => [each.commit, each])), repository, wanted)
      return {
        commits: commits.map(each => read.get(each.commit) ?? each),
        warnings: unreadWarning(repository, commits.length - read.size),
      }
    },
  }
}

/** Of a window that has more, nothing could be read of most. */
const mostCommits = 2000
/** In one call for one repository; an hour has 60 without a token and 5,000 with one. */
const mostReads = 500
/** Left over for whoever asks next with the same address. */
const reserve = 3

async function readInOrder(
  order: readonly string[],
  commits: ReadonlyMap<string, Commit>,
  repository: GithubRepository,
  wanted: readonly WantedFunction[],
): Promise<Map<string, Commit>> {
  const read = new Map<string, Commit>()
  for (const hash of order.slice(0, mostReads)) {
    if (repository.remaining !== null && repository.remaining <= reserve) break
    try {
      read.set(hash, await readCommit(commits.get(hash)!, repository, wanted))
    } catch (error) {
      // What is read already is worth more than an error.
      if (error instanceof CulpritError && error.code === 'rate-limited') break
      throw error
    }
  }
  return read
}

async function readCommit(commit: Commit, repository: GithubRepository, wanted: readonly WantedFunction[]): Promise<Commit> {
  const files = await repository.files(commit.commit)
  const number = pullRequestNumber(commit.message)
  const pullRequest = number === null ? null : await repository.pullRequest(number)
  const changed = files.map(({ patch }) => patch ?? '').join('\n')
  return { ...commit, files, pullRequest, named: namedIn(changedOnly(changed), wanted) }
}

/** The changed lines and the heads of changed places, without what stands around. */
function changedOnly(patch: string): string {
  return patch
    .split('\n')
    .filter(line => /^(?:@@|[+-])/.test(line))
    .join('\n')
}

function unread(repository: GithubRepository, { commit, date, author, message }: GithubCommit): Commit {
  const url = repository.pageOf(commit)
  return { repository: repository.name, commit, date, author, message, files: null, named: [], pullRequest: null, url }
}

function unreadWarning({ name, hasToken }: GithubRepository, commits: number): Warning[] {
  if (commits === 0) return []
  return [
    {
      code: 'files-not-read',
      message: `The files of ${commits} ${commits === 1 ? 'commit' : 'commits'} of ${name} were not read, because GitHub answers only so many requests: where they touch is not known.`,
      action: `${hasToken ? '' : 'Set GITHUB_TOKEN, which may ask more often; or '}${hasToken ? 'Clone' : 'clone'} the repository and name its folder.`,
    },
  ]
}
