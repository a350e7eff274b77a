import type { ModuleVersion } from '../model/module.ts'
import type { ModuleFacts } from './module.ts'
import { customSection } from './sections.ts'

/** As many as are listed; the first in the order of the file, after those of the producers section. */
export const mostVersions = 100

/**
 * The versions and hashes that the bytes of a module name: its producers section, and texts in data segments that look like nothing
 * else. What a text is the version of is for the reader to judge: a library may name the versions of others.
 */
export function embeddedVersions(facts: ModuleFacts): ModuleVersion[] {
  const cores = facts.layer === 'core' ? [facts] : facts.modules
  const data = cores.flatMap(module => {
    const found: ModuleVersion[] = []
    for (const { start, end } of areas(module)) {
      if (found.length >= mostCandidates) break
      for (const version of numbered(module.bytes, start, end)) found.push(version)
      for (const version of hashes(module.bytes, start, end)) found.push(version)
    }
    return found.toSorted((one, other) => one.offset - other.offset)
  })
  const distinct = new Map<string, ModuleVersion>()
  for (const version of [...cores.flatMap(module => [...produced(module)]), ...data]) {
    const key = `${version.kind} ${version.text}`
    if (!distinct.has(key)) distinct.set(key, version)
  }
  return [...distinct.values()].slice(0, mostVersions)
}

const mostCandidates = 10_000

function* produced(facts: ModuleFacts): Generator<ModuleVersion> {
  const section = facts.sections.find(({ id, name }) => id === customSection && name === 'producers')
  if (!section || !facts.custom.producers) return
  const content = latin1(facts.bytes, section.offset, section.offset + section.bytes)
  for (const tools of facts.custom.producers.values()) {
    for (const { name, version } of tools) {
      if (version === '') continue
      yield { kind: 'producer', text: `${name} ${version}`, offset: section.offset + Math.max(content.indexOf(version), 0) }
    }
  }
}

/**
 * Data in which offsets are those of the file. Segments that follow each other closely are one area: Go cuts its data into 100 000, and
 * leaves out zeros only.
 */
function* areas(facts: ModuleFacts): Generator<{ readonly start: number; readonly end: number }> {
  let start = 0
  let end = 0
  for (const { offset, bytes } of facts.data) {
    if (offset - end > closeBy) {
      if (end > start) yield { start, end }
      start = offset
    }
    end = offset + bytes
  }
  if (end > start) yield { start, end }
}

/** What stands between two segments: flags, an address and a size. */
const closeBy = 16

/** Versions, which have a full stop between two digits. */
function* numbered(bytes: Uint8Array, start: number, end: number): Generator<ModuleVersion> {
  let yielded = 0
  for (let at = bytes.indexOf(fullStop, start); at >= 0 && at < end; at = bytes.indexOf(fullStop, at + 1)) {
    if (!isDigit(bytes[at - 1]) || !isDigit(bytes[at + 1])) continue
    const from = Math.max(start, at - longestBefore)
    const text = latin1(bytes, from, Math.min(end, at + longestBehind))
    for (const match of text.matchAll(anyVersion)) {
      if (match.index + match[0].length <= at - from) continue
      const kind = match.index <= at - from ? kindOf(match) : null
      if (kind !== null) {
        yield { text: match[0], kind, offset: from + match.index }
        if (++yielded >= mostCandidates) return
        at = from + match.index + match[0].length - 1
      }
      break
    }
  }
}

const fullStop = 0x2e
const longestBefore = 60
const longestBehind = 110

