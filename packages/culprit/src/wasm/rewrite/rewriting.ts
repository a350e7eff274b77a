import type { Instrumentation } from '../../model/instrumentation.ts'
import type { ModuleFacts } from '../module.ts'
import type { Additions } from './additions.ts'
import type { BodyWriter } from './body-writer.ts'

/** One way of instrumenting. A new one is made for each module. */
export interface Rewriting {
  /**
   * Writes the body of a function that was chosen, from its declaration of locals to its last `end`. What is left out is counted with
   * its callers; of what is too large nothing was written.
   */
  body(place: BodyPlace): 'written' | 'left out' | 'too large'
  /** Writes the body of a function that was not chosen, where that is not what it was. */
  unchosen?(place: BodyPlace): void
  /** Adds what the bodies use. */
  finish(): Finished
}

export interface Finished extends Pick<Instrumentation, 'read' | 'numbers' | 'costs' | 'tree'> {
  readonly first: number[]
  /** A second module that has to be instantiated beside the first. */
  readonly helper: Uint8Array<ArrayBuffer> | null
  /** Where functions moved: other sections that name them, by id, and where a function went. */
  readonly moved: { readonly sections: ReadonlyMap<number, Uint8Array>; shifted(index: number): number } | null
}

export const nothingToRead: Finished = { read: null, numbers: 0, costs: null, tree: null, first: [], helper: null, moved: null }

export interface BodyPlace {
  /** In the function index space. */
  readonly index: number
  readonly start: number
  readonly operators: number
  readonly end: number
  readonly locals: number
  readonly operatorCount: number
}

/** What a rewriting works with. */
export interface Workshop {
  readonly facts: ModuleFacts
  readonly additions: Additions
  readonly code: BodyWriter
  readonly note: (sentence: string) => void
}

/** V8's and SpiderMonkey's limits (https://webassembly.github.io/spec/js-api/#limits); V8's largest body is smaller. */
export const largestBody = 7_654_321
export const mostLocals = 50_000
export const mostFunctions = 1_000_000
export const mostGlobals = 1_000_000

/** The name of the one export. */
export const readExport = '__culprit_read'
