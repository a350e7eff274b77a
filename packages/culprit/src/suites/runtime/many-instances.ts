import { compiledProgram, exportsOf } from './program.ts'
import { chosen, numberOf, verify, type Context } from './verify.ts'

interface State {
  readonly module: WebAssembly.Module
  readonly instances: number
  readonly instantiate: (module: WebAssembly.Module, instances: number) => Promise<WebAssembly.Instance[]>
}

/** Parameters: `instances`, how many; `order`, whether each waits for the one before. */
export function setup({ parameters }: Context): State {
  return { module: compiledProgram(), instances: numberOf(parameters, 'instances'), instantiate: chosen(orders, parameters, 'order') }
}

export async function run({ module, instances, instantiate }: State): Promise<number> {
  const found = await instantiate(module, instances)
  for (const [index, instance] of found.entries()) verify('the sum', exportsOf(instance).add(index, 1), index + 1)
  verify('the number of instances', new Set(found).size, instances)
  return instances
}

const orders: Readonly<Record<string, State['instantiate']>> = {
  concurrently: (module, instances) => Promise.all(Array.from({ length: instances }, () => WebAssembly.instantiate(module))),
  async 'one by one'(module, instances) {
    const found: WebAssembly.Instance[] = []
    for (let i = 0; i < instances; i++) found.push(await WebAssembly.instantiate(module))
    return found
  },
}
