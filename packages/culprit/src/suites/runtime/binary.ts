/** Bytes of a module. A host is measured with modules of known content, and a suite that runs everywhere brings them along as code. */
export type Bytes = readonly number[]

export const i32 = 0x7f

/** Unsigned LEB128. */
export function u32(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value >>> 0; ; rest >>>= 7) {
    if (rest < 0x80) return [...bytes, rest]
    bytes.push((rest & 0x7f) | 0x80)
  }
}

/** Signed LEB128. */
export function s32(value: number): number[] {
  const bytes: number[] = []
  for (let rest = value | 0; ; rest >>= 7) {
    if (rest >= -0x40 && rest < 0x40) return [...bytes, rest & 0x7f]
    bytes.push((rest & 0x7f) | 0x80)
  }
}

export interface WasmFunction {
  /** Index into the module's types. */
  readonly type: number
  /** How many i32 it has besides its parameters. */
  readonly locals?: number
  /** Without the `end` of the function. */
  readonly body: Bytes
  /** What it is exported as; not exported when not given. */
  readonly export?: string
}

export interface WasmModule {
  readonly types: readonly { readonly parameters: number; readonly results: number }[]
  /** Functions, which come first in the index space. */
  readonly imports?: readonly { readonly module: string; readonly name: string; readonly type: number }[]
  readonly functions: readonly WasmFunction[]
  /** One table of functions; what is null stays empty. */
  readonly table?: readonly (number | null)[]
  /** In pages of 64 kB; exported as `memory`. */
  readonly memory?: { readonly pages: number; readonly limit: number }
  /** Of an exported immutable i32. */
  readonly constant?: { readonly name: string; readonly value: number }
  /** Content of a custom section behind everything else. */
  readonly custom?: Uint8Array
}

/** A module whose functions take and return i32 only. */
export function encode({ types, imports = [], functions, table, memory, constant, custom }: WasmModule): Uint8Array<ArrayBuffer> {
  const exported = functions.flatMap(({ export: name }, index) =>
    name === undefined ? [] : [[...text(name), 0x00, ...u32(imports.length + index)]],
  )
  if (memory !== undefined) exported.push([...text('memory'), 0x02, 0])
  if (constant !== undefined) exported.push([...text(constant.name), 0x03, 0])
  const elements = (table ?? []).flatMap((index, place) => (index === null ? [] : [[0x00, 0x41, ...s32(place), 0x0b, 1, ...u32(index)]]))
  const sections: Bytes[] = [
    section(
      1,
      types.map(({ parameters, results }) => [0x60, ...vector(repeat(i32, parameters)), ...vector(repeat(i32, results))]),
    ),
    section(
      2,
      imports.map(({ module, name, type }) => [...text(module), ...text(name), 0x00, ...u32(type)]),
    ),
    section(
      3,
      functions.map(({ type }) => u32(type)),
    ),
    section(4, table === undefined ? [] : [[0x70, 0x01, ...u32(table.length), ...u32(table.length)]]),
    section(5, memory === undefined ? [] : [[0x01, ...u32(memory.pages), ...u32(memory.limit)]]),
    section(6, constant === undefined ? [] : [[i32, 0x00, 0x41, ...s32(constant.value), 0x0b]]),
    section(7, exported),
    section(9, elements),
    section(10, functions.map(codeOf)),
    custom === undefined ? [] : sized(0, [...text('padding'), ...custom]),
  ]
  return Uint8Array.from([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, ...sections.flat()])
}

function codeOf({ locals = 0, body }: WasmFunction): number[] {
  const declared = locals === 0 ? [0] : [1, ...u32(locals), i32]
  return vector([...declared, ...body, 0x0b])
}

function section(id: number, entries: readonly Bytes[]): number[] {
  return entries.length === 0 ? [] : sized(id, [...u32(entries.length), ...entries.flat()])
}

function sized(id: number, content: Bytes): number[] {
  return [id, ...vector(content)]
}

function vector(bytes: Bytes): number[] {
  return [...u32(bytes.length), ...bytes]
}

function text(name: string): number[] {
  return vector([...new TextEncoder().encode(name)])
}

function repeat(byte: number, times: number): number[] {
  return Array.from({ length: times }, () => byte)
}
