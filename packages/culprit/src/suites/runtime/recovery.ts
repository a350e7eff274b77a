import type { Program } from './modules.ts'
import { compiledProgram, start } from './program.ts'
import { provoke } from './trap.ts'
import { verify } from './verify.ts'

interface State {
  readonly module: WebAssembly.Module
  program: Program
}

export function setup(): State {
  const module = compiledProgram()
  return { module, program: start(module) }
}

/** An instance traps and is dropped, and a new one gives the right result. */
export function run(state: State): number {
  provoke('memory out of bounds', state.program)
  state.program = start(state.module)
  const result = state.program.fib(10)
  verify('the result of the new instance', result, 55)
  return result
}
