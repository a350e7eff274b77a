import { badProfile } from '../../model/errors.ts'
import type { FrameKind, Profile, ProfileFunction } from '../../model/profile.ts'
import { inclusiveSums, ownSums, TreeBuilder } from '../tree.ts'

// Ten times of what a day of sampling gives; a file that has more is damaged, or made to fill the memory.
const mostNodes = 5_000_000
const mostFunctions = 1_000_000
/** V8 stops a program at some 10,000 frames; deeper ones are loops in the file. */
const deepestStack = 50_000
/** Longer names are cut: no name of a program tells more by its ten-thousandth character. */
const longestName = 10_000

export interface Frame {
  readonly kind: FrameKind
  readonly module: string | null
  readonly index: number | null
  readonly name: string | null
}

/** A measure that files have: time in nanoseconds, or counts. */
type Column = 'calls' | 'instructions' | 'selfNs' | 'weights'

/** Puts a profile together from frames and the numbers of paths. Refuses more than a file could honestly have. */
export class ProfileBuilder {
  readonly #tree = new TreeBuilder()
  readonly #frames: Frame[] = []
  readonly #places = new Map<string, number>()
  readonly #columns: Partial<Record<Column, number[]>> = {}

  /** The place of a frame among the functions; equal frames have one. `place` is where the file has it, for the error. */
  frame(frame: Frame, place: string): number {
    const cut = { ...frame, module: shortened(frame.module), name: shortened(frame.name) }
    const key = JSON.stringify([cut.kind, cut.module, cut.index, cut.name])
    const known = this.#places.get(key)
    if (known !== undefined) return known
    if (this.#frames.length >= mostFunctions) throw badProfile(`it has more than ${mostFunctions} different functions`, place)
    this.#places.set(key, this.#frames.length)
    return this.#frames.push(cut) - 1
  }

  /** The node of a frame below a node; the root is 0. */
  child(parent: number, frame: number, place: string): number {
    if (this.#tree.size >= mostNodes) throw badProfile(`it has more than ${mostNodes} different paths of calls`, place)
    return this.#tree.child(parent, frame)
  }

  /** The node at the end of a path, the outermost frame first. */
  path(frames: readonly number[], place: string): number {
    if (frames.length > deepestStack) throw badProfile(`a stack has ${frames.length} frames, and ${deepestStack} is the limit`, place)
    let node = 0
    for (const frame of frames) node = this.child(node, frame, place)
    return node
  }

  /** Adds to what a node did itself. Numbers that are not finite or below zero are refused. */
  add(column: Column, node: number, value: number, place: string): void {
    if (!(value >= 0 && value < Infinity)) throw badProfile(`${value} is no amount of work`, place)
    const values = (this.#columns[column] ??= [])
    values[node] = (values[node] ?? 0) + value
  }

  /** The profile; functions get what the paths tell about them. */
  finish(rest: Pick<Profile, 'mode' | 'program' | 'engine' | 'samplingIntervalNs' | 'weightUnit' | 'notes'>): Profile {
    const column = (name: Column, round: boolean) => {
      const values = this.#columns[name]
      return values === undefined
        ? null
        : Array.from(this.#tree.parents, (_, node) => (round ? Math.round(values[node] ?? 0) : (values[node] ?? 0)))
    }
    const tree = {
      parents: this.#tree.parents,
      functions: this.#tree.functions,
      calls: column('calls', true),
      instructions: column('instructions', true),
      selfNs: column('selfNs', false),
      weights: column('weights', false),
    }
    const count = this.#frames.length
    const own = (values: readonly number[] | null) => (values === null ? null : ownSums(tree, values, count))
    const calls = own(tree.calls)
    const instructions = own(tree.instructions)
    const selfNs = own(tree.selfNs)
    const totalNs = tree.selfNs === null ? null : inclusiveSums(tree, tree.selfNs, count)
    const functions = this.#frames.map((frame, place): ProfileFunction => ({
      ...frame,
      calls: calls?.[place] ?? null,
      instructions: instructions?.[place] ?? null,
      classes: null,
      selfNs: selfNs?.[place] ?? null,
      totalNs: totalNs?.[place] ?? null,
    }))
    const modules = new Set(this.#frames.flatMap(({ kind, module }) => (kind === 'wasm' && module !== null ? [module] : [])))
    return {
      formatVersion: 1,
      kind: 'profile',
      end: null,
      ...rest,
      modules: Array.from(modules, name => ({ name, sha256: null, bytes: null, instances: null })),
      functions,
      tree,
    }
  }
}

function shortened(text: string | null): string | null {
  return text === null || text.length <= longestName ? text : `${text.slice(0, longestName)}…`
}
