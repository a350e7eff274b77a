import { createWriteStream } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { badAnswer, CulpritError, downloadTooLarge, networkFailed, refusedByServer } from '../model/errors.ts'
import type { Bytes } from '../model/units.ts'
import { isDiskFull } from './files.ts'
import { parseJson } from './parse-json.ts'

export interface HttpLimits {
  /** How often a request is made before it has failed. */
  readonly attempts: number
  /** Before the second attempt; each further one waits twice as long. */
  readonly backoffMs: number
  /** An answer that sends nothing for so long is given up. */
  readonly idleMs: number
  /** One attempt may take so long altogether. */
  readonly totalMs: number
}

export const httpLimits: HttpLimits = { attempts: 4, backoffMs: 500, idleMs: 30_000, totalMs: 900_000 }

export interface HttpRequest {
  readonly url: URL
  /** What it is, for errors: "the versions of X". */
  readonly what: string
  readonly limits: HttpLimits
  readonly signal: AbortSignal
  /** Larger answers are refused. */
  readonly maxBytes: Bytes
  /** Never part of an error or a log: what a server wants to know about who asks. A redirect to another server does not get them. */
  readonly headers?: Readonly<Record<string, string>>
}

/** The answer as parsed JSON; null when the server says that there is no such thing (404 or 410). */
export async function fetchJson(request: HttpRequest): Promise<unknown> {
  return exchange(request, {}, async (response, body) => {
    if (response.status === 404 || response.status === 410) return null
    if (!response.ok) throw refusedByServer(request.what, request.url, response.status)
    const text = (await buffer(body)).toString('utf8')
    try {
      return JSON.parse(text) as unknown
    } catch {
      throw badAnswer(request.what, request.url, `it is no JSON, but ${response.headers.get('content-type') ?? 'of no stated type'}`)
    }
  })
}

export interface JsonAnswer {
  readonly status: number
  readonly headers: Headers
  /** Null when it is no JSON. */
  readonly json: unknown
}

/** Whatever the server answers, for those who know what its statuses mean; asked again only when the server or the network fails. */
export async function fetchAnswer(request: HttpRequest): Promise<JsonAnswer> {
  return exchange(
    request,
    {},
    async (response, body) => {
      const text = (await buffer(body)).toString('utf8')
      return { status: response.status, headers: response.headers, json: parseJson(text) }
    },
    failing,
  )
}

/** Writes the whole answer to a file; false when the server says that there is no such thing. What a failed attempt wrote is written over. */
export async function download(request: HttpRequest, path: string): Promise<boolean> {
  return exchange(request, exactly, async (response, body) => {
    if (isMissing(request, response)) return false
    await pipeline(body, createWriteStream(path))
    return true
  })
}

/** How a server can be read from: whole files only, or any part of them. */
export type RangeSupport = { readonly kind: 'missing' } | { readonly kind: 'whole' } | { readonly kind: 'parts'; readonly size: Bytes }

/**
 * Asks for one byte. A server that knows ranges says how long the file is; of another one the whole file comes, and is written to `path`, so
 * that it need not be asked for again.
 */
export async function probeRanges(request: HttpRequest, path: string): Promise<RangeSupport> {
  return exchange(request, { ...exactly, range: 'bytes=0-0' }, async (response, body) => {
    if (isMissing(request, response)) return { kind: 'missing' }
    const size = response.status === 206 ? partOf(response)?.size : undefined
    if (size !== undefined) return { kind: 'parts', size }
    if (response.status === 206) throw badAnswer(request.what, request.url, 'it is a part of the file that is not told which')
    await pipeline(body, createWriteStream(path))
    return { kind: 'whole' }
  })
}

/** `length` bytes from `start` of a file of `size`; the server must still have the same file. */
export async function fetchPart(request: HttpRequest, start: Bytes, length: Bytes, size: Bytes): Promise<Uint8Array> {
  const end = start + length - 1
  return exchange(request, { ...exactly, range: `bytes=${start}-${end}` }, async (response, body) => {
    if (!response.ok) throw refusedByServer(request.what, request.url, response.status)
    const part = response.status === 206 ? partOf(response) : null
    if (part?.start !== start || part.end !== end || part.size !== size) {
      throw badAnswer(request.what, request.url, `another part than bytes ${start} to ${end} of ${size} came back`)
    }
    const bytes = await buffer(body)
    if (bytes.length !== length) throw new Error(`${bytes.length} bytes came instead of ${length}`)
    return bytes
  })
}

