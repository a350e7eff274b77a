import { operatorClasses } from '../../model/module.ts'
import { operatorIdLimit, operators } from '../operators.ts'

/** Instructions by class, in the order of `operatorClasses`; or only their number, in column 0, together with landmarks. */
export type Costs = 'classes' | 'sum'

/** How costs by class share the cells of a graph: a float holds several small integers, of either sign, exactly. */
export interface Packing {
  readonly cells: number
  /** Columns in one cell. */
  readonly fields: number
  /** From one column of a cell to the next. */
  readonly scale: number
  /** By operator id: its cell, and what it adds there; nothing when it costs nothing. */
  readonly cellOf: Uint8Array
  readonly weightOf: Float64Array
}

/** A cost of an edge is at most three times the operators of the body; it has to stay below half of 2^17, or of 2^26. */
export const mostForNarrow = 2 ** 16 / 3

export function packingOf(costs: Costs, fields: 2 | 3): Packing {
  const scale = 2 ** (fields === 3 ? 17 : 26)
  const columnOf = (id: number) => (costs === 'sum' ? 0 : operatorClasses.indexOf(operators[id]!.class))
  const isCounted = (id: number) => operators[id] !== undefined && !isFree(operators[id].mnemonic)
  return {
    cells: costs === 'sum' ? 1 : Math.ceil(operatorClasses.length / fields),
    fields,
    scale,
    cellOf: Uint8Array.from({ length: operatorIdLimit }, (_, id) => (isCounted(id) ? Math.floor(columnOf(id) / fields) : 0)),
    weightOf: Float64Array.from({ length: operatorIdLimit }, (_, id) => (isCounted(id) ? scale ** (columnOf(id) % fields) : 0)),
  }
}

/** What structures code but is no instruction that runs. */
function isFree(mnemonic: string): boolean {
  return ['block', 'loop', 'try', 'try_table', 'else', 'end', 'catch', 'catch_all', 'delegate'].includes(mnemonic)
}
