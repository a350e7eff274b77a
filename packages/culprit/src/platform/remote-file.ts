import type { Bytes } from '../model/units.ts'
import { fetchPart, probeRanges, type HttpRequest } from './http.ts'
import { openFileAccess, type RandomAccess } from './zip.ts'

/**
 * A file on a server, of which only the parts are fetched that are read; null when the server does not have it. A server that cannot send
 * parts sends all of it, to `path`, which is read then.
 */
export async function openRemote(request: HttpRequest, path: string): Promise<(RandomAccess & AsyncDisposable) | null> {
  const support = await probeRanges(request, path)
  switch (support.kind) {
    case 'missing':
      return null
    case 'whole':
      return openFileAccess(path)
    case 'parts':
      return remoteParts(request, support.size)
  }
}

/** The list of an archive is read in pieces of some fifty bytes, so parts are fetched in blocks, and those that were read last are kept. */
function remoteParts(request: HttpRequest, size: Bytes): RandomAccess & AsyncDisposable {
  const blocks = new Map<number, Promise<Uint8Array>>()
  const blockAt = (index: number): Promise<Uint8Array> => {
    const start = index * blockBytes
    const block = blocks.get(index) ?? fetchPart(request, start, Math.min(blockBytes, size - start), size)
    blocks.delete(index)
    blocks.set(index, block)
    for (const [oldest] of blocks) {
      if (blocks.size <= keptBlocks) break
      blocks.delete(oldest)
    }
    return block
  }
  return {
    size,
    async read(start, length) {
      const bytes = new Uint8Array(length)
      for (let at = start; at < start + length;) {
        const block = await blockAt(Math.floor(at / blockBytes))
        const from = at % blockBytes
        const part = block.subarray(from, from + start + length - at)
        bytes.set(part, at - start)
        at += part.length
      }
      return bytes
    },
    async [Symbol.asyncDispose]() {
      blocks.clear()
    },
  }
}

const blockBytes = 1 << 20
const keptBlocks = 8
