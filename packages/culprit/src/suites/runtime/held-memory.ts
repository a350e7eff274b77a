import { endedInstances, endingInstances } from './ended-instances.ts'
import { collectGarbage, heldBytes } from './node-host.ts'
import type { Context } from './verify.ts'

export const unit = 'bytes'

export function setup({ parameters }: Context): () => void {
  return endingInstances(parameters)
}

/** What is still held of each instance that has ended, after a collection. That the process holds less than before counts as nothing. */
export async function run(endInstances: () => void): Promise<number> {
  await collectGarbage()
  const before = heldBytes()
  endInstances()
  await collectGarbage()
  return Math.max(0, heldBytes() - before) / endedInstances
}
