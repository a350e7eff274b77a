import { cannotInstrument } from '../../model/errors.ts'
import type { Instrumentation, InstrumentationMode } from '../../model/instrumentation.ts'
import type { ModuleFacts } from '../module.ts'
import { coreSections, type Section } from '../sections.ts'
import { functionNames } from '../symbols.ts'
import { Additions } from './additions.ts'
import { assemble, contentOf } from './assemble.ts'
import { BodyWriter, type Hint } from './body-writer.ts'
import { globalCounters, memoryCounters } from './counters.ts'
import { countCalls, countInstructions } from './counting.ts'
import { branchHintSection, hintsOf, hintsSection, labelNames, namesWith, producersWith, targetFeaturesWith } from './custom-sections.ts'
import type { EngineFeatures } from './engine-features.ts'
import { callHooks } from './hooks.ts'
import { mostFunctions, mostGlobals, nothingToRead, readExport, type Finished, type Rewriting, type Workshop } from './rewriting.ts'
import { countTree, type TreeOptions } from './tree.ts'

export interface InstrumentOptions {
  readonly mode: InstrumentationMode
  /** Of the engine that will run the module. */
  readonly features: EngineFeatures
  /** Of culprit, for the producers. */
  readonly version: string
  /** By function index, imports included: only these are instrumented; all, where it is not given. */
  readonly only?: (index: number) => boolean
  readonly skip?: (index: number) => boolean
  /** In `tree`: how many paths of calls get a node of their own; 1 048 576 where it is not given. */
  readonly nodes?: number
  /** Custom sections that the copy gets, as the last ones: names and contents. */
  readonly sections?: readonly Uint8Array[]
  /** In `tree`: time of each node, by a clock that the host brings. It is asked twice for each call: 50 to 90 ns each in V8. */
  readonly clock?: boolean
}

export interface Instrumented {
  /** A part of a larger buffer: `slice` makes a copy of its own. */
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly layout: Instrumentation
  /**
   * In `tree`, for an engine without a second memory: a module to be instantiated for each instance, whose exports have to be put in
   * the table `layout.tree.link` before the instance is used.
   */
  readonly helper: Uint8Array<ArrayBuffer> | null
  /** What was dropped, left as it was, or has to be known; the layout has them too. */
  readonly notes: readonly string[]
}

/**
 * Rewrites a core module so that it counts. Nothing of the original changes its index, and its bodies are copied byte for byte but for
 * what counts. Counters are of one instance: each thread has its own.
 *
 * A module without code comes back as it is, with a note. What cannot be rewritten (components, object files, modules that are
 * instrumented already or at an engine's limits) is an error that says why.
 */
