import { resolve as resolvePath } from 'node:path'
import type { Benchmark } from '../model/bench.ts'
import type { PlannedBenchmark } from '../model/bench-request.ts'
import { parseReference } from '../sources/index.ts'
import type { Store } from '../store/store.ts'

/** A reference that names exactly what was measured, for as long as it can be had; null when it was used in place or is gone. */
export async function referenceOf(store: Store, { ran }: Benchmark, planned: PlannedBenchmark): Promise<string | null> {
  if (ran === null || planned.reference === null || ran.reference === null) return null
  if (ran.tree === null) return ran.engine
  if (parseReference(ran.reference).kind !== 'path') return ran.reference
  const tree = await store.trees.find(ran.tree.sha256)
  return tree === null ? null : resolvePath(tree.path, ran.tree.file ?? ran.tree.folder)
}
