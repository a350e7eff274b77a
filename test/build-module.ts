// The binary format in a few functions, so that a test can say which bytes it means.

export const i32 = 0x7f
export const i64 = 0x7e
export const f32 = 0x7d
export const f64 = 0x7c
export const v128 = 0x7b
export const funcref = 0x70
export const externref = 0x6f

export type Bytes = readonly number[]

export function u32(value: number): number[] {
  const bytes = []
  let left = value
  do {
    const byte = left & 0x7f
    left >>>= 7
    bytes.push(left === 0 ? byte : byte | 0x80)
  } while (left !== 0)
  return bytes
}

/** Five bytes, whatever the value: as toolchains leave room for a linker. */
export function paddedU32(value: number): number[] {
  return [0, 7, 14, 21].map(shift => ((value >>> shift) & 0x7f) | 0x80).concat(value >>> 28)
}

export function name(text: string): number[] {
  const bytes = [...new TextEncoder().encode(text)]
  return [...u32(bytes.length), ...bytes]
}

export function vector(items: readonly Bytes[]): number[] {
  return [...u32(items.length), ...items.flat()]
}

export function section(id: number, content: Bytes): number[] {
  return [id, ...u32(content.length), ...content]
}

export function custom(title: string, content: Bytes): number[] {
  return section(0, [...name(title), ...content])
}

export function types(...entries: Bytes[]): number[] {
  return section(1, vector(entries))
}

export function functionType(parameters: Bytes, results: Bytes): number[] {
  return [0x60, ...u32(parameters.length), ...parameters, ...u32(results.length), ...results]
}

export function imports(...entries: Bytes[]): number[] {
  return section(2, vector(entries))
}

/** `description` is the kind and the type. */
export function importOf(module: string, field: string, description: Bytes): number[] {
  return [...name(module), ...name(field), ...description]
}

/** The type index of each function. */
export function functions(...typeIndices: number[]): number[] {
  return section(3, vector(typeIndices.map(u32)))
}

export function exports(...entries: Bytes[]): number[] {
  return section(7, vector(entries))
}

export function exportOf(field: string, kind: number, index: number): number[] {
  return [...name(field), kind, ...u32(index)]
}

export function code(...bodies: Bytes[]): number[] {
  return section(10, vector(bodies.map(body => [...u32(body.length), ...body])))
}

/** Operators without the last `end`; `locals` are (count, type) pairs. */
export function body(operators: Bytes, locals: readonly Bytes[] = []): number[] {
  return [...vector(locals), ...operators, 0x0b]
}

export function moduleOf(...sections: Bytes[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, ...sections.flat()])
}

/** One function of the type [] -> [] with these operators. */
export function moduleWithBody(operators: Bytes, locals: readonly Bytes[] = []): Uint8Array<ArrayBuffer> {
  return moduleOf(types(functionType([], [])), functions(0), code(body(operators, locals)))
}