export function instrument(facts: ModuleFacts, options: InstrumentOptions): Instrumented {
  refuse(facts, options.features)
  const notes: string[] = []
  const names = functionNames(facts)
  const { bodies, bytes } = facts
  const selected = (index: number) => (options.only?.(index) ?? true) && !(options.skip?.(index) ?? false)

  const additions = new Additions(facts)
  // Twice as large is enough for most modules in most modes, and what comes before the code has room in front of it; what is reserved and
  // never written costs nothing.
  const size = facts.end - facts.offset
  const code = new BodyWriter(bytes, size * 2, size + largestAdditions)
  const workshop: Workshop = { facts, additions, code, note: sentence => notes.push(sentence) }
  const rewriting = rewritingOf(workshop, options, selected)

  const hintSection = facts.sections.find(section => section.id === 0 && section.name === branchHintSection)
  const hints = hintSection && facts.custom.branchHints > 0 ? hintsOf(facts, hintSection) : new Map<number, readonly Hint[]>()
  const movedHints = new Map<number, readonly Hint[]>()

  const index: number[] = []
  let isChanged = false
  const { out } = code
  out.u32(bodies.count)
  for (let body = 0; body < bodies.count; body++) {
    const place = {
      index: facts.imported.function + body,
      start: bodies.starts[body]!,
      operators: bodies.operatorStarts[body]!,
      end: bodies.ends[body]!,
      locals: bodies.locals[body]!,
      operatorCount: bodies.operators[body]!,
    }
    out.sized(() => {
      code.begin(place.start, hints.get(place.index) ?? [])
      if (selected(place.index)) {
        const outcome = rewriting.body(place)
        if (outcome !== 'too large') isChanged = true
        if (outcome === 'written') index.push(place.index)
        else if (outcome === 'too large') notes.push(`Function ${place.index} is too large for what would be added, and was left as it is.`)
      } else rewriting.unchosen?.(place)
      code.copyUntil(place.end)
    })
    if (code.movedHints.length > 0) movedHints.set(place.index, code.movedHints)
  }
  if (!isChanged) {
    notes.push(bodies.count === 0 ? 'The module has no code, so nothing was added.' : 'No function was chosen, so nothing was added.')
    const { sections = [] } = options
    const unchanged = { replaced: new Map(), appended: new Map(), custom: (section: Section) => contentOf(bytes, section), added: sections }
    return {
      bytes: sections.length === 0 ? bytes.slice(facts.offset, facts.end) : assemble(facts, unchanged),
      layout: layoutOf(options.mode, nothingToRead, [], names, notes),
      helper: null,
      notes,
    }
  }
  const parts = rewriting.finish()
  refuseTooMany(additions)
  noteFacts(facts, notes)
  const layout = layoutOf(options.mode, parts, index, names, notes)
  const shifted = parts.moved ? (one: number) => parts.moved!.shifted(one) : null
  const isWrapped = options.mode === 'tree' || options.mode === 'hooks'

  const dropped = new Set<string>()
  const rewritten = assemble(facts, {
    replaced: new Map([...(parts.moved?.sections ?? []), [codeSection, out.written]]),
    appended: additions.sections,
    added: [...(facts.sections.some(isNames) ? [] : [namesWith(facts, additions.names, [], shifted)]), ...(options.sections ?? [])],
    around: out.written.buffer,
    custom(section) {
      if (isNames(section)) {
        if (!facts.custom.names) return contentOf(bytes, section)
        return namesWith(facts, additions.names, isWrapped ? [labelNames] : [], shifted)
      }
      if (section.name === 'producers' && facts.custom.producers) return producersWith(facts.custom.producers, options.version)
      if (
        section.name === 'target_features' &&
        facts.custom.targetFeatures &&
        additions.upcoming('memory') > Math.max(facts.memories.length, 1)
      )
        return targetFeaturesWith(facts.custom.targetFeatures, 'multimemory')
      if (section === hintSection && facts.custom.branchHints > 0) return hintsSection(movedHints, shifted)
      if (!hasOffsets(section.name)) return contentOf(bytes, section)
      dropped.add(section.name)
      return null
    },
  })
  if (dropped.size > 0)
    notes.push(`Dropped, because offsets in them would be wrong: ${[...dropped].join(', ')}. The original module still has them.`)
  return { bytes: rewritten, layout, helper: parts.helper, notes }
}

function layoutOf(
  mode: InstrumentationMode,
  { read, numbers, costs, tree, first }: Finished,
  index: number[],
  names: ReadonlyMap<number, string>,
  notes: string[],
): Instrumentation {
  const functions = { index, name: index.map(one => names.get(one) ?? null), first }
  return { formatVersion: 1, kind: 'instrumentation', mode, read, numbers, functions, costs, tree, notes }
}

