type Numbers = Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>

/** A copy with room for `length` numbers, or for twice as many as before. */
export function grown<A extends Numbers>(array: A, length = array.length * 2): A {
  const larger = new (array.constructor as new (length: number) => A)(Math.max(length, array.length * 2))
  larger.set(array)
  return larger
}

/** Many small integers. */
export class NumberList {
  count = 0
  private list = new Int32Array(1024)

  /** The first ones of an array, with something added. */
  add(numbers: Int32Array, count: number, base: number): void {
    if (this.count + count > this.list.length) this.list = grown(this.list, this.count + count)
    const { list, count: start } = this
    for (let place = 0; place < count; place++) list[start + place] = numbers[place]! + base
    this.count += count
  }

  numbers(): number[] {
    // `Array.from` takes six times as long.
    const numbers: number[] = []
    numbers.length = this.count
    for (let place = 0; place < this.count; place++) numbers[place] = this.list[place]!
    return numbers
  }
}
