import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

export interface TestServer {
  /** Without a slash at its end. */
  readonly url: string
  /** What was asked for, in order: the path, and behind it the range when there was one. */
  readonly requests: readonly string[]
  /** Ends it before the test does; what it was sending breaks off. */
  stop(): void
}

/** An HTTP server for the length of one test. */
export async function serve(answer: (request: IncomingMessage, response: ServerResponse) => unknown): Promise<TestServer> {
  const requests: string[] = []
  const server = createServer((request, response) => {
    requests.push([request.url, request.headers.range].filter(part => part !== undefined).join(' '))
    answer(request, response)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const stop = (): void => {
    server.closeAllConnections()
    server.close()
  }
  onTestFinished(stop)
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, stop }
}

/** Serves one file at every path, in parts when `ranges` says so. */
export async function serveFile(content: Uint8Array, { ranges }: { readonly ranges: boolean }): Promise<TestServer> {
  return serve((request, response) => sendFile(request, response, content, ranges))
}

export function sendFile(request: IncomingMessage, response: ServerResponse, content: Uint8Array, ranges: boolean): void {
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(ranges ? (request.headers.range ?? '') : '') ?? []
  if (start === undefined) {
    response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': content.length }).end(content)
    return
  }
  const part = content.subarray(Number(start), Number(end) + 1)
  response.writeHead(206, { 'content-range': `bytes ${start}-${end}/${content.length}`, 'content-length': part.length }).end(part)
}