/** Runs of forty hexadecimal digits, and longer ones behind a date: any such run has a digit at one of each forty places. */
function* hashes(bytes: Uint8Array, start: number, end: number): Generator<ModuleVersion> {
  let yielded = 0
  for (let at = start + hashLength - 1; at < end; at += hashLength) {
    if (!isHexadecimal(bytes[at]!)) continue
    let first = at
    let behind = at + 1
    // Longer runs than the longest hash need not be seen to their ends.
    while (first > start && at - first <= longestHash && isHexadecimal(bytes[first - 1]!)) first--
    while (behind < end && behind - at <= longestHash && isHexadecimal(bytes[behind]!)) behind++
    const digits = latin1(bytes, first, behind)
    const date = /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d $/.exec(latin1(bytes, Math.max(start, first - 20), first))?.[0] ?? ''
    const fits = digits.length === hashLength || (date !== '' && digits.length > hashLength && digits.length <= longestHash)
    if (fits && isRandom(digits) && !isWord(bytes[first - 1]) && !isWord(bytes[behind])) {
      yield { text: date + digits, kind: 'hash', offset: first - date.length }
      if (++yielded >= mostCandidates) return
    }
    at = Math.max(at, behind - 1)
  }
}

const hashLength = 40
const longestHash = 64

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39
}

function isHexadecimal(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x61 && byte <= 0x66)
}

function isWord(byte: number | undefined): boolean {
  return byte !== undefined && (isDigit(byte) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f)
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return new TextDecoder('latin1').decode(bytes.subarray(start, end))
}

// Each begins and ends where no letter or digit goes on. In the order in which one that is part of another has to come.
const patterns = {
  describe: String.raw`v?\d{1,4}\.\d{1,4}(?:\.\d{1,5})?(?:-[0-9A-Za-z.]{1,20})?-\d{1,5}-g[0-9a-f]{7,40}`,
  go: String.raw`go1\.\d{1,3}(?:\.\d{1,3}|rc\d|beta\d)?`,
  product: String.raw`[A-Za-z][A-Za-z0-9_+-]{1,40}(?:[ /]|-v?| version | ver\.? | v|\/v)(?:\d{1,4}\.\d{1,4}\.\d{1,5})(?:-[0-9A-Za-z.]{1,20}|[a-z]\d?)?(?: \([^()\x00-\x1f]{1,60}\))?`,
} as const
const anyVersion = new RegExp(
  `(?<![0-9A-Za-z_.-])(?:${Object.entries(patterns)
    .map(([name, pattern]) => `(?<${name}>${pattern})`)
    .join('|')})(?![0-9A-Za-z_]|\\.\\d)`,
  'g',
)

function kindOf({ groups, 0: text }: RegExpExecArray): ModuleVersion['kind'] | null {
  if (groups?.describe !== undefined) return 'describe'
  if (groups?.go !== undefined) return 'toolchain'
  const name = /^[A-Za-z0-9_+]*/.exec(text)![0].toLowerCase()
  if (notProducts.has(name)) return null
  return toolchains.has(name) ? 'toolchain' : 'product'
}

/**
 * Tables of digits are no hashes. Of forty random ones, hardly any have less than eight different digits, or more than eleven that are the
 * same as the one before (each with a probability below 1e-4).
 */
function isRandom(digits: string): boolean {
  const repeated = digits.split('').filter((digit, index) => digit === digits[index - 1]).length
  return new Set(digits).size >= 8 && repeated <= 11 && /[a-f]/.test(digits)
}

const toolchains: ReadonlySet<string> = new Set([
  'rustc',
  'clang',
  'llvm',
  'lld',
  'gcc',
  'emscripten',
  'emcc',
  'binaryen',
  'tinygo',
  'zig',
  'ldc',
  'ghc',
])

/** Words before numbers of three parts that are no versions. */
const notProducts: ReadonlySet<string> = new Set([
  'section',
  'sections',
  'sec',
  'chapter',
  'table',
  'figure',
  'fig',
  'appendix',
  'clause',
  'rfc',
  'iso',
  'iec',
  'ansi',
  'part',
  'step',
  'rule',
  'version',
  'since',
  'before',
  'after',
  'until',
  'from',
  'to',
  'in',
  'of',
  'at',
  'by',
  'and',
  'or',
  'the',
  'than',
  'is',
  'oid',
  'see',
  'example',
  'that',
  'thru',
  'with',
  'for',
  'on',
  'as',
  'pre',
  'schema',
  'versions',
  'release',
  'http',
  'https',
])
