import { verify } from './verify.ts'
import { compiledProgram, start } from './program.ts'

export const unit = 'ns'

/** By one page each. */
const growths = 64

export function setup(): WebAssembly.Module {
  return compiledProgram(1, 1 + growths)
}

/** The time of growing a memory by one page, within its limit. A memory cannot shrink, so each run needs a new one, whose making is not timed. */
export function run(module: WebAssembly.Module): number {
  const program = start(module)
  const begin = performance.now()
  const grown = program.growByOne(growths)
  const end = performance.now()
  verify('how often memory grew', grown, growths)
  const bytes = program.memory.buffer.byteLength
  verify('the memory', bytes, (1 + growths) * 2 ** 16)
  program.store(bytes - 4, bytes)
  verify('the last word', program.load(bytes - 4), bytes)
  return ((end - begin) * 1e6) / growths
}