/** Sizes and places are those of the file, so nothing may be compressed on the way. */
const exactly = { 'accept-encoding': 'identity' }

function isMissing(request: HttpRequest, response: Response): boolean {
  if (response.status === 404 || response.status === 410) return true
  if (!response.ok) throw refusedByServer(request.what, request.url, response.status)
  const type = response.headers.get('content-type') ?? ''
  // A page to log in is often an answer of 200.
  if (/^text\/html\b/i.test(type)) throw badAnswer(request.what, request.url, `it is a web page (${type})`)
  return false
}

function partOf(response: Response): { start: Bytes; end: Bytes; size: Bytes } | null {
  const match = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(response.headers.get('content-range') ?? '')
  return match === null ? null : { start: Number(match[1]), end: Number(match[2]), size: Number(match[3]) }
}

/**
 * Makes a request until it is answered and `read` has the answer: again after a failure of the network, an answer that breaks off or stops
 * coming, and the statuses that servers give when they are busy. An error of culprit's own is final.
 */
async function exchange<T>(
  request: HttpRequest,
  headers: Readonly<Record<string, string>>,
  read: (response: Response, body: AsyncIterable<Uint8Array>) => Promise<T>,
  again: ReadonlySet<number> = busy,
): Promise<T> {
  const { limits, signal, url, what } = request
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted()
    const clock = new Clock(limits)
    let failure: string
    let waitMs = limits.backoffMs * 2 ** (attempt - 1)
    try {
      const response = await fetch(url, { headers: { ...request.headers, ...headers }, signal: AbortSignal.any([signal, clock.signal]) })
      if (!again.has(response.status)) return await read(response, chunks(response, request, clock))
      failure = `it answered ${response.status}`
      waitMs = retryAfterMs(response) ?? waitMs
      await response.body?.cancel()
    } catch (error) {
      if (signal.aborted) throw signal.reason
      if (error instanceof CulpritError || isOfDisk(error)) throw error
      failure = clock.expired ?? reasonOf(error)
    } finally {
      clock.stop()
    }
    if (attempt >= limits.attempts) throw networkFailed(what, url, failure, attempt)
    await pause(Math.min(waitMs, longestWaitMs), undefined, { signal }).catch(() => signal.throwIfAborted())
  }
}

/** Statuses after which asking again can help. */
const busy: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504])
/** The same without the one that is about who asks. */
const failing: ReadonlySet<number> = new Set([...busy].filter(status => status !== 429))
const longestWaitMs = 30_000

function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null
}

async function* chunks(response: Response, { url, what, maxBytes }: HttpRequest, clock: Clock): AsyncGenerator<Uint8Array> {
  let total = 0
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) throw downloadTooLarge(what, url, maxBytes)
  for await (const chunk of response.body ?? []) {
    clock.moved()
    total += chunk.length
    if (total > maxBytes) throw downloadTooLarge(what, url, maxBytes)
    yield chunk
  }
}

/** Ends an attempt that takes too long, or during which nothing comes. */
class Clock {
  readonly #controller = new AbortController()
  readonly #limits: HttpLimits
  readonly #total: NodeJS.Timeout
  #idle: NodeJS.Timeout
  /** Which limit ended the attempt; null while none did. */
  expired: string | null = null

  constructor(limits: HttpLimits) {
    this.#limits = limits
    this.#total = setTimeout(() => this.#expire(`it took longer than ${limits.totalMs / 1000} s`), limits.totalMs)
    this.#idle = this.#startIdle()
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  moved(): void {
    clearTimeout(this.#idle)
    this.#idle = this.#startIdle()
  }

  stop(): void {
    clearTimeout(this.#total)
    clearTimeout(this.#idle)
  }

  #startIdle(): NodeJS.Timeout {
    const { idleMs } = this.#limits
    return setTimeout(() => this.#expire(`nothing came for ${idleMs / 1000} s`), idleMs)
  }

  #expire(why: string): void {
    this.expired = why
    this.#controller.abort(new Error(why))
  }
}

/** Asking the server again makes no room, and gives no right to write. */
function isOfDisk(error: unknown): boolean {
  return isDiskFull(error) || (error instanceof Error && 'syscall' in error && 'path' in error)
}

/** fetch says "fetch failed" and puts what happened below it. */
function reasonOf(error: unknown): string {
  let deepest = error
  while (deepest instanceof Error && deepest.cause instanceof Error) deepest = deepest.cause
  if (deepest instanceof AggregateError && deepest.errors[0] instanceof Error) deepest = deepest.errors[0]
  return deepest instanceof Error ? deepest.message : String(deepest)
}
