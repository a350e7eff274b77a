import { compareModules } from '../diff/index.ts'
import { CulpritError } from '../model/errors.ts'
import type { ModulePair } from '../model/investigation.ts'
import type { ModuleDiff } from '../model/module-diff.ts'
import type { ModuleDocument } from '../model/module.ts'
import { moduleDocument, readModule, type ModuleFacts } from '../wasm/index.ts'
import type { Identified, SeenModule } from './identify.ts'
import { pairModules } from './module-pairs.ts'

/** What changed in the modules, pair by pair. */
export function explain({ baseline, candidate }: Identified['modules']): ModulePair[] {
  return pairModules(baseline, candidate).map(([a, b]) => pairOf(a, b))
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
    const facts = readModule(module.bytes, { digests: true })
    return { facts, document: moduleDocument(facts, module.sha256) }
  } catch (error) {
    if (error instanceof CulpritError) return null
    throw error
  }
}
