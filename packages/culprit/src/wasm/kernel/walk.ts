import { catchFrame, ifFrame, looks, notQuick, plainFrame, quickAccess, quickLebs, tryFrame, type Look } from '../operator-lengths.ts'
import type { FunctionAssembler, Local } from '../assembler/function-assembler.ts'
import { get, i32, i64, type Code } from '../assembler/instructions.ts'
import { layout } from './layout.ts'

/** Of a function that walks: the next operator, where the body ends, the open blocks, and the operators that were found. */
export interface Walk {
  readonly f: FunctionAssembler
  readonly position: Local
  readonly end: Local
  readonly depth: Local
  readonly count: Local
  /** Where the open blocks are in the memory. */
  readonly frames: number
  /** The label for what is not the kernel's to judge. */
  readonly stop: string
}

/**
 * A loop over operators, until the `end` that closes the body. `note` is what is done for each, by its id and the position behind it, before `count` and `position`
 * go on, and `after` behind that.
 */
export function walkOperators(walk: Walk, note: (id: Local, next: Local) => void, after: () => void): void {
  const { f, depth } = walk
  const step = operatorStep(walk, note)
  f.loop('operator', () => {
    step()
    after()
    f.branchIf('operator', get(depth))
  })
}

/**
 * One operator: what is returned writes its code, each time. At what is not the kernel's to judge it branches to `stop`, with everything as it was before that operator.
 *
 * The length of nineteen in twenty operators is looked up by bits of their first bytes, without a branch that could be foreseen wrongly.
 */
