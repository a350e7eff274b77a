import { sizedModule, type SizedModule } from './modules.ts'
import { chosen, numberOf, verify, type Context } from './verify.ts'

interface State {
  readonly instantiate: () => WebAssembly.Instance
  readonly functions: number
}

/** Parameters: `bytes`, the size of the module; `from`, whether it is compiled too. */
export function setup({ parameters }: Context): State {
  const module = sizedModule(numberOf(parameters, 'bytes'))
  return { instantiate: chosen(starts, parameters, 'from')(module), functions: module.functions }
}

export function run({ instantiate, functions }: State): number {
  // A call would compile a function, which engines put off; that a global has its value shows that the instance is there.
  const found = instantiate().exports['functions'] as WebAssembly.Global | undefined
  verify('the global of the new instance', found?.value, functions)
  return functions
}

const starts: Readonly<Record<string, (module: SizedModule) => () => WebAssembly.Instance>> = {
  bytes({ bytes, uniqueAt }) {
    const unique = new DataView(bytes.buffer)
    let next = 0
    return () => {
      // Engines know modules again by their bytes, and then compile nothing.
      unique.setFloat64(uniqueAt, next++)
      return new WebAssembly.Instance(new WebAssembly.Module(bytes))
    }
  },
  module({ bytes }) {
    const module = new WebAssembly.Module(bytes)
    return () => new WebAssembly.Instance(module)
  },
}
