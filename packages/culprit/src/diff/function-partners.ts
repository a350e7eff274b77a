import type { PairedBy } from '../model/paired-by.ts'
import type { ModuleFacts } from '../wasm/module.ts'
import { matchFunctions, waysOfMatching } from './matching/match-functions.ts'

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
  const { partner, how, confidence } = matchFunctions(a, b)
  for (let index = a.imported.function; index < partner.length; index++) {
    const way = waysOfMatching[how[index]!]!
    if (partner[index]! < 0 || way === 'import-name') continue
    partners.set(index, { index: partner[index]!, how: way, confidence: confidence[index]! })
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
