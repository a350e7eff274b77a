import { plainFrame } from '../operator-lengths.ts'
import type { FunctionAssembler, Local } from '../assembler/function-assembler.ts'
import { get, i32, type Code } from '../assembler/instructions.ts'
import type { DigestAssembler } from './digest.ts'
import { bodyBatch, bodyFacts, bodyStates, layout } from './layout.ts'
import { operatorStep } from './walk.ts'

/** What a walk over entries of the code section begins with and gets to know. */
export interface EntryState {
  /** The next entry, or the next operator of the one that is begun. */
  readonly position: Local
  /** Entries end here, */
  readonly limit: Local
  /** and there are no more than so many, with those that were done before. */
  readonly room: Local
  /** Blocks that are open in the entry that is begun, */
  readonly depth: Local
  /** where its body ends, */
  readonly end: Local
  /** and its operators so far. */
  readonly count: Local
  /** Entries that are done, which is also the place of the next one's facts. */
  readonly done: Local
  readonly state: Local
  /** Set where a local is a vector. */
  readonly vectors: Local
  /** Where the open blocks and the histogram are in the memory. */
  readonly frames: number
  readonly histogram: number
}

/** Code that walks, and goes to the label `stop` where the walk is over or something is for others to judge: `state` says which. */
export interface EntryWalk {
  /** From the size of the next entry to its first operator. */
  readHead(): void
  /** One operator; where it ends its body, also what is known of that body, and the head of the next entry. */
  advance(): void
}

export function entryWalk(
  f: FunctionAssembler,
  bias: Local,
  walk: EntryState,
  stop: string,
  digest: DigestAssembler | null = null,
): EntryWalk {
  const { position, limit, room, depth, end, count, done, state, vectors, frames, histogram } = walk
  const [at, value, groups, locals] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
  const write = (fact: (typeof bodyFacts)[number], written: Code) => {
    const place = layout.bodies + bodyFacts.indexOf(fact) * bodyBatch * 4
    f.do(i32.store(i32.shiftLeft(get(done), i32.constant(2)), place, written))
  }
  const step = operatorStep({ f, position, end, depth, count, frames, stop }, (id, next) => {
    const slot = i32.shiftLeft(get(id), i32.constant(2))
    f.do(i32.store(slot, histogram, i32.add(i32.load(slot, histogram), i32.constant(1))))
    digest?.add(id, next)
  })
  const byte = i32.load8(get(at), layout.window)
  const addOne = (local: Local) => f.set(local, i32.add(get(local), i32.constant(1)))
  const read = () =>
    readShortLeb(f, at, value, () => {
      // The bytes that say so may lie behind the end.
      f.when(i32.atLeast(get(limit), get(at)), () => f.set(state, i32.constant(bodyStates.refused)))
      f.branch(stop)
    })

  const readHead = () => {
    f.set(state, i32.constant(bodyStates.full))
    f.branchIf(stop, i32.equal(get(done), get(room)))
    f.set(state, i32.constant(bodyStates.beyond))
    f.branchIf(stop, i32.atLeast(get(position), get(limit)))
    f.set(at, get(position))
    read()
    f.set(end, i32.add(get(at), get(value)))
    f.branchIf(stop, i32.above(get(end), get(limit)))
    f.set(state, i32.constant(bodyStates.refused))
    write('starts', i32.add(get(at), get(bias)))
    write('ends', i32.add(get(end), get(bias)))
    f.set(groups, byte)
    f.branchIf(stop, i32.above(get(groups), i32.constant(mostGroups)))
    addOne(at)
    f.set(locals, i32.constant(0))
    f.block('declared', () => {
      f.loop('group', () => {
        f.branchIf('declared', i32.isZero(get(groups)))
        f.branchIf(stop, i32.atLeast(get(at), get(end)))
        read()
        f.set(locals, i32.add(get(locals), get(value)))
        // The four number types, and vectors.
        f.branchIf(stop, i32.above(i32.subtract(byte, i32.constant(0x7b)), i32.constant(4)))
        f.set(vectors, i32.or(get(vectors), i32.equal(byte, i32.constant(0x7b))))
        addOne(at)
        f.set(groups, i32.subtract(get(groups), i32.constant(1)))
        f.branch('group')
      })
    })
    f.branchIf(stop, i32.atLeast(get(at), get(end)))
    write('operatorStarts', i32.add(get(at), get(bias)))
    write('locals', get(locals))
    f.set(state, i32.constant(bodyStates.begun))
    f.set(position, get(at))
    f.set(count, i32.constant(0))
    f.set(depth, i32.constant(1))
    f.do(i32.store8(i32.constant(1), frames, i32.constant(plainFrame)))
    digest?.beginBody()
  }
  return {
    readHead,
    advance() {
      step()
      f.when(i32.isZero(get(depth)), () => {
        f.branchIf(stop, i32.subtract(get(end), get(position)))
        write('operators', get(count))
        digest?.endBody(done)
        addOne(done)
        readHead()
      })
    },
  }
}

/** A LEB of up to three bytes, which begins at `at`, and goes behind it; a longer one is for `otherwise`, which has to branch. */
export function readShortLeb(f: FunctionAssembler, at: Local, value: Local, otherwise: () => void): void {
  const byte = i32.load8(get(at), layout.window)
  f.block('read', () => {
    f.set(value, byte)
    f.set(at, i32.add(get(at), i32.constant(1)))
    for (let length = 1; length <= 3; length++) {
      f.branchIf('read', i32.below(get(value), i32.constant(1 << (length * 7))))
      if (length === 3) return otherwise()
      f.set(value, i32.add(get(value), i32.shiftLeft(i32.subtract(byte, i32.constant(1)), i32.constant(length * 7))))
      f.set(at, i32.add(get(at), i32.constant(1)))
    }
  })
}

/** Groups of locals, which are one byte then. Their sum fits 32 bits, and all their bytes are in the window. */
const mostGroups = 0x7f
