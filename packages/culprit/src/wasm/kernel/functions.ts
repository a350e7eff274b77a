import { FunctionAssembler, type Local } from '../assembler/function-assembler.ts'
import { get, i32 } from '../assembler/instructions.ts'
import type { KernelFunction } from './kernel-module.ts'
import { bodies, digestedBodies } from './bodies.ts'
import { fillFlow } from './flow.ts'
import { keep } from './kept.ts'
import { layout } from './layout.ts'
import { walkOperators } from './walk.ts'

/**
 * What the kernel exports. Positions are in the window, and each function returns the one at which it stopped: behind the last thing that
 * it did, or before the first that is not the kernel's to judge. The state is the open blocks, the operators that were found, and for
 * `bodies` how many were done, why it stopped (`bodyStates`), and whether a local is a vector.
 */
export function kernelFunctions(): KernelFunction[] {
  return [fill(), fillFlow(), bodies(), digestedBodies()]
}

/** `(position, end, depth, bias, room)`: writes ids and, `bias` added, offsets; at most `room` of them. */
function fill(): KernelFunction {
  const f = new FunctionAssembler(5)
  const [position, end, depth, bias, room] = [f.parameter(0), f.parameter(1), f.parameter(2), f.parameter(3), f.parameter(4)]
  const count = f.local('i32')
  const note = (id: Local) => {
    f.do(i32.store16(i32.shiftLeft(get(count), i32.constant(1)), layout.ids, get(id)))
    f.do(i32.store(i32.shiftLeft(get(count), i32.constant(2)), layout.offsets, i32.add(get(position), get(bias))))
  }
  f.block('stop', () =>
    walkOperators({ f, position, end, depth, count, frames: layout.frames, stop: 'stop' }, note, () =>
      f.branchIf('stop', i32.equal(get(count), get(room))),
    ),
  )
  keep(f, depth, count)
  return { name: 'fill', parameters: 5, body: f.body(get(position)) }
}
