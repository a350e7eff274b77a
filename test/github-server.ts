// GitHub's REST API on this machine, as far as commits and pull requests go, over real HTTP.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { serve, type TestServer } from './server.ts'

export interface HubCommit {
  /** One character; the hash is 40 of it. */
  readonly id: string
  readonly parents: readonly string[]
  /** ISO 8601. */
  readonly date: string
  readonly message: string
  /** Path to changed lines. */
  readonly files?: Readonly<Record<string, string>>
}

export interface HubPullRequest {
  readonly title: string
  readonly merged: boolean
  readonly labels?: readonly string[]
  readonly comments?: readonly string[]
}

export interface Hub {
  readonly repository: string
  /** The newest first. */
  readonly commits: readonly HubCommit[]
  readonly refs?: Readonly<Record<string, string>>
  readonly pulls?: Readonly<Record<number, HubPullRequest>>
  /** Never more of anything in one answer, whatever is asked for. */
  readonly pageSize?: number
  /** Requests that are answered. */
  readonly limit?: number
  /** Before the paths, as an Enterprise server has it. */
  readonly prefix?: string
}

export const hashOf = (id: string): string => id.repeat(40)

/** `authorizations` has that header of every request, in order. */
export async function githubServer(hub: Hub): Promise<TestServer & { readonly authorizations: readonly (string | undefined)[] }> {
  const authorizations: (string | undefined)[] = []
  let left = hub.limit ?? 1000
  const server = await serve((request, response) => {
    authorizations.push(request.headers.authorization)
    left--
    const limits = { 'x-ratelimit-remaining': String(Math.max(0, left)), 'x-ratelimit-reset': String(Date.UTC(2030, 0, 1, 12) / 1000) }
    if (left < 0) response.writeHead(403, limits).end('{"message":"API rate limit exceeded"}')
    else answer(hub, request, response, limits)
  })
  return { ...server, requests: server.requests, authorizations }
}

function answer(hub: Hub, request: IncomingMessage, response: ServerResponse, headers: Record<string, string>): void {
  const url = new URL(request.url!, 'http://localhost')
  const base = `${hub.prefix ?? ''}/repos/${hub.repository}`
  const path = decodeURIComponent(url.pathname)
  const send = (status: number, body: unknown, more: Record<string, string> = {}) =>
    response.writeHead(status, { ...headers, 'content-type': 'application/json', ...more }).end(JSON.stringify(body))
  const missing = () => send(404, { message: 'Not Found' })
  if (!path.startsWith(base)) return void missing()
  const [kind = '', ...rest] = path.slice(base.length + 1).split('/')
  const name = rest.join('/')
  const find = (ref: string) => {
    const hash = hub.refs?.[ref] === undefined ? ref : hashOf(hub.refs[ref])
    return hub.commits.find(({ id }) => hashOf(id) === hash || (ref === 'HEAD' && id === hub.commits[0]!.id))
  }

  /** One page of a list, with the address of the next one. */
  const sendPage = <T>(all: readonly T[], body: (page: readonly T[]) => unknown) => {
    const size = Math.min(Number(url.searchParams.get('per_page') ?? 30), hub.pageSize ?? 100)
    const page = Number(url.searchParams.get('page') ?? 1)
    const next = new URL(url)
    next.searchParams.set('page', String(page + 1))
    const link = page * size < all.length ? { link: `<${next}>; rel="next", <${next}>; rel="last"` } : undefined
    send(200, body(all.slice((page - 1) * size, page * size)), link)
  }

  if (kind === '') return void send(200, { full_name: hub.repository })
  if (kind === 'commits' && name === '') {
    const [since, until] = ['since', 'until'].map(key => Date.parse(url.searchParams.get(key) ?? ''))
    const within = hub.commits.filter(({ date }) => !(Date.parse(date) < since!) && !(Date.parse(date) > until!))
    return sendPage(within, page => page.map(each => commitBody(each)))
  }
  if (kind === 'commits') {
    const commit = find(name)
    if (commit === undefined) return void missing()
    return sendPage(Object.entries(commit.files ?? {}), files => commitBody(commit, files))
  }
  if (kind === 'compare') {
    const [from, to] = name.split('...').map(find)
    if (from === undefined || to === undefined) return void missing()
    const had = ancestors(hub, from)
    const between = [...ancestors(hub, to)].filter(each => !had.has(each))
    const inOrder = hub.commits.filter(each => between.includes(each)).toReversed()
    return sendPage(inOrder, commits => ({ status: 'ahead', commits: commits.map(each => commitBody(each)) }))
  }
  const pull = hub.pulls?.[Number(rest[0])]
  if (pull === undefined) return void missing()
  if (kind === 'pulls') {
    const { title, merged, labels = [] } = pull
    return void send(200, {
      title,
      body: null,
      merged_at: merged ? '2025-01-01T00:00:00Z' : null,
      labels: labels.map(label => ({ name: label })),
    })
  }
  sendPage(pull.comments ?? [], comments => comments.map(body => ({ body })))
}

function commitBody({ id, parents, date, message }: HubCommit, files?: readonly (readonly [string, string])[]) {
  return {
    sha: hashOf(id),
    commit: { message, author: { name: 'A', date }, committer: { name: 'GitHub', date } },
    parents: parents.map(parent => ({ sha: hashOf(parent) })),
    ...(files === undefined
      ? {}
      : { files: files.map(([filename, patch]) => ({ filename, additions: patch.split('\n').length, deletions: 0, patch })) }),
  }
}

function ancestors(hub: Hub, commit: HubCommit): Set<HubCommit> {
  const found = new Set<HubCommit>()
  const waiting = [commit]
  while (waiting.length > 0) {
    const each = waiting.pop()!
    found.add(each)
    waiting.push(...hub.commits.filter(({ id }) => each.parents.includes(id)))
  }
  return found
}
