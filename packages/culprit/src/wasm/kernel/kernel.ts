import { digestFacts, type Appended, type BodyDigester } from '../body-digester.ts'
import { leastConstant, leastOffset, type Numbering } from '../numbering.ts'
import { operatorIdLimit } from '../operators.ts'
import { kernelModule } from './kernel-module.ts'
import { kernelFunctions } from './functions.ts'
import {
  batchSize,
  bodyBatch,
  bodyFacts,
  bodyStates,
  digestNumbers,
  flowBatch,
  frameLimit,
  layout,
  mostCells,
  mostPackings,
  pages,
  tables,
  windowBytes,
  windowSites,
} from './layout.ts'

/** As many blocks may be open before a call: in the window, every second byte can open one more. */
export const kernelDepth = frameLimit - windowBytes / 2 - 2

/** Small bodies are loaded several at once. */
const loadedBytes = 0x2000
/** Near the end of the window, operators may go beyond it. */
const nearEnd = 32

// As they are before anybody stands in for them: in a process that counts, what the program compiles goes through our hands.
const engine = typeof WebAssembly === 'undefined' ? null : { Module: WebAssembly.Module, Instance: WebAssembly.Instance }

export type BodyFacts = Readonly<Record<(typeof bodyFacts)[number], Uint32Array>>

/** What `fillFlow` has to know of operators, by their ids: of each packing one table behind the other. */
export interface FlowTables {
  /** 0xff for operators of flow, otherwise 0. */
  readonly flows: Uint8Array
  /** To which byte of a row a cost is added, */
  readonly cells: Uint8Array
  /** and what. */
  readonly weights: Float64Array
}

/** The operators of flow that `fillFlow` finds. */
export interface FlowBatch {
  readonly ids: Uint16Array
  readonly offsets: Uint32Array
  /** Behind the operator. */
  readonly nexts: Uint32Array
  /** Rows of cells: what operators since the one before cost, itself included. */
  readonly costs: Float64Array
}

interface Exports {
  readonly memory: WebAssembly.Memory
  readonly fill: (position: number, end: number, depth: number, bias: number, room: number) => number
  readonly fillFlow: (
    position: number,
    end: number,
    depth: number,
    bias: number,
    place: number,
    packing: number,
    rowBytes: number,
  ) => number
  readonly bodies: (position: number, end: number, bias: number, room: number, depth: number, isPaired: number) => number
  readonly digestedBodies: (position: number, end: number, bias: number, room: number, depth: number) => number
}

/** The one instance, with a window on the bytes of whoever used it last. From one call to the next, nothing lasts that is not given again but the histogram. */
export class Kernel {
  /** By operator id, what `tally` has counted. */
  readonly histogram: Uint32Array
  /** Of the last `fill`. */
  readonly ids: Uint16Array
  readonly offsets: Uint32Array
  /** Of `fillFlow`. */
  readonly flow: FlowBatch
  /** Of the last `bodies`. */
  readonly bodyFacts: BodyFacts
  /** Kinds of the open blocks; the outermost is 1. */
  readonly frames: Uint8Array
  /** What `digestedBodies` left, of one call. */
  private readonly appended: Omit<Appended, 'bodies' | 'sites' | 'seldom'>
  private readonly numbers: Int32Array
  private numbering: Numbering | null = null
  private readonly window: Uint8Array
  private readonly state: Int32Array
  private readonly exports: Exports
  private bytes: Uint8Array | null = null
  private readonly flowTables: FlowTables
  private givenFlowTables: FlowTables | null = null
  private start = 0
  private end = 0

  constructor({ Module, Instance }: NonNullable<typeof engine>) {
    this.exports = new Instance(new Module(kernelModule(kernelFunctions(), pages))).exports as unknown as Exports
    const { buffer } = this.exports.memory
    for (const { at, bytes } of tables) new Uint8Array(buffer).set(bytes, at)
    this.histogram = new Uint32Array(buffer, layout.histogram, operatorIdLimit)
    this.ids = new Uint16Array(buffer, layout.ids, batchSize)
    this.offsets = new Uint32Array(buffer, layout.offsets, batchSize)
    this.numbers = new Int32Array(buffer, layout.digestNumbers, Object.keys(digestNumbers).length)
    const listed = (at: number) => new Uint32Array(buffer, at, windowSites)
    const digestFact = (place: number) => new Uint32Array(buffer, layout.digests + place * bodyBatch * 4, bodyBatch)
    this.appended = {
      facts: Object.fromEntries(digestFacts.map((fact, place) => [fact, digestFact(place)])) as Appended['facts'],
      listed: {
        siteTargets: listed(layout.siteTargets),
        siteContexts: new Int32Array(buffer, layout.siteContexts, windowSites),
        seldomIds: new Uint16Array(buffer, layout.seldomIds, windowSites),
        seldomOffsets: listed(layout.seldomOffsets),
        seldomNexts: listed(layout.seldomNexts),
        seldomContexts: new Int32Array(buffer, layout.seldomContexts, windowSites),
        seldomSites: listed(layout.seldomSites),
      },
      state: new Int32Array(buffer, layout.digestState, 6),
    }
    this.flow = {
      ids: new Uint16Array(buffer, layout.flowIds, flowBatch + 1),
      offsets: new Uint32Array(buffer, layout.flowOffsets, flowBatch + 1),
      nexts: new Uint32Array(buffer, layout.flowNexts, flowBatch + 1),
      costs: new Float64Array(buffer, layout.flowCosts, (flowBatch + 1) * mostCells),
    }
    this.flowTables = {
      flows: new Uint8Array(buffer, layout.flows, operatorIdLimit),
      cells: new Uint8Array(buffer, layout.costCells, operatorIdLimit * mostPackings),
      weights: new Float64Array(buffer, layout.costWeights, operatorIdLimit * mostPackings),
    }
    this.frames = new Uint8Array(buffer, layout.frames, frameLimit)
    this.window = new Uint8Array(buffer, layout.window, windowBytes)
    this.state = new Int32Array(buffer, layout.state, 5)
    const factOf = (place: number) => new Uint32Array(buffer, layout.bodies + place * bodyBatch * 4, bodyBatch)
    this.bodyFacts = Object.fromEntries(bodyFacts.map((fact, place) => [fact, factOf(place)])) as BodyFacts
  }

