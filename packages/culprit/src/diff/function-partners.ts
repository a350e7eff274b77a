import type { PairedBy } from '../model/module-diff.ts'
import type { ModuleFacts } from '../wasm/module.ts'
import { equalBytes, pairFunctions, pairWithSelf } from './pairing.ts'

export interface Partner {
  readonly index: number
  readonly how: PairedBy | null
  readonly confidence: number | null
}

/** Function of `a` → the same one in `b`, as `compareModules` pairs them; imported functions by the names of their imports. */
export function functionPartners(a: ModuleFacts, b: ModuleFacts): Map<number, Partner> {
  const partners = new Map<number, Partner>()
  const imports = importedFunctions(b)
  for (const [key, index] of importedFunctions(a)) {
    const other = imports.get(key)
    if (other !== undefined) partners.set(index, { index: other, how: null, confidence: null })
  }
  const same = equalBytes(a.bytes.subarray(a.offset, a.end), b.bytes.subarray(b.offset, b.end))
  for (const pair of same ? pairWithSelf(a) : pairFunctions(a, b)) {
    const { how, confidence } = pair
    partners.set(a.imported.function + pair.a, { index: b.imported.function + pair.b, how, confidence })
  }
  return partners
}

/** Module and name → index; of imports that are there twice, the first. */
function importedFunctions(facts: ModuleFacts): Map<string, number> {
  const indices = new Map<string, number>()
  let index = 0
  for (const { module, name, description } of facts.imports) {
    if (description.kind !== 'function') continue
    const key = JSON.stringify([module, name])
    if (!indices.has(key)) indices.set(key, index)
    index++
  }
  return indices
}
