import { digestFacts, firstState, handlings, type Handling } from '../body-digester.ts'
import { addressTarget, missingTarget } from '../body-digests.ts'
import { leastConstant, leastOffset } from '../numbering.ts'
import type { FunctionAssembler, Local } from '../assembler/function-assembler.ts'
import { get, i32, i64, type Code } from '../assembler/instructions.ts'
import { bodyBatch, digestNumbers, layout } from './layout.ts'

/** What a function does that digests the operators at which it is: `BodyDigester` does the same, method by method. */
export interface DigestAssembler {
  /** Takes the state and the lists from the memory, */
  load(): void
  beginBody(): void
  add(id: Local, next: Local): void
  /** The body at this place of the batch is at its end. */
  endBody(place: Local): void
  /** and leaves them there. */
  save(): void
}

/** Of a function that walks from `position` in the window, the beginning of which is at `bias`. */
export function digestAssembler(f: FunctionAssembler, position: Local, bias: Local): DigestAssembler {
  const [low, high, shape, recent] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
  const [sites, seldom, target] = [f.local('i32'), f.local('i32'), f.local('i32')]
  const [size, token, passing, context, at] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
  const [packed, wide] = [f.local('i64'), f.local('i64')]
  const state = [low, high, shape, recent, sites, seldom]

  const words = (local: Local) => i32.shiftLeft(get(local), i32.constant(2))
  const shifted = (local: Local, bits: number) => i32.shiftRight(get(local), i32.constant(bits))
  const addOne = (local: Local) => f.set(local, i32.add(get(local), i32.constant(1)))
  const numberOf = (name: keyof typeof digestNumbers) => i32.load(i32.constant(digestNumbers[name] * 4), layout.digestNumbers)
  const hash = (local: Local, added: Code, bits: number) => {
    f.set(local, i32.multiply(i32.xor(get(local), added), i32.constant(0x01000193)))
    f.set(local, i32.xor(get(local), shifted(local, bits)))
  }
  /** `one`, where `mask` has all bits, otherwise `other`. */
  const chosen = (mask: Code, one: Code, other: Code) => i32.xor(other, i32.and(i32.xor(one, other), mask))
  const mixed = (value: Code, id: Local) => i32.xor(i32.multiply(value, i32.constant(0x9e3779b1 | 0)), get(id))

  /** Into `wide`, a LEB of `size` bytes, from one to five, that begins so many bytes behind the position: with zeros above it. */
  const readLeb = (behind: number) => {
    const unused = i64.subtract(i64.constant(64n), i64.shiftLeft(i64.extend(get(size)), i64.constant(3n)))
    f.set(packed, i64.and(i64.load(get(position), layout.window + behind), i64.shiftRight(i64.constant(-1n), unused)))
    const seven = (byte: bigint) => i64.and(i64.shiftRight(get(packed), i64.constant(byte)), i64.constant(0x7fn << (7n * byte)))
    f.set(
      wide,
      [1n, 2n, 3n, 4n].reduce((bits, byte) => i64.or(bits, seven(byte)), seven(0n)),
    )
  }
  /** The target of a number that has to be below a limit; `base` is that of the first. */
  const toTarget = (limit: Code, base: Code) => {
    const exists = i32.subtract(i32.constant(0), i32.below(i32.wrap(get(wide)), limit))
    f.set(target, chosen(exists, i32.add(i32.wrap(get(wide)), base), i32.constant(missingTarget)))
  }
  /** Goes on to the site of an address; what is no address goes to the hashes as what `otherwise` gives. */
  const toAddress = (least: number, room: 'constantRoom' | 'offsetRoom', otherwise: Code) => {
    f.when(i32.atLeast(i32.subtract(get(target), i32.constant(least)), numberOf(room)), () => {
      f.set(token, otherwise)
      f.branch('known')
    })
    f.set(target, i32.or(get(target), i32.constant(addressTarget | 0)))
  }

  const handle = (id: Local, next: Local): Record<Handling, () => void> => ({
    call: () => {
      readLeb(1)
      toTarget(numberOf('functions'), i32.constant(0))
    },
    global: () => {
      readLeb(1)
      toTarget(numberOf('globals'), numberOf('functions'))
    },
    constant: () => {
      readLeb(1)
      const unused = i64.subtract(i64.constant(64n), i64.multiply(i64.extend(get(size)), i64.constant(7n)))
      f.set(target, i32.wrap(i64.shiftRightSigned(i64.shiftLeft(get(wide), unused), unused)))
      toAddress(leastConstant, 'constantRoom', mixed(get(target), id))
    },
    memory: () => {
      f.set(size, i32.subtract(get(size), i32.constant(1)))
      f.branchIf('any', i32.above(get(size), i32.constant(5)))
      readLeb(2)
      f.branchIf('any', i32.wrap(i64.shiftRight(get(wide), i64.constant(32n))))
      f.set(target, i32.wrap(get(wide)))
      // The walk stops at flags that say more.
      const flags = i32.load8(get(position), layout.window + 1)
      toAddress(leastOffset, 'offsetRoom', mixed(i32.xor(get(target), i32.shiftLeft(flags, i32.constant(26))), id))
      f.set(token, i32.or(get(id), i32.shiftLeft(flags, i32.constant(10))))
    },
    raw: () => {
      f.set(at, get(position))
      f.set(token, i32.constant(0))
      f.loop('byte', () => {
        f.set(token, i32.xor(i32.multiply(get(token), i32.constant(0x01000193)), i32.load8(get(at), layout.window)))
        addOne(at)
        f.branchIf('byte', i32.subtract(get(next), get(at)))
      })
      f.branch('known')
    },
    seldom: () => f.branch('any'),
  })
  const listSite = () => {
    f.do(i32.store(words(sites), layout.siteTargets, get(target)))
    f.do(i32.store(words(sites), layout.siteContexts, get(context)))
    addOne(sites)
  }
  const listSeldom = (id: Local, next: Local) => {
    f.do(i32.store16(i32.shiftLeft(get(seldom), i32.constant(1)), layout.seldomIds, get(id)))
    f.do(i32.store(words(seldom), layout.seldomOffsets, i32.add(get(position), get(bias))))
    f.do(i32.store(words(seldom), layout.seldomNexts, i32.add(get(next), get(bias))))
    f.do(i32.store(words(seldom), layout.seldomContexts, get(context)))
    f.do(i32.store(words(seldom), layout.seldomSites, get(sites)))
    addOne(seldom)
  }
  /** Puts what goes into the hashes into `token`. */
  const list = (id: Local, next: Local) => {
    f.set(context, i32.multiply(i32.xor(get(recent), i32.shiftLeft(get(id), i32.constant(3))), i32.constant(0x85ebca6b | 0)))
    f.set(size, i32.subtract(get(size), i32.constant(1)))
    f.set(token, get(id))
    f.block('known', () => {
      f.block('any', () => {
        f.block('site', () => f.choose(i32.load8(get(id), layout.handling), handlings, handle(id, next), 'site'))
        listSite()
        f.branch('known')
      })
      listSeldom(id, next)
    })
  }

  return {
    load() {
      for (const [place, local] of state.slice(0, 4).entries()) f.set(local, i32.load(i32.constant(place * 4), layout.digestState))
    },
    beginBody() {
      for (const [place, value] of firstState.entries()) f.set(state[place]!, i32.constant(value))
    },
    // Nothing branches on what an operator is but what is listed: it is one in eight, and leaving out its stores saves more than wrong guesses cost.
    add(id, next) {
      f.set(passing, i32.subtract(i32.constant(0), i32.load8(get(id), layout.isPassing)))
      f.set(recent, chosen(get(passing), get(recent), i32.xor(i32.shiftLeft(get(recent), i32.constant(8)), get(id))))
      f.set(size, i32.subtract(get(next), get(position)))
      const unused = i32.and(i32.subtract(i32.constant(32), i32.shiftLeft(get(size), i32.constant(3))), i32.constant(31))
      f.set(token, i32.and(i32.load(get(position), layout.window), i32.shiftRight(i32.constant(-1), unused)))
      f.when(i32.above(get(size), i32.load8(get(id), layout.plainBytes)), () => list(id, next))
      hash(low, get(token), 13)
      f.set(high, i32.multiply(i32.add(i32.xor(get(high), shifted(high, 15)), get(token)), i32.constant(0x85ebca6b | 0)))
      hash(shape, get(id), 15)
    },
    endBody(place) {
      const facts = { low, high, shapes: shape, siteEnds: sites, seldomEnds: seldom }
      for (const [at, fact] of digestFacts.entries()) {
        f.do(i32.store(words(place), layout.digests + at * bodyBatch * 4, get(facts[fact])))
      }
    },
    save() {
      for (const [place, local] of state.entries()) f.do(i32.store(i32.constant(place * 4), layout.digestState, get(local)))
    },
  }
}
