import type { FrameKind, Profile, ProfileTree, ProfileMeasure } from '../../model/profile.ts'
import { functionName } from '../labels.ts'
import { columnOf, measuresOf, treeOf } from '../measures.ts'
import type { ProfileFormat } from './format.ts'

// Both numbers are those of Firefox Profiler in August 2026; it upgrades files of older versions when it opens them.
const processedVersion = 70
const geckoVersion = 36

/** The processed profile of profiler.firefox.com: a thread for each measure, all with the same table of stacks. */
export const firefox: ProfileFormat = {
  title: 'profiler.firefox.com',
  extension: '.firefox.json',
  *write(profile, measure) {
    const tree = treeOf(profile)
    const others = measuresOf(profile).filter(each => each !== measure)
    // In pieces, because texts have a longest length.
    yield `{"meta":${JSON.stringify(meta(profile))},"libs":[],"shared":`
    yield JSON.stringify(shared(profile, tree))
    yield ',"threads":['
    for (const [index, each] of (measure === undefined ? [] : [measure, ...others]).entries()) {
      if (index > 0) yield ','
      yield JSON.stringify(thread(profile, tree, each, index))
    }
    yield ']}\n'
  },
}

const categories: Record<FrameKind, { readonly name: string; readonly color: string }> = {
  other: { name: 'Engine', color: 'grey' },
  javascript: { name: 'JavaScript', color: 'yellow' },
  wasm: { name: 'WebAssembly', color: 'purple' },
}
const categoryOf = (kind: FrameKind) => Object.keys(categories).indexOf(kind)

function meta({ program, engine, samplingIntervalNs, notes }: Profile): object {
  return {
    interval: (samplingIntervalNs ?? 1e6) / 1e6,
    startTime: 0,
    processType: 0,
    product: program,
    stackwalk: 0,
    version: geckoVersion,
    preprocessedProfileVersion: processedVersion,
    importedFrom: engine === null ? 'culprit' : `culprit (${engine})`,
    categories: Object.values(categories).map(category => ({ ...category, subcategories: ['Other'] })),
    markerSchema: [],
    symbolicationNotSupported: true,
    usesOnlyOneStackType: true,
    sourceCodeIsNotOnSearchfox: true,
    keepProfileThreadOrder: true,
    extra: [{ label: 'culprit', entries: notes.map(note => ({ label: 'note', format: 'string', value: note })) }],
  }
}

function shared({ functions }: Profile, { parents, functions: nodes }: ProfileTree): object {
  const strings = new Strings()
  const modules = new Strings()
  const count = functions.length
  const same = <T>(value: T) => functions.map(() => value)
  const resource = functions.map(({ module }) => (module === null ? -1 : modules.index(module)))
  const frames = {
    address: same(-1),
    lib: same(-1),
    inlineDepth: same(0),
    category: functions.map(({ kind }) => categoryOf(kind)),
    subcategory: same(0),
    func: [...functions.keys()],
    nativeSymbol: same(null),
    innerWindowID: same(0),
    line: same(null),
    column: same(null),
    originalLocation: same(null),
    length: count,
  }
  const table = {
    name: functions.map(each => strings.index(functionName(each))),
    isJS: functions.map(({ kind }) => kind === 'javascript'),
    relevantForJS: same(false),
    resource,
    source: same(null),
    lineNumber: same(null),
    columnNumber: same(null),
    originalLocation: same(null),
    length: count,
  }
  const resources = {
    length: modules.list.length,
    name: modules.list.map(module => strings.index(module)),
    host: modules.list.map(() => null),
    type: modules.list.map(() => libraryResource),
  }
  return {
    // Node 0 is the root, which is no frame: a stack is a node but one lower.
    stackTable: {
      frame: nodes.slice(1),
      prefixOffset: parents.slice(1).map((parent, stack) => (parent === 0 ? 0 : stack + 1 - parent)),
      length: nodes.length - 1,
    },
    frameTable: frames,
    funcTable: table,
    resourceTable: resources,
    nativeSymbols: { libIndex: [], address: [], name: [], functionSize: [], length: 0 },
    sources: { length: 0, id: [], filename: [], startLine: [], startColumn: [], sourceMapURL: [], content: [] },
    sourceLocationTable: { source: [], line: [], column: [], length: 0 },
    stringArray: strings.list,
  }
}

const libraryResource = 1

const titles: Record<ProfileMeasure, string> = { instructions: 'instructions', selfNs: 'time', calls: 'calls', weights: 'weights' }

function thread(profile: Profile, tree: ProfileTree, measure: ProfileMeasure, index: number): object {
  const own = columnOf(tree, measure)
  const nodes = [...own.keys()].filter(node => node > 0 && own[node]! > 0)
  // Milliseconds are the only time that there is.
  const weight = nodes.map(node => (measure === 'selfNs' ? own[node]! / 1e6 : own[node]!))
  const time: number[] = []
  let at = 0
  for (const each of weight) {
    time.push(at)
    at += measure === 'selfNs' ? each : 1
  }
  const weightType = measure === 'selfNs' ? 'tracing-ms' : measure === 'weights' && profile.weightUnit === 'bytes' ? 'bytes' : 'samples'
  return {
    processType: 'default',
    processStartupTime: 0,
    processShutdownTime: null,
    processName: profile.program,
    registerTime: 0,
    unregisterTime: null,
    pausedRanges: [],
    name: measure === 'weights' ? (profile.weightUnit ?? titles.weights) : titles[measure],
    isMainThread: index === 0,
    pid: '0',
    tid: index,
    samples: { stack: nodes.map(node => node - 1), time, weight, weightType, length: nodes.length },
    markers: { data: [], name: [], startTime: [], endTime: [], phase: [], category: [], length: 0 },
  }
}

/** Texts that tables name by their place. */
class Strings {
  readonly list: string[] = []
  readonly #places = new Map<string, number>()

  index(text: string): number {
    const known = this.#places.get(text)
    if (known !== undefined) return known
    this.#places.set(text, this.list.length)
    return this.list.push(text) - 1
  }
}
