import type { Instrumentation } from '../../model/instrumentation.ts'

export interface FunctionCount {
  /** In the original module's index space, imports included. */
  readonly index: number
  readonly name: string | null
  readonly calls: number
  /** Executed in the function itself, without what it called; null in the mode `count`. */
  readonly instructions: number | null
  /** By class of operator; only classes that occur. Null but in the mode `ops`. */
  readonly classes: Readonly<Record<string, number>> | null
}

/** What an instrumented module has counted so far. */
export interface FunctionCounts {
  readonly functions: readonly FunctionCount[]
}

/** Interprets the numbers of an instrumented module. `read` gives them by index; see `Instrumentation`. */
export function readCounts(layout: Instrumentation, read: (index: number) => bigint): FunctionCounts {
  const { functions, costs } = layout
  return {
    functions: functions.index.map((index, place) => {
      const first = functions.first[place]!
      const name = functions.name[place]!
      const calls = number(read(first))
      if (!costs) return { index, name, calls, instructions: null, classes: null }
      const sums = new Float64Array(costs.classes.length)
      const end = functions.first[place + 1] ?? layout.numbers
      for (let counter = first; counter < end; counter++) {
        const count = number(read(counter))
        if (count === 0) continue
        for (let at = costs.starts[counter]!; at < costs.starts[counter + 1]!; at++) {
          const cost = costs.packed[at]!
          const column = cost & (classesLimit - 1)
          sums[column]! += count * ((cost - column) / classesLimit)
        }
      }
      const classes = Object.fromEntries(costs.classes.flatMap((name, column) => (sums[column] === 0 ? [] : [[name, sums[column]!]])))
      return { index, name, calls, instructions: sums.reduce((total, sum) => total + sum, 0), classes }
    }),
  }
}

const classesLimit = 32

function number(value: bigint): number {
  return Number(BigInt.asUintN(64, value))
}
