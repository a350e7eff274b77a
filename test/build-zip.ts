// Zip archives as tests want them, honest and hostile: every field can be a lie.
import { crc32, deflateRawSync } from 'node:zlib'

export interface ZipEntry {
  readonly name: string
  readonly content: string | Uint8Array
  readonly stored?: boolean
  /** What the archive says, in place of what is true. */
  readonly says?: {
    readonly bytes?: number
    readonly crc32?: number
    readonly mode?: number
    readonly flags?: number
    readonly method?: number
  }
}

export function buildZip(entries: readonly ZipEntry[], comment = ''): Uint8Array {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const { name, content, stored, says } of entries) {
    const bytes = Buffer.from(content)
    const data = stored ? bytes : deflateRawSync(bytes)
    const fileName = Buffer.from(name)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    // UTF-8 names.
    fields.writeUInt16LE(says?.flags ?? 0x800, 2)
    fields.writeUInt16LE(says?.method ?? (stored ? 0 : 8), 4)
    fields.writeUInt32LE(says?.crc32 ?? crc32(bytes), 10)
    fields.writeUInt32LE(data.length, 14)
    // Sizes from 4 GB on stand in the extra field of Zip64.
    const size = says?.bytes ?? bytes.length
    const zip64 = size > 0xfffffffe
    fields.writeUInt32LE(zip64 ? 0xffffffff : size, 18)
    fields.writeUInt16LE(fileName.length, 22)
    const extra = Buffer.alloc(zip64 ? 12 : 0)
    if (zip64) {
      extra.writeUInt16LE(1, 0)
      extra.writeUInt16LE(8, 2)
      extra.writeBigUInt64LE(BigInt(size), 4)
    }
    locals.push(Buffer.from('PK\x03\x04'), fields, fileName, data)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(((says?.mode ?? 0) * 0x10000) >>> 0, 6)
    rest.writeUInt32LE(offset, 10)
    const listed = Buffer.from(fields)
    listed.writeUInt16LE(extra.length, 24)
    // Made on Unix, so that the mode counts.
    central.push(Buffer.from('PK\x01\x02'), Buffer.from([0x14, 0x03]), listed, rest, fileName, extra)
    offset += 4 + 26 + fileName.length + data.length
  }
  const list = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(offset, 16)
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...locals, list, end, Buffer.from(comment)])
}
