import { operatorIdLimit } from '../operators.ts'
import { FunctionAssembler, type Local } from '../assembler/function-assembler.ts'
import { f64, get, i32 } from '../assembler/instructions.ts'
import type { KernelFunction } from './kernel-module.ts'
import { keep } from './kept.ts'
import { flowBatch, layout } from './layout.ts'
import { walkOperators } from './walk.ts'

/**
 * `(position, end, depth, bias, place, packing, rowBytes)`: writes ids, offsets and those behind, `bias` added, of the operators that are
 * marked in `flows`, from `place` on, and adds what every operator costs to the row of costs of the next one of them, itself included.
 * Rows have to be zero before. The state has the number of places that are taken then.
 */
export function fillFlow(): KernelFunction {
  const f = new FunctionAssembler(7)
  const [position, end, depth, bias, place] = [f.parameter(0), f.parameter(1), f.parameter(2), f.parameter(3), f.parameter(4)]
  const [packing, rowBytes] = [f.parameter(5), f.parameter(6)]
  const [count, row, cells, weights] = [f.local('i32'), f.local('i32'), f.local('i32'), f.local('i32')]
  const [cell, isFlow] = [f.local('i32'), f.local('i32')]

  // Nothing branches on what an operator is: one in seven is of flow, and which one cannot be foreseen.
  const note = (id: Local, next: Local) => {
    f.set(cell, i32.add(get(row), i32.load8(i32.add(get(cells), get(id)), layout.costCells)))
    const weight = f64.load(i32.add(get(weights), i32.shiftLeft(get(id), i32.constant(3))), layout.costWeights)
    f.do(f64.store(get(cell), layout.flowCosts, f64.add(f64.load(get(cell), layout.flowCosts), weight)))
    const word = i32.shiftLeft(get(place), i32.constant(2))
    f.do(i32.store16(i32.shiftLeft(get(place), i32.constant(1)), layout.flowIds, get(id)))
    f.do(i32.store(word, layout.flowOffsets, i32.add(get(position), get(bias))))
    f.do(i32.store(word, layout.flowNexts, i32.add(get(next), get(bias))))
    // All bits where it is one.
    f.set(isFlow, i32.load8Signed(get(id), layout.flows))
    f.set(place, i32.subtract(get(place), get(isFlow)))
    f.set(row, i32.add(get(row), i32.and(get(rowBytes), get(isFlow))))
  }

  f.set(row, i32.multiply(get(place), get(rowBytes)))
  f.set(cells, i32.multiply(get(packing), i32.constant(operatorIdLimit)))
  f.set(weights, i32.shiftLeft(get(cells), i32.constant(3)))
  const isFull = i32.equal(get(place), i32.constant(flowBatch))
  f.block('stop', () =>
    walkOperators({ f, position, end, depth, count, frames: layout.frames, stop: 'stop' }, note, () => f.branchIf('stop', isFull)),
  )
  keep(f, depth, count, place)
  return { name: 'fillFlow', parameters: 7, body: f.body(get(position)) }
}
