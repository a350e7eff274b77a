import { programModule } from './modules.ts'
import { startThread } from './node-host.ts'
import { verify } from './verify.ts'

export const unit = 'ns'

const limitMs = 50

export function setup(): Uint8Array {
  return programModule(1, 2)
}

/** A thread runs a loop that never ends; how long after its time limit it is gone. */
export async function run(module: Uint8Array): Promise<number> {
  const thread = startThread(loop, module)
  await thread.message('running')
  await new Promise(resolve => setTimeout(resolve, limitMs))
  verify('whether the loop still runs at its limit', thread.isOver(), false)
  const begin = performance.now()
  await thread.stop()
  const end = performance.now()
  verify('whether the loop returned', thread.hasSaid('returned'), false)
  return (end - begin) * 1e6
}

/** What the thread runs: it has `say` and the module's `bytes`. */
const loop = `
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes))
say('running')
exports.spin()
say('returned')
`
