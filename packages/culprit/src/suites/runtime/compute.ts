import { compiledProgram, start } from './program.ts'
import { chosen, numberOf, verify, type Context } from './verify.ts'

interface State {
  readonly fib: (n: number) => number
  readonly n: number
  readonly wanted: number
}

/** Parameters: `n`, which Fibonacci number, by double recursion; `in`, which language. */
export function setup({ parameters }: Context): State {
  const n = numberOf(parameters, 'n')
  let [wanted, next] = [0, 1]
  for (let i = 0; i < n; i++) [wanted, next] = [next, wanted + next]
  return { fib: chosen(languages, parameters, 'in')(), n, wanted }
}

export function run({ fib, n, wanted }: State): number {
  const result = fib(n)
  verify(`fib(${n})`, result, wanted)
  return result
}

const languages: Readonly<Record<string, () => (n: number) => number>> = {
  wasm: () => start(compiledProgram()).fib,
  javascript: () => fibonacci,
}

function fibonacci(n: number): number {
  return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2)
}
