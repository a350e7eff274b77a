import { endedInstances, endingInstances } from './ended-instances.ts'
import { collectGarbage, heldBytes } from './node-host.ts'
import type { Context } from './verify.ts'

export const unit = 'bytes'

interface State {
  readonly endInstances: () => void
  /** After the last collection. */
  held: number
}

export async function setup({ parameters }: Context): Promise<State> {
  const endInstances = endingInstances(parameters)
  await collectGarbage()
  return { endInstances, held: heldBytes() }
}

/** What is still held of each instance that has ended, after full collections. That the process holds less than before counts as nothing. */
export async function run(state: State): Promise<number> {
  const before = state.held
  state.endInstances()
  await collectGarbage()
  state.held = heldBytes()
  return Math.max(0, state.held - before) / endedInstances
}
