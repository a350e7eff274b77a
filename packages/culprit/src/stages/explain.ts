import { compareModules } from '../diff/index.ts'
import { CulpritError } from '../model/errors.ts'
import type { ModulePair } from '../model/investigation.ts'
import type { ModuleDiff } from '../model/module-diff.ts'
import type { ModuleDocument } from '../model/module.ts'
import { moduleDocument, readModule, type ModuleFacts } from '../wasm/index.ts'
import type { Identified, SeenModule } from './identify.ts'

/**
 * What changed in the modules. With one module on each side they are a pair; with more, identical ones are paired first, then
 * the rest by size, largest first.
 */
export function explain(modules: Identified['modules']): ModulePair[] {
  const candidates = [...modules.candidate]
  const take = (index: number): SeenModule | null => (index < 0 ? null : (candidates.splice(index, 1)[0] ?? null))
  const bySize = (a: SeenModule, b: SeenModule): number => b.bytes.length - a.bytes.length

  const matched = modules.baseline.map(module => ({ module, same: take(candidates.findIndex(({ sha256 }) => sha256 === module.sha256)) }))
  candidates.sort(bySize)
  const pairs = [
    ...matched.filter(({ same }) => same !== null).map(({ module, same }) => pairOf(module, same)),
    ...matched
      .filter(({ same }) => same === null)
      .map(({ module }) => module)
      .sort(bySize)
      .map(module => pairOf(module, take(0))),
  ]
  return [...pairs, ...candidates.map(module => pairOf(null, module))]
}

function pairOf(a: SeenModule | null, b: SeenModule | null): ModulePair {
  const [left, right] = [read(a), read(b)]
  return {
    baseline: left?.document ?? null,
    candidate: right?.document ?? null,
    diff: left === null || right === null ? null : shorten(compareModules(left.facts, right.facts)),
  }
}

/** An investigation shows the changed functions; `culprit diff` lists the rest. */
const mostPairs = 50

function shorten(diff: ModuleDiff): ModuleDiff {
  return { ...diff, pairs: diff.pairs.slice(0, mostPairs), pairsLimit: mostPairs }
}

/** Null for a module that this reader does not know in full although the engine compiled it: then nothing is claimed about it. */
function read(module: SeenModule | null): { facts: ModuleFacts; document: ModuleDocument } | null {
  if (module === null) return null
  try {
    const facts = readModule(module.bytes)
    return { facts, document: moduleDocument(facts, module.sha256) }
  } catch (error) {
    if (error instanceof CulpritError) return null
    throw error
  }
}