  /** Blocks that are open behind the last call. */
  get depth(): number {
    return this.state[0]!
  }

  /** Operators of the last call. */
  get count(): number {
    return this.state[1]!
  }

  /** How many places of `flow` are taken behind the last `fillFlow`. */
  get flowCount(): number {
    return this.state[2]!
  }

  /** Bodies that the last `bodies` went through to their ends, */
  get done(): number {
    return this.state[2]!
  }

  /** and whether it stopped inside another one. */
  get begun(): boolean {
    return this.state[3] === bodyStates.begun
  }

  /** Whether the last `bodies` met a local of type v128. */
  get hasVectors(): boolean {
    return this.state[4] !== 0
  }

  /** What was loaded of these bytes may have changed. */
  forget(): void {
    this.bytes = null
  }

  fill(bytes: Uint8Array, position: number, end: number, depth: number, room: number): number {
    this.see(bytes, position, end)
    return this.exports.fill(position - this.start, Math.min(end, this.end) - this.start, depth, this.start, room) + this.start
  }

  /** Fills `flow` from `place` on, by one of the packings, of which a row has so many cells. */
  fillFlow(
    bytes: Uint8Array,
    position: number,
    end: number,
    depth: number,
    place: number,
    given: FlowTables,
    packing: number,
    cells: number,
  ): number {
    this.see(bytes, position, end)
    if (given !== this.givenFlowTables) {
      this.givenFlowTables = given
      this.flowTables.flows.set(given.flows)
      this.flowTables.cells.set(given.cells)
      this.flowTables.weights.set(given.weights)
    }
    const { start } = this
    const last = Math.min(end, this.end) - start
    return this.exports.fillFlow(position - start, last, depth, start, place, packing, cells * 8) + start
  }

  /** Entries of the code section, whose operators go into the histogram; and into digests, where digests are given. */
  bodies(bytes: Uint8Array, position: number, end: number, room: number, digests: BodyDigester | null): number {
    if (this.holds(bytes, position)) {
      // Where a walk has stopped already, a second one would be for nothing all too often.
      const reached = this.walkBodies(position, end, Math.min(room, bodyBatch), 0, digests, false)
      if (this.done > 0 || this.state[3] !== bodyStates.beyond) return reached
    }
    this.load(bytes, position, windowBytes)
    return this.walkBodies(position, end, Math.min(room, bodyBatch), 0, digests, true)
  }

  /** As `bodies`, inside one that was begun. */
  restOfBody(bytes: Uint8Array, position: number, end: number, depth: number, digests: BodyDigester | null): number {
    this.see(bytes, position, end)
    return this.walkBodies(position, end, 1, depth, digests, false)
  }

  private walkBodies(position: number, end: number, room: number, depth: number, digests: BodyDigester | null, isPaired: boolean): number {
    const { exports, start } = this
    const last = Math.min(end, this.end) - start
    if (digests === null) return exports.bodies(position - start, last, start, room, depth, isPaired ? 1 : 0) + start
    const { state } = this.appended
    this.use(digests.numbering)
    for (let place = 0; place < digests.state.length; place++) state[place] = digests.state[place]!
    const reached = exports.digestedBodies(position - start, last, start, room, depth) + start
    digests.append({ bodies: this.done, sites: state[4]!, seldom: state[5]!, ...this.appended })
    return reached
  }

  private use(numbering: Numbering): void {
    if (numbering === this.numbering) return
    this.numbering = numbering
    const { functions, globals, addressEnd } = numbering
    this.numbers[digestNumbers.functions] = functions
    this.numbers[digestNumbers.globals] = globals
    this.numbers[digestNumbers.constantRoom] = Math.max(0, addressEnd - leastConstant)
    this.numbers[digestNumbers.offsetRoom] = Math.max(0, addressEnd - leastOffset)
  }

  /** Whether the last call stopped because the window ends before the body does. */
  endsBefore(end: number, position: number): boolean {
    return this.end < end && position > this.end - nearEnd
  }

  /** Loads what there is to see from a position on, unless it is there. */
  private see(bytes: Uint8Array, position: number, end: number): void {
    if (this.holds(bytes, position) && (end <= this.end || position <= this.end - nearEnd)) return
    this.load(bytes, position, Math.max(end - position, loadedBytes))
  }

  private holds(bytes: Uint8Array, position: number): boolean {
    return bytes === this.bytes && position >= this.start && position < this.end
  }

  private load(bytes: Uint8Array, position: number, count: number): void {
    this.bytes = bytes
    this.start = position
    this.end = Math.min(bytes.length, position + Math.min(windowBytes, count))
    this.window.set(bytes.subarray(position, this.end))
  }
}

let kernel: Kernel | null | undefined

/** Null where the engine has no WebAssembly, or no memory for it: then all is decoded without it, which takes five times as long. */
export function sharedKernel(): Kernel | null {
  if (kernel !== undefined) return kernel
  try {
    kernel = engine && new Kernel(engine)
  } catch {
    kernel = null
  }
  return kernel
}
