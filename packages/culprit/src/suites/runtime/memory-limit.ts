import type { Program } from './modules.ts'
import { compiledProgram, start } from './program.ts'
import { verify } from './verify.ts'

const bytes = 2 ** 16

export function setup(): Program {
  return start(compiledProgram(1, 2))
}

/** Growing beyond the limit fails, with the instruction and from outside, and the instance is as usable as before. */
export function run(program: Program): number {
  verify('what memory.grow returns beyond the limit', program.grow(2), -1)
  verify('what Memory.grow does beyond the limit', errorOf(() => program.memory.grow(2)) instanceof RangeError, true)
  verify('the memory', program.memory.buffer.byteLength, bytes)
  program.store(bytes - 4, bytes)
  verify('the last word', program.load(bytes - 4), bytes)
  return bytes
}

function errorOf(call: () => unknown): unknown {
  try {
    call()
    return null
  } catch (error) {
    return error
  }
}
