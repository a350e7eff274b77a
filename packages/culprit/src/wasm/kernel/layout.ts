import { depthChanges, lengths, lookOf, looks, openedFrames, otherBlockType, quickBytes } from '../operator-lengths.ts'
import { digestFacts, handling, isPassing, plainBytes } from '../body-digester.ts'
import { operatorIdLimit, prefixes } from '../operators.ts'

/** Bytes of a module that the kernel sees at once. */
export const windowBytes = 0x10000
/** Operators that `fill` finds at most. */
export const batchSize = 4096
/** Function bodies that `bodies` goes through at most. */
export const bodyBatch = 512
/** Operators of flow that `fillFlow` finds at most. */
export const flowBatch = 1024
/** Ways of packing costs that `fillFlow` knows at once, and cells that one of them has at most. */
export const mostPackings = 4
export const mostCells = 12
/** Bytes that are loaded behind the last one that means anything. */
const padding = 32
/** Blocks that may be open: two bytes can open one, and as many may be open already. */
export const frameLimit = 0x10000

/** What `bodies` writes, each into an array of its own. */
export const bodyFacts = ['starts', 'operatorStarts', 'ends', 'locals', 'operators'] as const

/** Why `bodies` stops: there is no room, the next entry goes beyond the end, has something unusual before its operators, or among them. */
export const bodyStates = { full: 0, beyond: 1, refused: 2, begun: 3 }

/** Operators that a window can have of those that are listed: each has two bytes at least. */
export const windowSites = windowBytes / 2

/** Places of what `digestedBodies` knows of the module: how many there are, and how many constants and offsets may be addresses. */
export const digestNumbers = { functions: 0, globals: 1, constantRoom: 2, offsetRoom: 3 }

/** Where things are in the kernel's memory. */
export const layout = lay({
  state: 20,
  lengths: lengths.length,
  openedFrames: operatorIdLimit,
  depthChanges: operatorIdLimit,
  otherBlockType: 0x100,
  looks: 0x100,
  quickBytes: operatorIdLimit,
  prefixBases: 0x200,
  prefixSizes: 0x200,
  plainBytes: operatorIdLimit,
  isPassing: operatorIdLimit,
  handling: operatorIdLimit,
  histogram: operatorIdLimit * 4,
  ids: batchSize * 2,
  offsets: batchSize * 4,
  digestNumbers: Object.keys(digestNumbers).length * 4,
  digestState: 24,
  digests: bodyBatch * 4 * digestFacts.length,
  siteTargets: windowSites * 4,
  siteContexts: windowSites * 4,
  seldomIds: windowSites * 2,
  seldomOffsets: windowSites * 4,
  seldomNexts: windowSites * 4,
  seldomContexts: windowSites * 4,
  seldomSites: windowSites * 4,
  bodies: bodyBatch * 4 * bodyFacts.length,
  flows: operatorIdLimit,
  costCells: operatorIdLimit * mostPackings,
  costWeights: operatorIdLimit * mostPackings * 8,
  flowIds: (flowBatch + 1) * 2,
  flowOffsets: (flowBatch + 1) * 4,
  flowNexts: (flowBatch + 1) * 4,
  flowCosts: (flowBatch + 1) * mostCells * 8,
  frames: frameLimit + 4,
  // Of the second of a pair of walks.
  secondFrames: frameLimit + 4,
  secondHistogram: operatorIdLimit * 4,
  window: windowBytes + padding,
})

export const pages = Math.ceil(layout.end / 0x10000)

/** What the memory has in it before the first call. */
export const tables: readonly { readonly at: number; readonly bytes: Uint8Array }[] = [
  { at: layout.lengths, bytes: lengths },
  { at: layout.openedFrames, bytes: openedFrames },
  { at: layout.depthChanges, bytes: depthChanges },
  { at: layout.otherBlockType, bytes: otherBlockType },
  {
    at: layout.looks,
    bytes: Uint8Array.from({ length: 0x100 }, (_, opcode) => (prefixes.has(opcode) ? looks.indexOf('prefix') : lookOf[opcode]!)),
  },
  { at: layout.quickBytes, bytes: quickBytes },
  { at: layout.plainBytes, bytes: plainBytes },
  { at: layout.isPassing, bytes: isPassing },
  { at: layout.handling, bytes: handling },
  { at: layout.prefixBases, bytes: shorts(prefix => prefix.base) },
  { at: layout.prefixSizes, bytes: shorts(prefix => prefix.size) },
]

function shorts(valueOf: (prefix: { readonly base: number; readonly size: number }) => number): Uint8Array {
  const values = Uint16Array.from({ length: 0x100 }, (_, opcode) => (prefixes.has(opcode) ? valueOf(prefixes.get(opcode)!) : 0))
  return new Uint8Array(values.buffer)
}

/** Places one behind the other, each at a multiple of eight. */
function lay<Name extends string>(sizes: Record<Name, number>): Record<Name | 'end', number> {
  const places: Partial<Record<string, number>> = {}
  let end = 0
  for (const [name, size] of Object.entries<number>(sizes)) {
    places[name] = end
    end = Math.ceil((end + size) / 8) * 8
  }
  return { ...places, end } as Record<Name | 'end', number>
}
