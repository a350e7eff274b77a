import type { Program } from './modules.ts'
import { compiledProgram, start } from './program.ts'
import { chosen, verify, type Context } from './verify.ts'

export const bytesPerIteration = 2 ** 20

interface State {
  readonly fill: (bytes: number, value: number) => void
  readonly bytes: Uint8Array
  value: number
}

/** Parameter: `by`, what fills. */
export function setup({ parameters }: Context): State {
  const program = start(compiledProgram(bytesPerIteration / 2 ** 16))
  return { fill: chosen(kinds, parameters, 'by')(program), bytes: new Uint8Array(program.memory.buffer), value: 0 }
}

export function run(state: State): number {
  const { fill, bytes } = state
  // Another value each time: that the last one is there would say nothing.
  state.value = 1 + (state.value % 100)
  fill(bytesPerIteration, state.value)
  verify('the first byte', bytes[0], state.value)
  verify('the last byte', bytes[bytesPerIteration - 1], state.value)
  return bytesPerIteration
}

const kinds: Readonly<Record<string, (program: Program) => State['fill']>> = {
  'memory.fill': program => program.fillAtOnce,
  stores: program => program.fillByStores,
}
