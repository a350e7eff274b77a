import * as fs from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { emptyFolder } from '../../../../test/program.ts'
import { serve, serveFile } from '../../../../test/server.ts'
import { download, fetchJson, type HttpRequest } from './http.ts'
import { openRemote } from './remote-file.ts'

const request = (url: string, changed: Partial<HttpRequest> = {}): HttpRequest => ({
  url: new URL(url),
  what: 'the list of x',
  limits: { attempts: 3, backoffMs: 1, idleMs: 30_000, totalMs: 50_000 },
  signal: new AbortController().signal,
  maxBytes: 1e6,
  ...changed,
})

describe('a request', () => {
  test('is made again when the server is busy, and waits as long as it says', async () => {
    const answers = [500, 429, 200]
    const server = await serve((_, response) => {
      response.writeHead(answers.shift()!, { 'retry-after': '0.1' }).end('{"a":1}')
    })
    const began = performance.now()
    expect(await fetchJson(request(server.url, { limits: { attempts: 3, backoffMs: 60_000, idleMs: 30_000, totalMs: 50_000 } }))).toEqual({
      a: 1,
    })
    expect(server.requests).toHaveLength(3)
    expect(performance.now() - began).toBeGreaterThan(190)
  })

  test('fails with the host, what was fetched and what to do, when it goes on failing', async () => {
    const server = await serve((_, response) => response.writeHead(503).end())
    await expect(fetchJson(request(`${server.url}/v3/x?token=secret`))).rejects.toMatchObject({
      code: 'network-failed',
      exitCode: 2,
      message: `Could not fetch the list of x from ${new URL(server.url).host}: it answered 503, in 3 attempts (${server.url}/v3/x).`,
      hint: expect.stringMatching(/^Nothing half-fetched was kept. Run the command again .* `culprit resume`/),
    })
    expect(server.requests).toHaveLength(3)
  })

  test('is made again when nobody listens, and says so in the end', async () => {
    const closed = createServer()
    await new Promise<void>(resolve => closed.listen(0, '127.0.0.1', resolve))
    const { port } = closed.address() as { port: number }
    await new Promise(resolve => closed.close(resolve))
    await expect(fetchJson(request(`http://127.0.0.1:${port}`))).rejects.toThrow(/: connect ECONNREFUSED .*, in 3 attempts/)
  })

  test('ends when the server sends nothing any more, before or in the middle of its answer', async () => {
    const limits = { attempts: 3, backoffMs: 1, idleMs: 150, totalMs: 50_000 }
    const silent = await serve(() => {})
    await expect(fetchJson(request(silent.url, { limits }))).rejects.toThrow('nothing came for 0.15 s, in 3 attempts')
    const stalling = await serve((_, response) => response.write('{"a":'))
    await expect(fetchJson(request(stalling.url, { limits }))).rejects.toThrow('nothing came for 0.15 s, in 3 attempts')
  })

  test('goes on as long as something comes', async () => {
    const server = await serve((_, response) => {
      const rest = ['{', '"a"', ':', ' ', '1', ' ', ' ', '}']
      const timer = setInterval(() => (rest.length > 1 ? response.write(rest.shift()) : response.end(rest[0])), 250)
      response.on('close', () => clearInterval(timer))
    })
    const limits = { attempts: 1, backoffMs: 1, idleMs: 1500, totalMs: 50_000 }
    expect(await fetchJson(request(server.url, { limits }))).toEqual({ a: 1 })
  })

  test('ends when the whole takes too long, although something always comes', async () => {
    const dripping = await serve((_, response) => {
      const timer = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(timer))
    })
    const limits = { attempts: 1, backoffMs: 1, idleMs: 30_000, totalMs: 300 }
    await expect(fetchJson(request(dripping.url, { limits }))).rejects.toThrow('it took longer than 0.3 s')
  })

  test('ends at once when the user interrupts, also while it waits', async () => {
    const server = await serve((_, response) => response.writeHead(500).end())
    const controller = new AbortController()
    const reason = new Error('interrupted')
    setTimeout(() => controller.abort(reason), 50)
    const limits = { attempts: 3, backoffMs: 20_000, idleMs: 20_000, totalMs: 20_000 }
    await expect(fetchJson(request(server.url, { limits, signal: controller.signal }))).rejects.toBe(reason)
    expect(server.requests).toHaveLength(1)
  })

  test('is not made again when the answer would be the same: a refusal, no JSON, too much', async () => {
    const server = await serve(({ url }, response) => {
      if (url === '/login') response.writeHead(401).end()
      else if (url === '/page') response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')
      else response.writeHead(200).end(JSON.stringify('x'.repeat(2e6)))
    })
    await expect(fetchJson(request(`${server.url}/login`))).rejects.toMatchObject({
      code: 'refused-by-server',
      message: expect.stringContaining('it answered 401'),
      hint: expect.stringContaining('wants a login'),
    })
    await expect(fetchJson(request(`${server.url}/page`))).rejects.toMatchObject({
      code: 'bad-answer',
      message: expect.stringContaining('it is no JSON, but text/html'),
    })
    await expect(fetchJson(request(`${server.url}/large`))).rejects.toMatchObject({ code: 'download-too-large' })
    expect(server.requests).toHaveLength(3)
  })

  test('for what does not exist is answered with nothing', async () => {
    const server = await serve((_, response) => response.writeHead(404).end('no such thing'))
    expect(await fetchJson(request(server.url))).toBe(null)
    expect(await download(request(server.url), join(emptyFolder(), 'file'))).toBe(false)
    expect(await openRemote(request(server.url), join(emptyFolder(), 'file'))).toBe(null)
    expect(server.requests).toHaveLength(3)
  })
})

