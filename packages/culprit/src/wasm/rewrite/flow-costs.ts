import { operatorClasses } from '../../model/operator-classes.ts'
import { mostCells, mostPackings } from '../kernel/layout.ts'
import type { FlowTables } from '../kernel/kernel.ts'
import { operatorIdLimit, operators } from '../operators.ts'
import { flowOf, straight } from './flow-kinds.ts'

/**
 * How costs by class share the cells of a row: a float holds several small integers, of either sign, exactly. What an operator costs is
 * `weightOf` its id, in the cell `cellOf` it.
 */
export interface Packing {
  readonly cells: number
  /** Columns in one cell, the lowest bits first, and bits of each. */
  readonly fields: number
  readonly bits: number
  /** Columns that lie in the lower bits, 32 at most; as many bits lie above them at most. */
  readonly lowFields: number
  readonly lowScale: number
  /** As all columns are as small as they can be, this added makes them zero. */
  readonly bias: number
  readonly cellOf: Uint8Array
  readonly weightOf: Float64Array
}

/** What operators cost: instructions by class, or only their number. */
export interface FlowCosts extends FlowTables {
  /** The fewer operators a body has, the more columns go into a cell. */
  readonly packings: readonly Packing[]
  /** By column, the place of its class in `operatorClasses`: only classes that occur, the most frequent first, so that most rows need few cells. */
  readonly classes: readonly number[]
}

/** The place of the packing for a body of so many operators: a cost is at most three times as many, of either sign. */
export function packingFor({ packings }: FlowCosts, operatorCount: number): number {
  let place = 0
  while (place + 1 < packings.length && operatorCount * 3 >= 2 ** (packings[place]!.bits - 1)) place++
  return place
}

/** By class, for a module with this histogram of operators. */
export function classCosts(histogram: Uint32Array): FlowCosts {
  const frequencies = new Map<string, number>()
  for (const operator of operators)
    if (operator) frequencies.set(operator.class, (frequencies.get(operator.class) ?? 0) + histogram[operator.id]!)
  const frequency = (place: number) => frequencies.get(operatorClasses[place]!) ?? 0
  const occurring = operatorClasses.flatMap((_, place) => (frequency(place) > 0 ? [place] : []))
  const classes = occurring.toSorted((a, b) => frequency(b) - frequency(a))
  const columns = new Map(classes.map((place, column) => [operatorClasses[place] as string, column]))
  return withTables(
    densities.map(density => packingOf(density, Math.ceil(classes.length / density.fields), id => columns.get(operators[id]!.class) ?? 0)),
    classes,
  )
}

/** One column: the number of instructions. */
export function sumCosts(): FlowCosts {
  return withTables([packingOf({ fields: 1, bits: 53, lowFields: 1 }, 1, () => 0)], [0])
}

/** None: it only finds operators that are marked, instead of those of flow. */
export function withoutCosts(isMarked: (id: number) => boolean): FlowCosts {
  const flows = Uint8Array.from({ length: operatorIdLimit }, (_, id) => (isMarked(id) ? 0xff : 0))
  return { ...sumCosts(), flows }
}

type Density = Pick<Packing, 'fields' | 'bits' | 'lowFields'>

/** A body has to be smaller than what the last one takes: 11 million operators; engines accept 7 MB. */
const densities: readonly Density[] = [
  { fields: 5, bits: 10, lowFields: 3 },
  { fields: 4, bits: 13, lowFields: 2 },
  { fields: 3, bits: 16, lowFields: 2 },
  { fields: 2, bits: 26, lowFields: 1 },
]

function packingOf(density: Density, cells: number, columnOf: (id: number) => number): Packing {
  const { fields, bits, lowFields } = density
  const byId = (valueOf: (column: number) => number) =>
    Array.from({ length: operatorIdLimit }, (_, id) => (isCounted(id) ? valueOf(columnOf(id)) : 0))
  return {
    ...density,
    cells,
    lowScale: 2 ** (bits * lowFields),
    bias: Array.from({ length: fields }, (_, field) => 2 ** (bits * field + bits - 1)).reduce((sum, one) => sum + one, 0),
    cellOf: Uint8Array.from(byId(column => Math.floor(column / fields))),
    weightOf: Float64Array.from(byId(column => 2 ** (bits * (column % fields)))),
  }
}

function withTables(packings: readonly Packing[], classes: readonly number[]): FlowCosts {
  if (packings.length > mostPackings || packings.some(({ cells }) => cells > mostCells))
    throw new Error('the kernel has no room for so many classes')
  const cells = new Uint8Array(mostPackings * operatorIdLimit)
  const weights = new Float64Array(mostPackings * operatorIdLimit)
  for (const [place, packing] of packings.entries()) {
    cells.set(
      packing.cellOf.map(cell => cell * Float64Array.BYTES_PER_ELEMENT),
      place * operatorIdLimit,
    )
    weights.set(packing.weightOf, place * operatorIdLimit)
  }
  return { flows: flowOf.map(flow => (flow === straight ? 0 : 0xff)), cells, weights, packings, classes }
}

function isCounted(id: number): boolean {
  return operators[id] !== undefined && !structural.has(operators[id].mnemonic)
}

/** What structures code but is no instruction that runs. */
const structural = new Set(['block', 'loop', 'try', 'try_table', 'else', 'end', 'catch', 'catch_all', 'delegate'])
