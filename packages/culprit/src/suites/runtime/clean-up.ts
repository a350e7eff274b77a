import { endingInstances } from './ended-instances.ts'
import { collectGarbage } from './node-host.ts'
import type { Context } from './verify.ts'

export const unit = 'ns'

export function setup({ parameters }: Context): () => void {
  return endingInstances(parameters)
}

/** The time of collecting what instances held that have ended. What was before them the last run has collected. */
export async function run(endInstances: () => void): Promise<number> {
  endInstances()
  const begin = performance.now()
  await collectGarbage()
  return (performance.now() - begin) * 1e6
}