export function operatorStep({ f, position, end, depth, count, frames, stop }: Walk, note: (id: Local, next: Local) => void): () => void {
  const id = f.local('i32')
  const next = f.local('i32')
  const frame = f.local('i32')
  const left = f.local('i32')
  const word = f.local('i64')
  const at = get(position)
  const byteAt = (place: number) => i32.load8(at, layout.window + place)
  const behind = (bytes: number) => f.set(next, i32.add(at, i32.constant(bytes)))
  const table = (offset: number, index: Code) => i32.load8(index, offset)
  const topFrame = i32.load8(get(depth), frames)
  // Bits 14, 15, 23, 31 and 39 of the word, next to each other: the product has each of the five in four places, none of them twice, so that
  // nothing is carried.
  const apart = i64.multiply(i64.and(get(word), i64.constant(0x80_8080_c000n)), i64.constant((1n << 21n) | (1n << 14n) | (1n << 7n) | 1n))
  const firstBits = i32.and(i32.wrap(i64.shiftRight(apart, i64.constant(35n))), i32.constant(31))
  const stopIf = (condition: Code) => f.branchIf(stop, condition)
  const stopBehindEnd = () => stopIf(i32.above(get(next), get(end)))

  const lastBytesOf = (tops: bigint) => {
    const ends = i64.xor(i64.load(get(next), layout.window), i64.constant(-1n))
    return i64.and(ends, i64.constant(BigInt.asIntN(64, tops)))
  }
  /** Goes behind the LEB at `next`, the last byte of which is among those of which `tops` has the highest bit. */
  const skipLeb = (tops: bigint, check: () => void) => {
    f.set(word, lastBytesOf(tops))
    stopIf(i64.isZero(get(word)))
    f.set(word, i64.shiftRight(i64.trailingZeros(get(word)), i64.constant(3n)))
    check()
    f.set(next, i32.add(i32.add(get(next), i32.constant(1)), i32.wrap(get(word))))
  }
  /** Nothing may be in the fifth byte but the four highest bits. */
  const skipU32 = () =>
    skipLeb(0x80_8080_8080n, () => {
      const fifth = i32.equal(i32.wrap(get(word)), i32.constant(4))
      f.when(fifth, () => stopIf(i32.atLeast(i32.load8(get(next), layout.window + 4), i32.constant(0x10))))
    })
  /** Of a longer one, the last bytes would have to be looked at. */
  const skipUpTo8Bytes = () => skipLeb(eightTops, () => {})

  /** The LEB behind the opcode, of one or two bytes. */
  const readShortLeb = () => {
    f.set(left, byteAt(1))
    behind(2)
    f.when(i32.atLeast(get(left), i32.constant(0x80)), () => {
      stopIf(i32.atLeast(byteAt(2), i32.constant(0x80)))
      f.set(left, i32.or(i32.and(get(left), i32.constant(0x7f)), i32.shiftLeft(byteAt(2), i32.constant(7))))
      behind(3)
    })
  }

  const lookAt: Record<Look, () => void> = {
    decode: () => f.branch(stop),
    u32: () => {
      behind(1)
      skipU32()
    },
    'u32 u32': () => {
      behind(1)
      skipU32()
      skipU32()
    },
    // The sign in the fifth byte has to go on to the top.
    i32: () => {
      stopIf(i32.atLeast(byteAt(5), i32.constant(0x80)))
      stopIf(i32.and(i32.add(byteAt(5), i32.constant(8)), i32.constant(0x70)))
      behind(6)
    },
    // Constants of nine and ten bytes are common where programs hash. The sign in the tenth has to go on to the top.
    i64: () => {
      behind(1)
      f.block('skipped', () => {
        f.block('long', () => {
          f.branchIf('long', i64.isZero(lastBytesOf(eightTops)))
          skipUpTo8Bytes()
          f.branch('skipped')
        })
        behind(10)
        f.branchIf('skipped', i32.below(byteAt(9), i32.constant(0x80)))
        stopIf(i32.atLeast(byteAt(10), i32.constant(0x80)))
        stopIf(i32.and(i32.add(byteAt(10), i32.constant(1)), i32.constant(0x7e)))
        behind(11)
      })
    },
    memarg: () => {
      stopIf(i32.atLeast(byteAt(1), i32.constant(0x40)))
      behind(2)
      skipUpTo8Bytes()
    },
    else: () => {
      stopIf(i32.isZero(i32.and(topFrame, i32.constant(ifFrame))))
      behind(1)
      stopBehindEnd()
      f.do(i32.store8(get(depth), frames, i32.constant(plainFrame)))
    },
    catch: () => {
      stopIf(i32.isZero(i32.and(topFrame, i32.constant(tryFrame | catchFrame))))
      behind(1)
      skipU32()
      stopBehindEnd()
      f.do(i32.store8(get(depth), frames, i32.constant(catchFrame)))
    },
    catch_all: () => {
      stopIf(i32.isZero(i32.and(topFrame, i32.constant(tryFrame | catchFrame))))
      behind(1)
      stopBehindEnd()
      f.do(i32.store8(get(depth), frames, i32.constant(plainFrame)))
    },
    delegate: () => {
      stopIf(i32.isZero(i32.and(topFrame, i32.constant(tryFrame))))
      behind(1)
      skipU32()
    },
    br_table: () => {
      // A count of one or two bytes, as many labels, and one more.
      readShortLeb()
      f.set(left, i32.add(get(left), i32.constant(1)))
      f.loop('label', () => {
        skipU32()
        stopBehindEnd()
        f.set(left, i32.subtract(get(left), i32.constant(1)))
        f.branchIf('label', get(left))
      })
    },
    prefix: () => {
      readShortLeb()
      const pair = i32.shiftLeft(get(id), i32.constant(1))
      stopIf(i32.atLeast(get(left), i32.load16(pair, layout.prefixSizes)))
      f.set(id, i32.add(i32.load16(pair, layout.prefixBases), get(left)))
      f.set(left, table(layout.quickBytes, get(id)))
      f.block('known', () => {
        f.block('lebs', () => {
          f.block('access', () => {
            f.branchIf('access', i32.atLeast(get(left), i32.constant(quickAccess)))
            f.branchIf('lebs', i32.atLeast(get(left), i32.constant(quickLebs)))
            f.set(next, i32.add(get(next), get(left)))
            f.branch('known')
          })
          // Alignment without flags; of atomics, bit 4 is one.
          stopIf(i32.equal(get(left), i32.constant(notQuick)))
          stopIf(i32.atLeast(i32.load8(get(next), layout.window), i32.constant(0x10)))
          f.set(next, i32.add(get(next), i32.constant(1)))
          skipUpTo8Bytes()
          f.set(next, i32.add(get(next), i32.subtract(get(left), i32.constant(quickAccess))))
          f.branch('known')
        })
        f.loop('leb', () => {
          skipU32()
          f.set(left, i32.subtract(get(left), i32.constant(1)))
          f.branchIf('leb', i32.above(get(left), i32.constant(quickLebs)))
        })
      })
    },
  }

  return () => {
    f.set(word, i64.load(at, layout.window))
    f.set(id, byteAt(0))
    f.set(left, table(layout.lengths, i32.or(firstBits, i32.shiftLeft(get(id), i32.constant(5)))))
    f.set(next, i32.add(at, get(left)))
    f.block('found', () => {
      f.branchIf('found', get(left))
      stopIf(i32.atLeast(at, get(end)))
      f.choose(table(layout.looks, get(id)), looks, lookAt, 'found')
    })
    stopBehindEnd()
    f.set(frame, table(layout.openedFrames, get(id)))
    stopIf(i32.and(get(frame), table(layout.otherBlockType, byteAt(1))))
    note(id, next)
    f.set(count, i32.add(get(count), i32.constant(1)))
    // What is above the highest frame means nothing, so that an operator that opens none may write there too.
    f.do(i32.store8(get(depth), frames + 1, get(frame)))
    f.set(depth, i32.add(get(depth), i32.load8Signed(get(id), layout.depthChanges)))
    f.set(position, get(next))
  }
}

/** The highest bits of eight bytes. */
const eightTops = 0x8080_8080_8080_8080n
