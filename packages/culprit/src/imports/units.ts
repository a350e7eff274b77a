/** How many of our units one of a tool's has, and ours: nanoseconds and bytes. A unit that has no single meaning, such as KB, stays as it is. */
export function unitOf(written: string): { readonly unit: string; readonly factor: number } {
  const text = written.trim()
  const time = times.get(text.replace(/\s*\/\s*(op|iter|iteration|call|run)s?$/i, '').toLowerCase())
  if (time !== undefined) return { unit: 'ns', factor: time }
  const size = sizes.get(text.replace(/\s*\/\s*op$/i, ''))
  if (size !== undefined) return { unit: 'bytes', factor: size }
  return { unit: text.slice(0, 40) || 'unknown', factor: 1 }
}

const times: ReadonlyMap<string, number> = new Map(
  Object.entries({
    1: ['ns', 'nanosecond', 'nanoseconds'],
    1e3: ['us', 'µs', 'μs', 'usec', 'microsecond', 'microseconds'],
    1e6: ['ms', 'msec', 'millisecond', 'milliseconds'],
    1e9: ['s', 'sec', 'secs', 'second', 'seconds'],
  }).flatMap(([factor, names]) => names.map(name => [name, Number(factor)] as const)),
)

const sizes: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['byte', 1],
  ['bytes', 1],
  ['Byte', 1],
  ['Bytes', 1],
  ['KiB', 1024],
  ['MiB', 1024 ** 2],
  ['GiB', 1024 ** 3],
])
