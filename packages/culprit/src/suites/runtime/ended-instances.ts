import { compiledProgram, start } from './program.ts'
import { provoke } from './trap.ts'
import { chosen, verify, type Parameters } from './verify.ts'

/** How many instances end before what they held is collected. */
export const endedInstances = 20

/** Starts instances that nothing holds any more when it returns. Parameter: `end`, how they ended. */
export function endingInstances(parameters: Parameters): () => void {
  const module = compiledProgram()
  const end = chosen(ends, parameters, 'end')
  return () => {
    for (let i = 0; i < endedInstances; i++) end(module)
  }
}

const ends: Readonly<Record<string, (module: WebAssembly.Module) => void>> = {
  success: module => verify('the result', start(module).fib(10), 55),
  trap: module => provoke('unreachable', start(module)),
}
