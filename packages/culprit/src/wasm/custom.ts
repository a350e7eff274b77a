import { CulpritError } from '../model/errors.ts'
import { readBranchHints } from './branch-hints.ts'
import type { Cursor } from './cursor.ts'
import { readDylink, readOldDylink, type Dylink } from './dylink.ts'
import { readNames, type Names } from './names.ts'
import { readProducers, type Producers } from './producers.ts'
import { readTargetFeatures } from './target-features.ts'

/** What custom sections say; null and 0 where there is none. */
export interface CustomFacts {
  names: Names | null
  producers: Producers | null
  targetFeatures: readonly string[] | null
  dylink: Dylink | null
  sourceMappingUrl: string | null
  branchHints: number
  hasDwarf: boolean
  /**
   * Sections that are known but could not be read. The module itself is sound: an engine ignores what is wrong in a custom section, so
   * they are told instead of thrown.
   */
  readonly unread: { readonly section: string; readonly offset: number; readonly why: string }[]
}

export function noCustomFacts(): CustomFacts {
  return {
    names: null,
    producers: null,
    targetFeatures: null,
    dylink: null,
    sourceMappingUrl: null,
    branchHints: 0,
    hasDwarf: false,
    unread: [],
  }
}

/** Reads the content of the custom section `name` into `facts`, when it is one that is known. */
export function readCustom(name: string, content: Cursor, facts: CustomFacts): void {
  const offset = content.position
  try {
    readKnown(name, content, facts)
  } catch (error) {
    if (!(error instanceof CulpritError)) throw error
    facts.unread.push({ section: name, offset, why: error.message })
  }
}

function readKnown(name: string, content: Cursor, facts: CustomFacts): void {
  switch (name) {
    case 'name':
      facts.names = readNames(content)
      break
    case 'producers':
      facts.producers = readProducers(content)
      break
    case 'target_features':
      facts.targetFeatures = readTargetFeatures(content)
      break
    case 'dylink.0':
      facts.dylink = readDylink(content)
      break
    case 'dylink':
      facts.dylink = readOldDylink(content)
      break
    case 'sourceMappingURL':
      facts.sourceMappingUrl = content.name('the URL of the source map')
      break
    case 'metadata.code.branch_hint':
      facts.branchHints = readBranchHints(content)
      break
    default:
      if (name.startsWith('.debug_')) facts.hasDwarf = true
  }
}
