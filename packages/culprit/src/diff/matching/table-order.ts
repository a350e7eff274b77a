import type { ModuleFacts } from '../../wasm/module.ts'

/** The functions that element segments list, one segment after the other: linkers keep their order from one build to the next. */
export interface TableOrder {
  /** Function by place, as an index among the defined ones; -1 for imports and between segments. */
  readonly functions: Int32Array
  /** First place of each function; -1 where it is in no segment. */
  readonly places: Int32Array
}

/** Segments of expressions are left out. */
export function tableOrder({ bytes, bodies, elements, imported }: ModuleFacts): TableOrder {
  const listed = elements.filter(segment => !segment.expressions)
  const functions = new Int32Array(listed.reduce((sum, segment) => sum + segment.items + 1, 1)).fill(-1)
  const places = new Int32Array(bodies.count).fill(-1)
  let place = 0
  for (const { offset, items } of listed) {
    let at = offset
    for (let left = items; left > 0; left--) {
      // The reader has checked these LEBs.
      let index = 0
      for (let shift = 0, byte = 0x80; byte >= 0x80; shift += 7) {
        byte = bytes[at++]!
        index |= (byte & 0x7f) << shift
      }
      const body = (index >>> 0) - imported.function
      if (body >= 0 && body < bodies.count) {
        functions[place] = body
        if (places[body]! < 0) places[body] = place
      }
      place++
    }
    place++
  }
  return { functions, places }
}
