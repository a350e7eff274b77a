/** A file that a commit changes. */
export interface ChangedFile {
  readonly path: string
  /** Lines; null for bytes that are no text. */
  readonly insertions: number | null
  readonly deletions: number | null
}

/** A pull request that was merged, as far as it is known. */
export interface PullRequest {
  readonly number: number
  readonly title: string
  readonly labels: readonly string[]
  /** Its description and what was said about it; null when that was not read, so that nothing follows from what is not in it. */
  readonly discussion: string | null
}

/** A commit, or what a merge brought in, as far as it is known. Everything in it was written by others. */
export interface Commit {
  readonly repository: string
  readonly commit: string
  /** When it was committed, ISO 8601. */
  readonly date: string
  readonly author: string
  readonly message: string
  /** Null when they are not known. */
  readonly files: readonly ChangedFile[] | null
  /** Functions that were looked for and that the changed lines, or the heads of changed places, name. */
  readonly named: readonly string[]
  /** Null when none is known; a number in the message is looked at in any case. */
  readonly pullRequest: PullRequest | null
  readonly url: string | null
}

/** The first line of what a commit says; of a merge of a pull request, the title that stands below. */
export function titleOf({ message, pullRequest }: Pick<Commit, 'message' | 'pullRequest'>): string {
  if (pullRequest !== null) return pullRequest.title
  const lines = message.split('\n', 20).map(line => line.trim())
  const [first = '', ...rest] = lines
  const below = ofMerge.test(first) ? rest.find(line => line !== '') : undefined
  return (below ?? first).slice(0, longestTitle)
}

/** The number of the pull request that a commit brought in, by what it says about itself; null when it says nothing. */
export function pullRequestNumber(message: string): number | null {
  const first = message.split('\n', 1)[0]!.slice(0, 2000)
  const match = ofMerge.exec(first) ?? /\(#(\d{1,9})\)\s*$/.exec(first)
  const number = Number(match?.[1] ?? 0)
  return number > 0 ? number : null
}

/** As GitHub's button writes them, and as bors does. */
const ofMerge = /^(?:Merge pull request|Auto merge of) #(\d{1,9})\b/
const longestTitle = 300
