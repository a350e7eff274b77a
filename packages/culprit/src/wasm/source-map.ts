import * as z from 'zod'
import { badSourceMap } from '../model/errors.ts'
import type { ModuleFacts } from './module.ts'
import type { SourceFrame, SourceLines, SourcePlace } from './source-lines.ts'

/** What the URL of a source map leads to; this folder reads no files, so the caller does. */
export type SourceMapPlace =
  | { readonly kind: 'embedded'; readonly text: string }
  /** Relative to the module. */
  | { readonly kind: 'file'; readonly path: string }
  /** On a server, or nowhere that can be read. */
  | { readonly kind: 'elsewhere' }

/** A `data:` URL is decoded; damage in it is an error. */
export function sourceMapPlace(url: string): SourceMapPlace {
  if (/^data:/i.test(url)) return { kind: 'embedded', text: dataText(url) }
  // One letter is a drive.
  if (/^[a-z][a-z0-9+.-]+:/i.test(url) || url.startsWith('//')) return { kind: 'elsewhere' }
  try {
    return { kind: 'file', path: decodeURIComponent(url) }
  } catch {
    return { kind: 'elsewhere' }
  }
}

function dataText(url: string): string {
  const comma = url.indexOf(',')
  const head = url.slice(0, Math.max(comma, 0))
  if (url.length > largestMap) throw badSourceMap(`it has ${url.length} characters, and at most ${largestMap} are read`)
  try {
    if (comma < 0) throw new Error('there is no comma in it')
    const content = decodeURIComponent(url.slice(comma + 1))
    return /;base64$/i.test(head) ? new TextDecoder().decode(Uint8Array.from(atob(content), character => character.charCodeAt(0))) : content
  } catch (error) {
    throw badSourceMap(`its data: URL cannot be decoded: ${(error as Error).message}`)
  }
}

const largestMap = 2 ** 28

const schema = z.object({
  version: z.literal(3),
  sources: z.array(z.string().nullable()),
  sourceRoot: z.string().nullish(),
  mappings: z.string(),
})

/**
 * Source lines from a source map (version 3, https://tc39.es/ecma426/): columns of its only line are offsets in the module's file. Beyond a
 * function's body no mapping reaches, because nothing says where the one before it ends.
 */
export function sourceMapLines(facts: ModuleFacts, text: string): SourceLines {
  if (text.length > largestMap) throw badSourceMap(`it has ${text.length} characters, and at most ${largestMap} are read`)
  const { sources, sourceRoot, mappings } = parsed(text)
  const root = sourceRoot === undefined || sourceRoot === null || sourceRoot === '' ? '' : `${sourceRoot.replace(/\/$/, '')}/`
  return new MappedLines(
    facts,
    readMappings(mappings, sources.length),
    sources.map(source => (source === null ? null : root + source)),
  )
}

function parsed(text: string): z.infer<typeof schema> {
  let value: unknown
  try {
    // Servers put `)]}'` in front so that no page can run it as a script.
    value = JSON.parse(text.replace(/^\)\]\}[^\n]*\n/, ''))
  } catch (error) {
    throw badSourceMap(`it is no JSON: ${(error as Error).message}`)
  }
  const result = schema.safeParse(value)
  if (!result.success) throw badSourceMap(`${result.error.issues[0]?.path.join('.') ?? ''}: ${result.error.issues[0]?.message ?? ''}`)
  return result.data
}

/** Columns, each in the order of offsets. */
interface Mappings {
  readonly offsets: Float64Array
  /** -1 of code that no source stands for. */
  readonly sources: Int32Array
  readonly lines: Int32Array
  readonly columns: Int32Array
}

function readMappings(text: string, sourceCount: number): Mappings {
  const mappings: [offset: number, source: number, line: number, column: number][] = []
  const fields = [0, 0, 0, 0, 0]
  let ascending = true
  for (let at = 0; at < text.length && text[at] !== ';';) {
    if (text[at] === ',') {
      at++
      continue
    }
    let count = 0
    for (; at < text.length && text[at] !== ',' && text[at] !== ';'; count++) {
      if (count === 5) throw badSourceMap(`a mapping has more than five numbers (at character ${at} of its mappings)`)
      let value = 0
      let scale = 1
      for (let digit = 32; digit >= 32; scale *= 32) {
        digit = digitOf[text.charCodeAt(at)] ?? 255
        if (digit > 63 || scale > 2 ** 30) throw badSourceMap(`a number cannot be read (at character ${at} of its mappings)`)
        value += (digit & 31) * scale
        at++
      }
      // The lowest bit is the sign.
      fields[count]! += value % 2 === 1 ? -(value - 1) / 2 : value / 2
    }
    if (count === 2 || count === 3) throw badSourceMap(`a mapping has ${count} numbers (before character ${at} of its mappings)`)
    const [offset, source, line, column] = fields as [number, number, number, number, number]
    const mapped = count >= 4
    if (offset < 0 || (mapped && (source < 0 || source >= sourceCount || line < 0 || column < 0 || line > 2 ** 30 || column > 2 ** 30)))
      throw badSourceMap(`a mapping leads out of its sources (before character ${at} of its mappings)`)
    if (offset < (mappings.at(-1)?.[0] ?? 0)) ascending = false
    mappings.push([offset, mapped ? source : -1, line, column])
  }
  if (!ascending) mappings.sort(([a], [b]) => a - b)
  return {
    offsets: Float64Array.from(mappings, ([offset]) => offset),
    sources: Int32Array.from(mappings, ([, source]) => source),
    lines: Int32Array.from(mappings, ([, , line]) => line),
    columns: Int32Array.from(mappings, ([, , , column]) => column),
  }
}

const digitOf: readonly (number | undefined)[] = Array.from({ length: 128 }, (_, code) => {
  const digit = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(String.fromCharCode(code))
  return digit < 0 ? undefined : digit
})

class MappedLines implements SourceLines {
  readonly kind = 'source map'
  readonly unread: readonly string[] = []
  private readonly facts: ModuleFacts
  private readonly mappings: Mappings
  private readonly sources: readonly (string | null)[]

  constructor(facts: ModuleFacts, mappings: Mappings, sources: readonly (string | null)[]) {
    this.facts = facts
    this.mappings = mappings
    this.sources = sources
  }

  locate(offset: number): SourcePlace | null {
    const { starts, ends } = this.facts.bodies
    const body = lastUpTo(starts, offset)
    if (body < 0 || offset >= ends[body]!) return null
    const mapping = lastUpTo(this.mappings.offsets, offset)
    return mapping < 0 || this.mappings.offsets[mapping]! < starts[body]! ? null : this.place(mapping)
  }

  first(start: number, end: number): SourcePlace | null {
    const { offsets } = this.mappings
    for (let mapping = lastUpTo(offsets, start - 1) + 1; mapping < offsets.length && offsets[mapping]! < end; mapping++) {
      const place = this.place(mapping)
      if (place) return place
    }
    return null
  }

  /** A source map knows no functions. */
  frames(): readonly SourceFrame[] {
    return []
  }

  private place(mapping: number): SourcePlace | null {
    const file = this.sources[this.mappings.sources[mapping]!]
    if (file === undefined || file === null) return null
    // Lines and columns of a source map count from 0.
    return { file, line: this.mappings.lines[mapping]! + 1, column: this.mappings.columns[mapping]! + 1 }
  }
}

/** Index of the last value that is not above `limit`; -1 when all are. */
function lastUpTo(values: Float64Array | Uint32Array, limit: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (values[middle]! <= limit) low = middle + 1
    else high = middle
  }
  return low - 1
}
