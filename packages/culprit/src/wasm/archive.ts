import { invalidArchive } from '../model/errors.ts'

/** One file within a static library. */
export interface ArchiveMember {
  readonly name: string
  /** Absolute, of its first byte. */
  readonly offset: number
  readonly bytes: number
}

const magic = '!<arch>\n'
const headerBytes = 60

export function isArchive(bytes: Uint8Array): boolean {
  return bytes.length >= magic.length && ascii(bytes, 0, magic.length) === magic
}

/**
 * The members of a static library (`.a`, the format of `ar`), in order, without the symbol table. Long names as GNU and LLVM write them
 * (`/17`, a place in the member `//`) and as BSD does (`#1/20`, before the content).
 *
 * Throws with the offset when a header is damaged or a member goes beyond the end.
 */
export function readArchive(bytes: Uint8Array): ArchiveMember[] {
  if (!isArchive(bytes)) throw invalidArchive('this is no static library: it does not begin with !<arch>', 0)
  const members: ArchiveMember[] = []
  let longNames: Uint8Array = bytes.subarray(0, 0)
  let position = magic.length
  while (position < bytes.length) {
    const header = position
    if (header + headerBytes > bytes.length) throw invalidArchive('the archive ends inside the header of a member', header)
    if (bytes[header + 58] !== 0x60 || bytes[header + 59] !== 0x0a) throw invalidArchive('the header of a member has no end mark', header)
    const size = decimal(bytes, header + 48, 10, header)
    const start = header + headerBytes
    if (size > bytes.length - start) throw invalidArchive(`a member of ${size} bytes goes beyond the end of the archive`, header)
    // Members begin at even offsets.
    position = start + size + (size % 2)
    const short = ascii(bytes, header, 16).trimEnd()
    if (short === '/' || short === '/SYM64/') continue
    if (short === '//') longNames = bytes.subarray(start, start + size)
    else if (short.startsWith('#1/')) {
      const length = decimal(bytes, header + 3, 13, header)
      if (length > size) throw invalidArchive('the name of a member is longer than the member', header)
      const name = ascii(bytes, start, length).replace(/\0+$/, '')
      if (!name.startsWith('__.SYMDEF')) members.push({ name, offset: start + length, bytes: size - length })
    } else if (/^\/\d+$/.test(short)) {
      members.push({ name: longName(longNames, Number(short.slice(1)), header), offset: start, bytes: size })
    } else members.push({ name: short.replace(/\/$/, ''), offset: start, bytes: size })
  }
  return members
}

function longName(names: Uint8Array, start: number, header: number): string {
  if (start >= names.length) throw invalidArchive(`the name at ${start} of the long names does not exist`, header)
  const end = names.indexOf(0x0a, start)
  return ascii(names, start, (end < 0 ? names.length : end) - start).replace(/\/$/, '')
}

function decimal(bytes: Uint8Array, start: number, length: number, header: number): number {
  const text = ascii(bytes, start, length).trim()
  if (!/^\d{1,10}$/.test(text)) throw invalidArchive(`${JSON.stringify(text)} is no number in the header of a member`, header)
  return Number(text)
}

/** One character for each byte: names of members are bytes, mostly ASCII. */
function ascii(bytes: Uint8Array, start: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(start, Math.min(start + length, start + 4096)))
}
