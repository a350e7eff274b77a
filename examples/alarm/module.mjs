// A module from its sections, in the binary format: enough for one function or two, without a toolchain.
const section = (id, content) => [id, ...u32(content.length), ...content]
const vector = items => [...u32(items.length), ...items.flat()]

/** An unsigned number as LEB128. */
export function u32(value) {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...u32(value >>> 7)]
}

export const i32 = 0x7f

/**
 * `types` are pairs of parameters and results; each function has the place of its type, its locals (of i32) and its operators without the last
 * `end`; `table` lists the functions of a table for indirect calls. The last function is exported as `run`.
 */
export function instantiate({ types, functions, table }) {
  const bytes = Uint8Array.from([
    0x00,
    0x61,
    0x73,
    0x6d,
    0x01,
    0x00,
    0x00,
    0x00,
    ...section(
      1,
      vector(types.map(([parameters, results]) => [0x60, ...vector(parameters.map(one => [one])), ...vector(results.map(one => [one]))])),
    ),
    ...section(3, vector(functions.map(({ type }) => u32(type)))),
    ...(table === undefined ? [] : section(4, vector([[0x70, 0x00, ...u32(table.length)]]))),
    ...section(7, vector([[3, ...Buffer.from('run'), 0x00, ...u32(functions.length - 1)]])),
    ...(table === undefined ? [] : section(9, vector([[0x00, 0x41, 0x00, 0x0b, ...vector(table.map(u32))]]))),
    ...section(
      10,
      vector(
        functions.map(({ locals = 0, operators }) => {
          const body = [...vector(locals === 0 ? [] : [[...u32(locals), i32]]), ...operators, 0x0b]
          return [...u32(body.length), ...body]
        }),
      ),
    ),
  ])
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports.run
}
