import * as z from 'zod'
import {
  badAnswer,
  badGithubAddress,
  missingRemoteRevision,
  rateLimited,
  refusedByServer,
  tooManyCommits,
  unreadableRepository,
} from '../model/errors.ts'
import type { CommitWindow } from './git-log.ts'
import { fetchAnswer, httpLimits, type HttpLimits, type JsonAnswer } from './http.ts'

/** Where GitHub's REST API is, and who asks. */
export interface GithubAccess {
  readonly api: URL
  /** Goes into a header of requests to `api`, and nowhere else. */
  readonly token: string | null
  readonly limits: HttpLimits
}

/** What the environment says: GITHUB_TOKEN, and GITHUB_API_URL for an Enterprise server. */
export function githubAccess(env: Readonly<NodeJS.ProcessEnv>, limits = httpLimits): GithubAccess {
  const address = env['GITHUB_API_URL'] || 'https://api.github.com'
  const api = URL.parse(address)
  if (api === null || !/^https?:$/.test(api.protocol)) throw badGithubAddress(address)
  // A token that went out unencrypted would be anybody's.
  const isSafe = api.protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(api.hostname)
  const token = env['GITHUB_TOKEN']?.trim() ?? ''
  return { api, token: isSafe && token !== '' ? token : null, limits }
}

/** The hosts of addresses that mean this API's repositories; github.com is written in many a package.json of mirrors, too. */
export function githubHosts({ api }: GithubAccess): string[] {
  return ['github.com', 'www.github.com', api.host.replace(/^api\./, '')]
}

export interface GithubCommit {
  readonly commit: string
  readonly parents: readonly string[]
  /** When it was committed, ISO 8601. */
  readonly date: string
  readonly author: string
  readonly message: string
}

export interface GithubFile {
  readonly path: string
  readonly insertions: number
  readonly deletions: number
  /** The changed lines with some around; null of bytes, and of what is too large. */
  readonly patch: string | null
}

export interface GithubPullRequest {
  readonly number: number
  readonly title: string
  readonly labels: readonly string[]
  /** Its description and the comments. */
  readonly discussion: string
}

/** One repository on GitHub, read by requests one after the other. */
export class GithubRepository {
  readonly name: string
  readonly #access: GithubAccess
  readonly #signal: AbortSignal
  /** Requests that the server still answers, by what it last said; null before it said anything. */
  remaining: number | null = null

  /** `name` is owner/repo. */
  constructor(name: string, access: GithubAccess, signal: AbortSignal) {
    this.name = name
    this.#access = access
    this.#signal = signal
  }

  get hasToken(): boolean {
    return this.#access.token !== null
  }

  get host(): string {
    return this.#access.api.host
  }

  /** The address of a commit for people. */
  pageOf(commit: string): string {
    const { protocol, host } = this.#access.api
    const site = host === 'api.github.com' ? 'https://github.com' : `${protocol}//${host}`
    return `${site}/${this.name}/commit/${commit}`
  }

