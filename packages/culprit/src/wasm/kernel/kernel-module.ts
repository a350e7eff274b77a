import { ByteWriter } from '../assembler/byte-writer.ts'

export interface KernelFunction {
  readonly name: string
  /** All of type i32; the result is one i32. */
  readonly parameters: number
  readonly body: Uint8Array
}

/** A module of these functions that exports them, and a memory of `pages` as `memory`. */
export function kernelModule(functions: readonly KernelFunction[], pages: number): Uint8Array<ArrayBuffer> {
  const out = new ByteWriter()
  const vector = (id: number, entries: readonly (() => void)[]) =>
    out.section(id, () => {
      out.u32(entries.length)
      for (const entry of entries) entry()
    })
  out.raw([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
  vector(
    1,
    functions.map(
      ({ parameters }) =>
        () =>
          out.raw([0x60, parameters, ...Array<number>(parameters).fill(0x7f), 1, 0x7f]),
    ),
  )
  vector(
    3,
    functions.map((_, index) => () => out.u32(index)),
  )
  vector(5, [() => [0x01, pages, pages].forEach(value => out.u32(value))])
  vector(7, [
    () => {
      out.name('memory')
      out.raw([2, 0])
    },
    ...functions.map(({ name }, index) => () => {
      out.name(name)
      out.raw([0, index])
    }),
  ])
  vector(
    10,
    functions.map(({ body }) => () => {
      out.u32(body.length)
      out.copy(body, 0, body.length)
    }),
  )
  return out.written
}
