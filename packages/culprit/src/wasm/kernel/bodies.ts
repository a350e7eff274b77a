import { bodyBatch, bodyFacts, bodyStates, layout } from './layout.ts'
import { FunctionAssembler, get, i32, type KernelFunction, type Local } from './assembler.ts'
import { digestAssembler } from './digest.ts'
import { keep } from './kept.ts'
import { plainFrame } from '../operator-lengths.ts'
import { walkOperators } from './walk.ts'

/**
 * `(position, end, bias, room, depth)`: whole entries of the code section, at most `room` of them, each with its size, its locals of number and vector
 * types, and its operators, which go into the histogram. When it stops inside a body, its facts are there too, with the operators so far, and blocks
 * are open or bytes left. With open blocks it goes on inside a body that ends at `end`.
 */
export function bodies(): KernelFunction {
  return walkBodies('bodies', false)
}

/** The same, with a digest of each body, from the one that is in the memory on. */
export function digestedBodies(): KernelFunction {
  return walkBodies('digestedBodies', true)
}

function walkBodies(name: string, isDigesting: boolean): KernelFunction {
  const f = new FunctionAssembler(5)
  const [position, sectionEnd, bias, room, depth] = [f.parameter(0), f.parameter(1), f.parameter(2), f.parameter(3), f.parameter(4)]
  const [end, count, at] = [f.local('i32'), f.local('i32'), f.local('i32')]
  const [value, groups, locals] = [f.local('i32'), f.local('i32'), f.local('i32')]
  const [done, state, vectors] = [f.local('i32'), f.local('i32'), f.local('i32')]
  const digest = isDigesting ? digestAssembler(f, position, bias) : null
  const write = (fact: (typeof bodyFacts)[number], written: readonly number[]) => {
    const place = layout.bodies + bodyFacts.indexOf(fact) * bodyBatch * 4
    f.do(i32.store(i32.shiftLeft(get(done), i32.constant(2)), place, written))
  }
  const byteAt = (place: number) => i32.load8(get(at), layout.window + place)
  /** Reads a LEB of up to three bytes at `at`. */
  const readLeb = () => {
    f.set(value, byteAt(0))
    f.set(at, i32.add(get(at), i32.constant(1)))
    for (let length = 1; length <= 3; length++) {
      f.branchIf('read', i32.below(get(value), i32.constant(1 << (length * 7))))
      if (length === 3) {
        // The bytes that say so may lie behind the end.
        f.when(i32.atLeast(get(sectionEnd), get(at)), () => f.set(state, i32.constant(bodyStates.refused)))
        f.branch('stop')
      }
      f.set(value, i32.add(get(value), i32.shiftLeft(i32.subtract(byteAt(0), i32.constant(1)), i32.constant(length * 7))))
      f.set(at, i32.add(get(at), i32.constant(1)))
    }
  }
  const readHead = () => {
    f.set(state, i32.constant(bodyStates.full))
    f.branchIf('stop', i32.equal(get(done), get(room)))
    f.set(state, i32.constant(bodyStates.beyond))
    f.branchIf('stop', i32.atLeast(get(position), get(sectionEnd)))
    f.set(at, get(position))
    f.block('read', readLeb)
    f.set(end, i32.add(get(at), get(value)))
    f.branchIf('stop', i32.above(get(end), get(sectionEnd)))
    f.set(state, i32.constant(bodyStates.refused))
    write('starts', i32.add(get(at), get(bias)))
    write('ends', i32.add(get(end), get(bias)))
    f.set(groups, byteAt(0))
    f.branchIf('stop', i32.above(get(groups), i32.constant(mostGroups)))
    f.set(at, i32.add(get(at), i32.constant(1)))
    f.set(locals, i32.constant(0))
    f.block('declared', () => {
      f.loop('group', () => {
        f.branchIf('declared', i32.isZero(get(groups)))
        f.branchIf('stop', i32.atLeast(get(at), get(end)))
        f.block('read', readLeb)
        f.set(locals, i32.add(get(locals), get(value)))
        // The four number types, and vectors.
        f.branchIf('stop', i32.above(i32.subtract(byteAt(0), i32.constant(0x7b)), i32.constant(4)))
        f.set(vectors, i32.or(get(vectors), i32.equal(byteAt(0), i32.constant(0x7b))))
        f.set(at, i32.add(get(at), i32.constant(1)))
        f.set(groups, i32.subtract(get(groups), i32.constant(1)))
        f.branch('group')
      })
    })
    f.branchIf('stop', i32.atLeast(get(at), get(end)))
    write('operatorStarts', i32.add(get(at), get(bias)))
    write('locals', get(locals))
    f.set(position, get(at))
    f.set(count, i32.constant(0))
    f.set(depth, i32.constant(1))
    f.do(i32.store8(i32.constant(1), layout.frames, i32.constant(plainFrame)))
    digest?.beginBody()
  }
  const note = (id: Local, next: Local) => {
    const slot = i32.shiftLeft(get(id), i32.constant(2))
    f.do(i32.store(slot, layout.histogram, i32.add(i32.load(slot, layout.histogram), i32.constant(1))))
    digest?.add(id, next)
  }

  digest?.load()
  f.set(end, get(sectionEnd))
  f.block('stop', () => {
    f.loop('body', () => {
      f.block('begun', () => {
        f.branchIf('begun', get(depth))
        readHead()
      })
      f.set(state, i32.constant(bodyStates.begun))
      walkOperators({ f, position, end, depth, count }, note, () => {})
      f.branchIf('stop', i32.subtract(get(end), get(position)))
      write('operators', get(count))
      digest?.endBody(done)
      f.set(done, i32.add(get(done), i32.constant(1)))
      f.branch('body')
    })
  })
  digest?.save()
  keep(f, depth, count, done, state, vectors)
  return { name, parameters: 5, body: f.body(get(position)) }
}

/** Groups of locals, which are one byte then. Their sum fits 32 bits, and all their bytes are in the window. */
const mostGroups = 0x7f
