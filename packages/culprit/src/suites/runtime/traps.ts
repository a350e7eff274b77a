import type { Program } from './modules.ts'
import { compiledProgram, start } from './program.ts'
import { provoke, traps } from './trap.ts'
import { chosen, type Context } from './verify.ts'

type Name = keyof typeof traps

interface State {
  readonly program: Program
  readonly trap: Name
}

/** Parameter: `trap`. */
export function setup({ parameters }: Context): State {
  const names = Object.fromEntries((Object.keys(traps) as Name[]).map(name => [name, name]))
  return { program: start(compiledProgram()), trap: chosen(names, parameters, 'trap') }
}

export function run({ program, trap }: State): Name {
  provoke(trap, program)
  return trap
}
