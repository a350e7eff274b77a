import { operatorIdLimit } from '../operators.ts'
import { FunctionAssembler, type Local } from '../assembler/function-assembler.ts'
import { get, i32 } from '../assembler/instructions.ts'
import type { KernelFunction } from './kernel-module.ts'
import { digestAssembler } from './digest.ts'
import { entryWalk, readShortLeb, type EntryState } from './entry-walk.ts'
import { keep } from './kept.ts'
import { bodyStates, layout } from './layout.ts'

/**
 * `(position, end, bias, room, depth, isPaired)`: whole entries of the code section, at most `room` of them. When it stops inside a body, its facts
 * are there too, with the operators so far, and blocks are open or bytes left. With open blocks it goes on inside a body that ends at `end`.
 *
 * Where the next operator begins is known only when the length of this one has been looked up, some twenty cycles in which a processor can do
 * twice as much. So a pair of walks take turns, the first over the entries of the first half, the second over the others. When the first is at its
 * end it goes on as the second; when it stops before, what the second did counts for nothing.
 */
export function bodies(): KernelFunction {
  const f = new FunctionAssembler(6)
  const [position, end, bias, most, depth] = [f.parameter(0), f.parameter(1), f.parameter(2), f.parameter(3), f.parameter(4)]
  const isPaired = f.parameter(5)
  const local = () => f.local('i32')
  const [limit, room, isSecondOwed] = [local(), local(), local()]
  const places = { frames: layout.frames, histogram: layout.histogram }
  const found = () => ({ end: local(), count: local(), done: local(), state: local(), vectors: local() })
  const first = { position, limit, room, depth, ...found(), ...places }
  const secondPlaces = { frames: layout.secondFrames, histogram: layout.secondHistogram }
  const second = { position: local(), limit: end, room: most, depth: local(), ...found(), ...secondPlaces }
  const firstWalk = entryWalk(f, bias, first, 'stop')
  const secondWalk = entryWalk(f, bias, second, 'alone')

  f.set(limit, get(end))
  f.set(room, get(most))
  f.set(first.end, get(end))
  f.set(isSecondOwed, get(isPaired))
  f.when(get(isPaired), () => halve(f, first, second))
  f.block('all', () => {
    f.loop('again', () => {
      f.block('stop', () => {
        f.set(first.state, i32.constant(bodyStates.begun))
        f.when(i32.isZero(get(depth)), () => firstWalk.readHead())
        f.block('alone', () => {
          f.branchIf('alone', i32.isZero(get(isPaired)))
          secondWalk.readHead()
          f.loop('both', () => {
            firstWalk.advance()
            secondWalk.advance()
            f.branch('both')
          })
        })
        f.set(isPaired, i32.constant(0))
        f.loop('one', () => {
          firstWalk.advance()
          f.branch('one')
        })
      })
      // The room of the first is what there is up to its limit.
      f.branchIf('all', i32.or(i32.isZero(get(isSecondOwed)), i32.subtract(get(first.state), i32.constant(bodyStates.full))))
      f.set(isSecondOwed, i32.constant(0))
      goOnAs(f, first, second)
      f.branchIf('all', i32.isZero(get(isPaired)))
      f.set(isPaired, i32.constant(0))
      f.branch('again')
    })
  })
  keep(f, depth, first.count, first.done, first.state, first.vectors)
  return { name: 'bodies', parameters: 6, body: f.body(get(position)) }
}

/**
 * `(position, end, bias, room, depth)`: the same with a digest of each body, from the one that is in the memory on. It has enough to do between two
 * operators: a pair of walks gains nothing.
 */
export function digestedBodies(): KernelFunction {
  const f = new FunctionAssembler(5)
  const [position, limit, bias, room, depth] = [f.parameter(0), f.parameter(1), f.parameter(2), f.parameter(3), f.parameter(4)]
  const [end, count, done, state, vectors] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
  const digest = digestAssembler(f, position, bias)
  const places = { frames: layout.frames, histogram: layout.histogram }
  const walk = entryWalk(f, bias, { position, limit, room, depth, end, count, done, state, vectors, ...places }, 'stop', digest)

  digest.load()
  f.set(end, get(limit))
  f.block('stop', () => {
    f.set(state, i32.constant(bodyStates.begun))
    f.when(i32.isZero(get(depth)), () => walk.readHead())
    f.loop('operator', () => {
      walk.advance()
      f.branch('operator')
    })
  })
  digest.save()
  keep(f, depth, count, done, state, vectors)
  return { name: 'digestedBodies', parameters: 5, body: f.body(get(position)) }
}

/** The first walk gets the entries that begin in the first half of the bytes, the second those behind. */
function halve(f: FunctionAssembler, first: EntryState, second: EntryState): void {
  const [middle, at, value] = [f.local('i32'), f.local('i32'), f.local('i32')]
  const { position, done } = second
  f.set(middle, i32.shiftRight(i32.add(get(first.position), get(second.limit)), i32.constant(1)))
  f.set(position, get(first.position))
  f.block('halved', () => {
    f.loop('entry', () => {
      f.branchIf('halved', i32.atLeast(get(position), get(middle)))
      f.branchIf('halved', i32.equal(get(done), get(second.room)))
      f.set(at, get(position))
      readShortLeb(f, at, value, () => f.branch('halved'))
      f.set(at, i32.add(get(at), get(value)))
      f.branchIf('halved', i32.above(get(at), get(second.limit)))
      f.set(position, get(at))
      f.set(done, i32.add(get(done), i32.constant(1)))
      f.branch('entry')
    })
  })
  f.set(first.limit, get(position))
  f.set(first.room, get(done))
  f.set(at, i32.constant(0))
  overHistogram(f, at, () => f.do(i32.store(get(at), second.histogram, i32.constant(0))))
}

function goOnAs(f: FunctionAssembler, first: EntryState, second: EntryState): void {
  const parts = ['position', 'limit', 'room', 'depth', 'end', 'count', 'done', 'state'] as const
  for (const part of parts) f.set(first[part], get(second[part]))
  f.set(first.vectors, i32.or(get(first.vectors), get(second.vectors)))
  const at = f.local('i32')
  f.set(at, get(first.depth))
  f.block('copied', () => {
    f.loop('frame', () => {
      f.branchIf('copied', i32.isZero(get(at)))
      f.do(i32.store8(get(at), first.frames, i32.load8(get(at), second.frames)))
      f.set(at, i32.subtract(get(at), i32.constant(1)))
      f.branch('frame')
    })
  })
  const counted = (walk: EntryState) => i32.load(get(at), walk.histogram)
  overHistogram(f, at, () => f.do(i32.store(get(at), first.histogram, i32.add(counted(first), counted(second)))))
}

/** From `at`, which is zero, over the places of a histogram. */
function overHistogram(f: FunctionAssembler, at: Local, body: () => void): void {
  f.loop('place', () => {
    body()
    f.set(at, i32.add(get(at), i32.constant(4)))
    f.branchIf('place', i32.below(get(at), i32.constant(operatorIdLimit * 4)))
  })
}