describe('a download', () => {
  const content = Buffer.alloc(300_000, 'abc')

  test('that breaks off is made again from its beginning', async () => {
    let served = 0
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': content.length })
      if (served++ === 0) response.write(content.subarray(0, 100_000), () => response.destroy())
      else response.end(content)
    })
    const path = join(emptyFolder(), 'file')
    expect(await download(request(server.url), path)).toBe(true)
    expect((await fs.readFile(path)).equals(content)).toBe(true)
    expect(server.requests).toHaveLength(2)
  })

  test('that always breaks off fails, by name', async () => {
    const server = await serve((_, response) => {
      response.writeHead(200, { 'content-length': content.length })
      response.write(content.subarray(0, 100_000), () => response.destroy())
    })
    await expect(download(request(server.url), join(emptyFolder(), 'file'))).rejects.toMatchObject({ code: 'network-failed' })
  })

  test('is refused when it is a web page, or larger than the limit, announced or not', async () => {
    const server = await serve(({ url }, response) => {
      if (url === '/page') response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
      if (url === '/announced') response.writeHead(200, { 'content-length': content.length })
      response.end(content)
    })
    const fetchTo = (path: string) => download(request(`${server.url}${path}`, { maxBytes: 200_000 }), join(emptyFolder(), 'file'))
    await expect(fetchTo('/page')).rejects.toThrow('it is a web page (text/html; charset=utf-8)')
    await expect(fetchTo('/announced')).rejects.toThrow('is larger than 0.2 MB')
    await expect(fetchTo('/silent')).rejects.toThrow('is larger than 0.2 MB')
  })
})

describe('a file on a server', () => {
  const content = Buffer.from(Array.from({ length: 3 << 20 }, (_, index) => (index * 7) & 255))

  test.each([true, false])('is read by parts when the server can send them (%s), and else as a whole', async ranges => {
    const server = await serveFile(content, { ranges })
    const path = join(emptyFolder(), 'file')
    await using file = (await openRemote(request(server.url, { maxBytes: 1e7 }), path))!
    expect(file.size).toBe(content.length)
    for (const [start, length] of [
      [0, 10],
      [content.length - 5, 5],
      [(1 << 20) - 3, 6],
      [5, 1],
    ] as const) {
      expect(Buffer.from(await file.read(start, length)).equals(content.subarray(start, start + length))).toBe(true)
    }
    // One to learn the size, and one for each of the three blocks that were read.
    expect(server.requests).toHaveLength(ranges ? 4 : 1)
    expect(await fs.readdir(join(path, '..'))).toEqual(ranges ? [] : ['file'])
  })

  test('that changes while it is read is an error, and not a mixture', async () => {
    const server = await serve(({ headers }, response) => {
      const size = headers.range === 'bytes=0-0' ? 10 : 20
      response.writeHead(206, { 'content-range': `bytes 0-${size === 10 ? 0 : 9}/${size}` }).end(Buffer.alloc(size === 10 ? 1 : 10))
    })
    await using file = (await openRemote(request(server.url), join(emptyFolder(), 'file')))!
    await expect(file.read(0, 10)).rejects.toThrow('another part than bytes 0 to 9 of 10 came back')
  })
})
