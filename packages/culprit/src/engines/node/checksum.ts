import { createHash } from 'node:crypto'

/**
 * What a run returned, as a short text with its type, so that two sides can be compared and a reader can see it.
 *
 * null for undefined and null (the run returned no checksum) and for values that cannot be written as JSON.
 */
export function checksumText(value: unknown): string | null {
  switch (typeof value) {
    case 'undefined':
    case 'function':
    case 'symbol':
      return null
    case 'number':
    case 'bigint':
    case 'boolean':
      return `${typeof value}:${String(value)}`
    case 'string':
      return value.length <= 64 ? `string:${value}` : `string:${value.length}:${sha256(value)}`
    case 'object':
      if (value === null) return null
      if (ArrayBuffer.isView(value))
        return `bytes:${value.byteLength}:${sha256(new Uint8Array(value.buffer, value.byteOffset, value.byteLength))}`
      if (value instanceof ArrayBuffer || value instanceof SharedArrayBuffer)
        return `bytes:${value.byteLength}:${sha256(new Uint8Array(value))}`
      return jsonText(value)
  }
}

function jsonText(value: object): string | null {
  try {
    return `json:${sha256(JSON.stringify(value, withContents))}`
  } catch {
    return null
  }
}

/** JSON has no place for what these hold, and would make different work look the same. */
function withContents(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))) return `${typeof value}:${value}`
  if (value instanceof Map || value instanceof Set) return [value.constructor.name, ...value]
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) return checksumText(value)
  return value
}

function sha256(value: string | Uint8Array): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 32)
}
