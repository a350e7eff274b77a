import { endingInstances } from './ended-instances.ts'
import { collectGarbage } from './node-host.ts'
import type { Context } from './verify.ts'

export const unit = 'ns'

export function setup({ parameters }: Context): () => void {
  return endingInstances(parameters)
}

/**
 * The time of full collections that take what instances held that have ended. A collection visits what is alive too, so part of it is the
 * size of the process; garbage from before them the last run has collected.
 */
export async function run(endInstances: () => void): Promise<number> {
  endInstances()
  const begin = performance.now()
  await collectGarbage()
  return (performance.now() - begin) * 1e6
}
