import { callingModule } from './modules.ts'
import { compiledProgram, start } from './program.ts'
import { chosen, verify, type Context } from './verify.ts'

/** How many calls one iteration makes, each with what the last one returned: then none can be left out. */
export const callsPerIteration = 10_000

interface State {
  readonly calls: () => number
  readonly wanted: number
}

/** Parameter: `call`, from where to where. */
export function setup({ parameters }: Context): State {
  const { calls, step } = chosen(kinds, parameters, 'call')()
  let wanted = 0
  for (let i = 0; i < callsPerIteration; i++) wanted = step(wanted, i)
  return { calls, wanted }
}

export function run({ calls, wanted }: State): number {
  const result = calls()
  verify(`the result of ${callsPerIteration} calls`, result, wanted)
  return result
}

type Step = (accumulated: number, i: number) => number
const add: Step = (a, b) => (a + b) | 0
const turns: readonly Step[] = [add, (a, b) => a ^ b, (a, b) => (b - a) | 0, (a, b) => (a - b) | 0]

const kinds: Readonly<Record<string, () => { readonly calls: () => number; readonly step: Step }>> = {
  'js to wasm': () => {
    const { add: callee } = start(compiledProgram())
    return { calls: () => callRepeatedly(callee), step: add }
  },
  'js to js': () => {
    const callee = neverInlined()
    return { calls: () => callRepeatedly(callee), step: add }
  },
  'wasm to js': () => {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(callingModule()), { host: { add } })
    const callOut = instance.exports['callOut'] as (times: number) => number
    return { calls: () => callOut(callsPerIteration), step: add }
  },
  indirect: () => {
    const { callEntries } = start(compiledProgram())
    return { calls: () => callEntries(callsPerIteration), step: (a, i) => turns[i & 3]!(a, i) }
  },
}

function callRepeatedly(callee: Step): number {
  let accumulated = 0
  for (let i = 0; i < callsPerIteration; i++) accumulated = callee(accumulated, i)
  return accumulated
}

/** Adds. Engines inline functions up to a size, and what never runs behind the first line is larger than all of them allow. */
function neverInlined(): Step {
  const tail = Array.from({ length: 100 }, (_, n) => `a = Math.imul(a, ${n + 3}) ^ b`).join('\n')
  // oxlint-disable-next-line typescript/no-implied-eval -- a hundred lines that never run need not be written down
  return new Function('a', 'b', `if (b >= 0) return (a + b) | 0\n${tail}\nreturn a`) as Step
}
