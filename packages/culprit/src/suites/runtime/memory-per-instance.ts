import { collectGarbage, residentBytes } from './node-host.ts'
import { compiledProgram, start } from './program.ts'
import { numberOf, verify, type Context } from './verify.ts'

export const unit = 'bytes'

/** So much that the system's counting, which is exact to some 100 kB, vanishes beside it. */
const total = 16 * 2 ** 20
/** Of small ones no more, because starting and collecting them takes long. */
const most = 128

interface State {
  readonly module: WebAssembly.Module
  readonly bytes: number
  readonly instances: number
}

/** Parameter: `pages`, the size of an instance's memory. */
export function setup({ parameters }: Context): State {
  const pages = numberOf(parameters, 'pages')
  const bytes = pages * 2 ** 16
  return { module: compiledProgram(pages), bytes, instances: Math.min(most, total / bytes) }
}

/** What one more instance takes of the machine's memory, its own memory included, every page of which was written to. */
export async function run({ module, bytes, instances }: State): Promise<number> {
  await collectGarbage()
  const before = residentBytes()
  const held = Array.from({ length: instances }, () => start(module))
  for (const program of held) program.fillAtOnce(bytes, 1)
  const after = residentBytes()
  for (const program of held) verify('the last byte', program.load(bytes - 4), 0x0101_0101)
  return Math.max(0, after - before) / instances
}
