import { getHeapStatistics } from 'node:v8'
import type { Bytes, Nanoseconds } from '../../model/units.ts'
import { now } from './clock.ts'
import type { Collections } from './collections.ts'
import { startIteration, type Iteration } from './iterate.ts'

const measured = 9
const fewest = 3
/** Slow iterations: fewer have to do. */
const patienceNs: Nanoseconds = 500e6

/**
 * Bytes that one iteration allocates on the JavaScript heap and for its buffers, memory of modules that grows included; what asking costs is
 * taken off. Null when collections come within most iterations, because then nobody knows what they took away.
 *
 * The heap's size before and after one iteration is exact as long as nothing was collected between. Never in a launch that is timed.
 */
export async function allocatedBytes(iteration: Iteration, collections: Collections): Promise<Bytes | null> {
  const idle = await startIteration(iteration.asynchronous ? async () => 0 : () => 0, null)
  const [own, all] = [await medianGrowth(idle, collections), await medianGrowth(iteration, collections)]
  return own === null || all === null ? null : Math.max(0, all - own)
}

async function medianGrowth(iteration: Iteration, collections: Collections): Promise<Bytes | null> {
  const begin = now()
  const growths: Bytes[] = []
  let done = 0
  for (; done < measured && (done < fewest || now() - begin < patienceNs); done++) {
    await collections.take()
    const before = allocated()
    await iteration.sample(1)
    const growth = allocated() - before
    if ((await collections.take()).count === 0) growths.push(growth)
  }
  return growths.length * 2 <= done ? null : growths.sort((a, b) => a - b)[growths.length >> 1]!
}

function allocated(): Bytes {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics()
  return heap + external
}
