import { noValue } from '../operator-digest.ts'
import { FunctionAssembler, get, i32, type Code, type KernelFunction, type Local } from './assembler.ts'
import { keep } from './kept.ts'
import { layout } from './layout.ts'
import { walkOperators } from './walk.ts'

/**
 * `(position, end, depth, bias, room)`: goes on with a digest, whose state and sketch are in the memory, and lists at most `room` operators,
 * of which the kernel's state has the number. `OperatorDigest.add` is the same for one operator.
 */
export function digest(): KernelFunction {
  const f = new FunctionAssembler(5)
  const [position, end, depth, bias, room] = [f.parameter(0), f.parameter(1), f.parameter(2), f.parameter(3), f.parameter(4)]
  const [count, listed, isListed, token, passing] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
  const state = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')] as const
  const [shape, low, high, recent, unset] = state
  const [run, value, least] = [f.local('i32'), f.local('i32'), f.local('i32')]

  const shifted = (local: Local, bits: number) => i32.shiftRight(get(local), i32.constant(bits))
  const hash = (local: Local, added: Code, bits: number) => {
    f.set(local, i32.multiply(i32.xor(get(local), added), i32.constant(0x01000193)))
    f.set(local, i32.xor(get(local), shifted(local, bits)))
  }
  /** `one`, where `mask` has all bits, otherwise `other`. */
  const chosen = (mask: Code, one: Code, other: Code) => i32.xor(other, i32.and(i32.xor(one, other), mask))

  // Nothing branches on what an operator is but the list: it is one in eight, and leaving out its stores saves more than wrong guesses cost.
  const note = (id: Local, next: Local) => {
    const size = i32.subtract(get(next), get(position))
    f.set(isListed, i32.shiftRight(i32.subtract(i32.load8(get(id), layout.plainBytes), size), i32.constant(31)))
    // For up to four bytes, a mask; those that are longer are listed.
    const unused = i32.and(i32.subtract(i32.constant(32), i32.shiftLeft(size, i32.constant(3))), i32.constant(31))
    f.set(token, i32.and(i32.load(get(position), layout.window), i32.shiftRight(i32.constant(-1), unused)))
    f.set(token, chosen(i32.subtract(i32.constant(0), get(isListed)), get(id), get(token)))
    hash(shape, get(id), 15)
    hash(low, get(token), 13)
    f.set(high, i32.multiply(i32.add(i32.xor(get(high), shifted(high, 15)), get(token)), i32.constant(0x85ebca6b | 0)))

    f.set(passing, i32.subtract(i32.constant(0), i32.load8(get(id), layout.isPassing)))
    f.set(unset, i32.and(get(unset), get(passing)))
    f.set(recent, chosen(get(passing), get(recent), i32.xor(i32.shiftLeft(get(recent), i32.constant(8)), get(id))))
    f.set(run, i32.multiply(get(recent), i32.constant(0x9e3779b1 | 0)))
    f.set(value, i32.and(i32.or(shifted(run, 10), get(unset)), i32.constant(noValue)))
    const place = i32.shiftLeft(shifted(run, 27), i32.constant(1))
    f.set(least, i32.load16(place, layout.sketch))
    const isLess = i32.subtract(i32.constant(0), i32.below(get(value), get(least)))
    f.do(i32.store16(place, layout.sketch, chosen(isLess, get(value), get(least))))

    f.when(get(isListed), () => {
      const word = i32.shiftLeft(get(listed), i32.constant(2))
      f.do(i32.store16(i32.shiftLeft(get(listed), i32.constant(1)), layout.ids, get(id)))
      f.do(i32.store(word, layout.offsets, i32.add(get(position), get(bias))))
      f.do(i32.store(word, layout.ends, i32.add(get(next), get(bias))))
      f.do(i32.store(word, layout.runs, get(recent)))
      f.set(listed, i32.add(get(listed), i32.constant(1)))
    })
  }

  for (const [place, local] of state.entries()) f.set(local, i32.load(i32.constant(place * 4), layout.digest))
  f.block('stop', () => {
    walkOperators({ f, position, end, depth, count }, note, () => f.branchIf('stop', i32.equal(get(listed), get(room))))
  })
  for (const [place, local] of state.entries()) f.do(i32.store(i32.constant(place * 4), layout.digest, get(local)))
  keep(f, depth, count, listed)
  return { name: 'digest', parameters: 5, body: f.body(get(position)) }
}
