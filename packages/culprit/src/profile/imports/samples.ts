import * as z from 'zod'
import { badProfile } from '../../model/errors.ts'
import type { Frame, ProfileBuilder } from './builder.ts'
import { frameOf } from './frames.ts'

/** A frame as the DevTools protocol has it; of a wasm function, the column is the offset of its body in the module. */
export const callFrameSchema = z.object({
  functionName: z.string(),
  url: z.string().optional(),
  lineNumber: z.int().optional(),
  columnNumber: z.int().optional(),
})
export type CallFrame = z.infer<typeof callFrameSchema>

/** Paths of calls and the samples that were taken on them, as V8 gives them in files and in traces. */
export interface Sampled {
  /** By their ids; the parent of the root is undefined. */
  readonly nodes: ReadonlyMap<number, { readonly callFrame: CallFrame; readonly parent: number | undefined }>
  /** Ids of nodes. */
  readonly samples: readonly number[]
  /** Microseconds from the sample before, and from `startUs` to the first one. */
  readonly deltasUs: readonly number[]
  readonly startUs: number
  /** When sampling ended; null when not known, and then the last sample counts for no time. */
  readonly endUs: number | null
}

/** What is known about a program beyond its samples. */
export interface Known {
  /** The function that a wasm frame stands for, when more is known than the frame tells; null when not. */
  readonly wasmNames: (frame: CallFrame) => Frame | null
  /** Whether a frame is of the profiler that looked on from inside; null where none did. */
  readonly profiler: Profiler | null
}

export interface Profiler {
  /** Addresses of its scripts. Their frames stand between the program and the engine, so their time is their caller's. */
  readonly scripts: readonly string[]
  /** The name of its function whose work, and whatever that calls, is none of the program's. */
  readonly ownWork: string
}

export const nothingKnown: Known = { wasmNames: () => null, profiler: null }

export interface SampledTime {
  readonly idleNs: number
  /** What the profiler itself did. */
  readonly ownNs: number
  /** The median time between two samples; null without samples. */
  readonly intervalNs: number | null
}

/**
 * Adds the time of each sample to its path: the time until the next one. Samples that V8 dates back count from the moment that was
 * reached. Time in which the program waited (the frame `(idle)`) and the profiler's own work are left out.
 */
export function addSamples(builder: ProfileBuilder, sampled: Sampled, where: string, known: Known): SampledTime {
  const { nodes, samples, deltasUs, startUs, endUs } = sampled
  if (samples.length !== deltasUs.length) throw badProfile(`there are ${samples.length} samples and ${deltasUs.length} time deltas`, where)
  const places = placesOf(builder, nodes, where, known)
  const leftOut = { idle: 0, own: 0 }
  let at = startUs
  let reached = startUs
  for (const [index, id] of samples.entries()) {
    const place = places.get(id)
    if (place === undefined) throw badProfile(`there is no node ${id}`, `${where}.samples[${index}]`)
    at += deltasUs[index]!
    reached = Math.max(reached, at)
    const next = index + 1 < samples.length ? at + deltasUs[index + 1]! : (endUs ?? reached)
    const ns = Math.max(0, next - reached) * 1000
    if (typeof place === 'string') leftOut[place] += ns
    else builder.add('selfNs', place, ns, `${where}.timeDeltas[${index}]`)
  }
  const deltas = deltasUs
    .slice(1)
    .filter(delta => delta > 0)
    .sort((a, b) => a - b)
  const middle = deltas[Math.floor(deltas.length / 2)]
  return { idleNs: leftOut.idle, ownNs: leftOut.own, intervalNs: middle === undefined ? null : middle * 1000 }
}

type Place = number | 'idle' | 'own'

/** Where each node belongs in the tree. Nodes come in any order, so each is resolved after those above it. */
function placesOf(builder: ProfileBuilder, nodes: Sampled['nodes'], where: string, known: Known): Map<number, Place> {
  const places = new Map<number, Place>()
  for (const id of nodes.keys()) {
    const way: number[] = []
    let above: number | undefined = id
    while (above !== undefined && !places.has(above)) {
      way.push(above)
      if (way.length > nodes.size) throw badProfile(`node ${id} is below itself`, where)
      if (!nodes.has(above)) throw badProfile(`there is no node ${above}`, `${where}.nodes`)
      above = nodes.get(above)!.parent
    }
    for (const each of way.reverse()) {
      const { callFrame, parent } = nodes.get(each)!
      places.set(each, placeOf(builder, callFrame, parent === undefined ? 0 : places.get(parent)!, `${where}.nodes, id ${each}`, known))
    }
  }
  return places
}

function placeOf(builder: ProfileBuilder, callFrame: CallFrame, above: Place, where: string, { wasmNames, profiler }: Known): Place {
  const named = callFrame.url?.startsWith('wasm:') === true ? wasmNames(callFrame) : null
  if (typeof above === 'string') return above
  if (named === null && isEngine(callFrame, '(idle)')) return 'idle'
  if (above === 0 && isEngine(callFrame, '(root)')) return 0
  if (profiler?.scripts.includes(callFrame.url ?? '') === true) return callFrame.functionName === profiler.ownWork ? 'own' : above
  return builder.child(above, builder.frame(named ?? frameOfCall(callFrame), where), where)
}

function isEngine({ functionName, url }: CallFrame, name: string): boolean {
  return functionName === name && !url
}

function frameOfCall({ functionName, url = '', lineNumber, columnNumber }: CallFrame): Frame {
  if (functionName !== '' || lineNumber === undefined || lineNumber < 0) return frameOf(functionName, url)
  return frameOf(`(anonymous ${lineNumber + 1}:${(columnNumber ?? 0) + 1})`, url)
}