  /** The hash of a branch, a tag or a hash; null when there is none of that name. */
  async revision(name: string): Promise<string | null> {
    const { status, json } = await this.#ask(`commits/${encodeURIComponent(name)}`, {}, `the commit ${name} of ${this.name}`)
    // 422: the name can be none of a commit.
    if (status === 422 || (status === 404 && (await this.#exists()))) return null
    return this.#parse(commitSchema, status, json, `the commit ${name}`).sha
  }

  /**
   * All commits of a window, merged ones too: of dates the newest first, of revisions the newest last, and then dates are not looked at. More
   * than `limit` are an error, because a list that was cut would be taken for all there is.
   */
  async commits(window: CommitWindow, limit: number): Promise<GithubCommit[]> {
    return window.from === null ? this.#commitsOfDates(window, limit) : this.#commitsBetween(window.from, window.to ?? 'HEAD', limit)
  }

  /** The files that a commit changes, of a merge those that it brings in. At most 3,000, GitHub's own limit. */
  async files(commit: string): Promise<GithubFile[]> {
    const files: GithubFile[] = []
    for (let page = 1; page <= mostFilePages; page++) {
      const what = `the files of ${commit}`
      const { status, json, headers } = await this.#ask(`commits/${commit}`, { per_page: '300', page: String(page) }, what)
      const found = this.#parse(commitSchema, status, json, what).files ?? []
      files.push(
        ...found.map(({ filename, additions, deletions, patch }) => ({
          path: filename,
          insertions: additions,
          deletions,
          patch: patch ?? null,
        })),
      )
      if (!hasNext(headers)) break
    }
    return files
  }

  /** Null when the number is no pull request, or one that was not merged. Of a long discussion the first 300 comments. */
  async pullRequest(number: number): Promise<GithubPullRequest | null> {
    const what = `the pull request ${this.name}#${number}`
    const { status, json } = await this.#ask(`pulls/${number}`, {}, what)
    if (status === 404) return null
    const { title, body, labels, merged_at: merged } = this.#parse(pullRequestSchema, status, json, what)
    if (merged === null) return null
    const said = [body ?? '']
    for (let page = 1; page <= mostCommentPages; page++) {
      const answer = await this.#ask(`issues/${number}/comments`, { per_page: '100', page: String(page) }, `the comments of ${what}`)
      said.push(...this.#parse(z.array(commentSchema), answer.status, answer.json, what).map(comment => comment.body ?? ''))
      if (!hasNext(answer.headers)) break
    }
    return { number, title, labels: labels.map(label => label.name), discussion: said.join('\n') }
  }

  async #commitsOfDates({ to, afterMs, beforeMs }: CommitWindow, limit: number): Promise<GithubCommit[]> {
    const query = {
      ...(to === null ? {} : { sha: to }),
      ...(afterMs === null ? {} : { since: new Date(afterMs).toISOString() }),
      ...(beforeMs === null ? {} : { until: new Date(beforeMs).toISOString() }),
    }
    const what = `the commits of ${this.name}`
    return this.#pages('commits', query, limit, (status, json) => {
      // 409: a repository without a commit.
      if (status === 409) return []
      if (status === 404 && to !== null) throw missingRemoteRevision(this.name, to)
      return this.#parse(z.array(commitSchema), status, json, what)
    })
  }

  async #commitsBetween(from: string, to: string, limit: number): Promise<GithubCommit[]> {
    const range = `${encodeURIComponent(from)}...${encodeURIComponent(to)}`
    return this.#pages(`compare/${range}`, {}, limit, (status, json) => {
      if (status === 404) throw missingRemoteRevision(this.name, `${from} or ${to}`)
      return this.#parse(compareSchema, status, json, `what lies between ${from} and ${to}`).commits
    })
  }

  async #pages(
    path: string,
    query: Readonly<Record<string, string>>,
    limit: number,
    read: (status: number, json: unknown) => z.infer<typeof commitSchema>[],
  ): Promise<GithubCommit[]> {
    const commits: GithubCommit[] = []
    for (let page = 1; ; page++) {
      const { status, json, headers } = await this.#ask(
        path,
        { ...query, per_page: '100', page: String(page) },
        `the commits of ${this.name}`,
      )
      if (status === 404 && page === 1) await this.#exists()
      const found = read(status, json)
      commits.push(...found.map(commitOf))
      if (commits.length > limit) throw tooManyCommits(this.name, null, limit)
      if (found.length === 0 || !hasNext(headers)) return commits
    }
  }

  /** Throws when the repository itself is not to be seen, which GitHub answers like anything else that is missing. */
  async #exists(): Promise<boolean> {
    const { status } = await this.#ask('', {}, this.name)
    if (status === 404 || status === 401) throw unreadableRepository(this.name, this.host, status, this.hasToken)
    return true
  }

  async #ask(path: string, query: Readonly<Record<string, string>>, what: string): Promise<JsonAnswer> {
    const { api, token, limits } = this.#access
    const url = new URL(`${api.href.replace(/\/$/, '')}/repos/${this.name}${path === '' ? '' : `/${path}`}`)
    for (const [key, value] of Object.entries(query)) url.searchParams.set(key, value)
    const answer = await fetchAnswer({
      url,
      what,
      limits,
      signal: this.#signal,
      maxBytes: largestAnswer,
      headers: {
        accept: 'application/vnd.github+json',
        'user-agent': 'culprit',
        'x-github-api-version': '2022-11-28',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      },
    })
    const remaining = numberOf(answer.headers, 'x-ratelimit-remaining')
    this.remaining = remaining ?? this.remaining
    const isLimited = (answer.status === 403 || answer.status === 429) && (remaining === 0 || answer.headers.has('retry-after'))
    if (isLimited || answer.status === 429) throw rateLimited(this.host, resetOf(answer.headers), token !== null)
    if (answer.status === 401) throw unreadableRepository(this.name, this.host, 401, token !== null)
    return answer
  }

  #parse<T>(schema: z.ZodType<T>, status: number, json: unknown, what: string): T {
    const url = new URL(`/repos/${this.name}`, this.#access.api)
    if (status < 200 || status > 299) throw refusedByServer(what, url, status)
    const parsed = schema.safeParse(json)
    if (!parsed.success) throw badAnswer(what, url, z.prettifyError(parsed.error).split('\n')[0]!)
    return parsed.data
  }
}

const largestAnswer = 64e6
const mostFilePages = 10
const mostCommentPages = 3

const who = z.object({ name: z.string().nullish(), date: z.string().nullish() }).nullish()
const commitSchema = z.object({
  sha: z.string().regex(/^[0-9a-f]{40,64}$/),
  commit: z.object({ message: z.string(), author: who, committer: who }),
  parents: z.array(z.object({ sha: z.string() })),
  files: z
    .array(
      z.object({
        filename: z.string(),
        additions: z.number().nonnegative(),
        deletions: z.number().nonnegative(),
        patch: z.string().nullish(),
      }),
    )
    .nullish(),
})
const compareSchema = z.object({ commits: z.array(commitSchema) })
const pullRequestSchema = z.object({
  title: z.string(),
  body: z.string().nullish(),
  merged_at: z.string().nullable(),
  labels: z.array(z.object({ name: z.string() })),
})
const commentSchema = z.object({ body: z.string().nullish() })

function commitOf({ sha, commit, parents }: z.infer<typeof commitSchema>): GithubCommit {
  const time = Date.parse(commit.committer?.date ?? commit.author?.date ?? '')
  return {
    commit: sha,
    parents: parents.map(parent => parent.sha),
    date: new Date(Number.isNaN(time) ? 0 : time).toISOString(),
    author: commit.author?.name ?? '',
    message: commit.message,
  }
}

function hasNext(headers: Headers): boolean {
  return /;\s*rel="next"/.test(headers.get('link') ?? '')
}

function numberOf(headers: Headers, name: string): number | null {
  const text = headers.get(name)
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : null
}

function resetOf(headers: Headers): string | null {
  const reset = numberOf(headers, 'x-ratelimit-reset')
  return reset === null ? null : new Date(reset * 1000).toISOString()
}
