import { IntegerList } from '../../model/integer-list.ts'
import { operatorClasses } from '../../model/operator-classes.ts'
import type { Counters } from './counters.ts'
import { classCosts } from './flow-costs.ts'
import { CounterPlaces } from './counter-places.ts'
import { PlacedCounters } from './placed-counters.ts'
import { largestBody, nothingToRead, readExport, type BodyPlace, type Rewriting, type Workshop } from './rewriting.ts'

/** More than what one counter adds to a body. */
const largestIncrement = 24

/** Counts calls only: one counter at the head of each function. */
export function countCalls({ additions, code }: Workshop, counters: Counters): Rewriting {
  const first: number[] = []
  return {
    body({ operators, end, start }) {
      if (end - start + largestIncrement > largestBody) return 'too large'
      code.copyUntil(operators)
      counters.increment(code.out, first.length)
      code.copyUntil(end)
      first.push(first.length)
      return 'written'
    },
    finish() {
      additions.export(readExport, 'function', counters.finish(additions, first.length))
      return { ...nothingToRead, read: readExport, numbers: first.length, first }
    },
  }
}

/**
 * Counts calls and the ways in each function from which the instructions of all its blocks follow. Nothing is kept in locals, so an
 * exception or a trap loses nothing that was counted.
 */
export function countInstructions({ facts, additions, code }: Workshop, storage: Counters, expectedCounters: number): Rewriting {
  const flowCosts = classCosts(facts.bodies.histogram)
  const places = new CounterPlaces(facts, flowCosts, false)
  const placed = new PlacedCounters(flowCosts, expectedCounters)
  const first: number[] = []
  return {
    body({ start, operators, end, operatorCount }: BodyPlace) {
      places.build(operators, end, operatorCount)
      placed.add(places)
      const { first: entry, count, positions, isTaken } = placed
      if (end - start + (count - entry) * largestIncrement > largestBody) {
        placed.drop()
        return 'too large'
      }
      first.push(entry)
      for (let counter = entry; counter < count; counter++) {
        const position = positions[counter - entry]!
        if (isTaken[counter - entry] === 1) {
          code.beginTaken(position)
          storage.increment(code.out, counter)
          code.endTaken(position)
        } else {
          code.copyUntil(position)
          storage.increment(code.out, counter)
        }
      }
      code.copyUntil(end)
      return 'written'
    },
    finish() {
      const { count, starts, costs } = placed
      additions.export(readExport, 'function', storage.finish(additions, count))
      const lists = { starts: new IntegerList(starts.buffer, 0, count + 1), packed: new IntegerList(costs.buffer, 0, starts[count]) }
      return { ...nothingToRead, read: readExport, numbers: count, costs: { classes: [...operatorClasses], ...lists }, first }
    },
  }
}