function rewritingOf(workshop: Workshop, options: InstrumentOptions, isChosen: (index: number) => boolean): Rewriting {
  const { mode, features } = options
  const { facts } = workshop
  // A memory has room for many; as a module's first memory it needs no feature.
  const expected = mode === 'count' ? facts.bodies.count : Math.ceil(total(facts.bodies.histogram) / operatorsOfCounter)
  const hasRoom = features.multiMemory || facts.memories.length === 0
  const counters = expected > manyGlobals && hasRoom ? memoryCounters(facts) : globalCounters(facts)
  switch (mode) {
    case 'count':
      return countCalls(workshop, counters)
    case 'ops':
      return countInstructions(workshop, counters, expected)
    case 'tree':
      return countTree(workshop, treeOptions(workshop, options, isChosen))
    case 'hooks':
      return callHooks(workshop, features)
  }
}

function treeOptions(
  { facts, note }: Workshop,
  { features, only, nodes = defaultNodes, clock = false }: InstrumentOptions,
  isChosen: (index: number) => boolean,
): TreeOptions {
  const hasRoom = features.multiMemory || facts.memories.length === 0
  if (!hasRoom && clock) {
    throw cannotInstrument(
      'the engine has no second memory, and without one there is no clock for the tree',
      'Leave out the clock, or use an engine with several memories (Node 24).',
    )
  }
  if (!hasRoom && facts.start !== null)
    note('The module has a start function, which runs before the helper can be linked, so it is not counted.')
  // What a user names gets a node, however small it is.
  return { features, leavesOut: only === undefined, isChosen, limit: nodes, clock, hasRoom }
}

/** At least so many operators stand in a function body for each counter, in all of many real modules. */
const operatorsOfCounter = 7
const manyGlobals = 100_000
/** More than what is added in front of the code: most of it are `manyGlobals` globals. */
const largestAdditions = 2 ** 20

const defaultNodes = 2 ** 20

const codeSection = [...coreSections].find(([, name]) => name === 'code')![0]

function total(numbers: Uint32Array): number {
  return numbers.reduce((sum, one) => sum + one, 0)
}

function isNames(section: Section): boolean {
  return section.id === 0 && section.name === 'name'
}

/** Custom sections that speak about places in the code. */
function hasOffsets(name: string): boolean {
  return /^(\.debug_|metadata\.code\.|reloc\.)/.test(name) || ['sourceMappingURL', 'external_debug_info', 'linking'].includes(name)
}

function refuse(facts: ModuleFacts, features: EngineFeatures): void {
  if (facts.layer === 'component') {
    throw cannotInstrument(
      'it is a component, from outside of which the counters of the modules inside could not be read',
      'Split it (jco transpile writes the core modules as files) and instrument these.',
    )
  }
  if (facts.sections.some(section => section.id === 0 && (section.name.startsWith('reloc.') || section.name === 'linking'))) {
    throw cannotInstrument('it is an object file, whose code a linker still has to change', 'Instrument the linked module.')
  }
  if (facts.exports.some(one => one.isNamed(readExport))) {
    throw cannotInstrument('it is instrumented already', 'Instrument the original module.')
  }
  if (facts.exports.length >= features.maximumExports) {
    throw cannotInstrument(
      `it has ${facts.exports.length} exports and needs one more, which the engine does not accept`,
      'Link it with fewer exports.',
    )
  }
}

function refuseTooMany(additions: Additions): void {
  if (additions.upcoming('function') > mostFunctions) {
    throw cannotInstrument(`it would have more than the ${mostFunctions} functions that engines accept`, 'Choose fewer with --only.')
  }
  if (additions.upcoming('global') > mostGlobals) {
    throw cannotInstrument(
      `its counters would be more than the ${mostGlobals} globals that engines accept, and the engine has no second memory`,
      'Choose functions with --only, count calls only (--mode count), or use an engine with several memories (Node 24).',
    )
  }
}

function noteFacts(facts: ModuleFacts, notes: string[]): void {
  if (facts.exports.some(one => one.isNamed('asyncify_start_unwind'))) {
    notes.push('The module unwinds and rewinds its stack (asyncify): functions that are rewound count as called again.')
  }
  if (facts.memories.some(memory => memory.shared)) {
    notes.push('The module has threads: every instance counts for itself, so the counts of all threads have to be read and added.')
  }
}
