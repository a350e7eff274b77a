import { compiledProgram, start } from './program.ts'
import { verify } from './verify.ts'

export function setup(): WebAssembly.Module {
  return compiledProgram()
}

/** Instantiate, call, read the result out of memory. */
export function run(module: WebAssembly.Module): number {
  const program = start(module)
  const address = program.work(10)
  const result = new DataView(program.memory.buffer).getInt32(address, true)
  verify('the result in memory', result, 55)
  return result
}
