import { pullRequestNumber } from './commit.ts'

interface Listed {
  readonly commit: string
  readonly parents: readonly string[]
  readonly message: string
}

/**
 * What of a list of commits stands for itself. A merge of a pull request stands for the commits that came in with it; other merges are looked
 * through, since they bring nothing of their own, and their commits stand for themselves. The order stays.
 *
 * `head` is the newest commit of the list's line; null when it is not known, as in a window of dates: then every line is followed whose end
 * can be the newest, so that nothing is lost, and commits of a pull request that was merged later may be among them.
 */
export function standingAlone<C extends Listed>(commits: readonly C[], head: string | null): C[] {
  const known = new Map(commits.map(each => [each.commit, each]))
  const parents = new Set(commits.flatMap(each => each.parents))
  const waiting = head === null ? commits.map(({ commit }) => commit).filter(commit => !parents.has(commit)) : [head]
  const reached = new Set<string>()
  while (waiting.length > 0) {
    const each = known.get(waiting.pop()!)
    if (each === undefined || reached.has(each.commit)) continue
    reached.add(each.commit)
    const [first, ...others] = each.parents
    if (first !== undefined) waiting.push(first)
    if (!mergesPullRequest(each)) waiting.push(...others)
  }
  return commits.filter(each => reached.has(each.commit) && (each.parents.length < 2 || mergesPullRequest(each)))
}

function mergesPullRequest({ parents, message }: Listed): boolean {
  return parents.length > 1 && pullRequestNumber(message) !== null
}
