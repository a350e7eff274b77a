import * as z from 'zod'
import { badProfile } from '../../model/errors.ts'
import type { Profile } from '../../model/profile.ts'
import { ProfileBuilder } from './builder.ts'
import type { ProfileImport } from './import.ts'
import { parsed } from './parsed.ts'
import { addSamples, callFrameSchema, nothingKnown, type Known, type Sampled } from './samples.ts'
import { sampledNotes } from './notes.ts'

const cpuProfileSchema = z.object({
  nodes: z.array(z.object({ id: z.int(), callFrame: callFrameSchema, children: z.array(z.int()).optional(), parent: z.int().optional() })),
  startTime: z.number(),
  endTime: z.number(),
  samples: z.array(z.int()),
  timeDeltas: z.array(z.number()),
})

/** A .cpuprofile of V8: `node --cpu-prof`, the DevTools, `Profiler.stop` of the protocol. */
export const cpuprofile: ProfileImport = {
  title: 'V8 CPU profile (.cpuprofile)',
  recognises: ({ json }) => typeof json === 'object' && json !== null && 'nodes' in json && 'timeDeltas' in json,
  read: ({ json, program }) => profileOfCpuProfile(json, { program, engine: null, ...nothingKnown }),
}

/** A CPU profile of V8 as a profile. */
export function profileOfCpuProfile(
  json: unknown,
  { program, engine, ...known }: { readonly program: string; readonly engine: string | null } & Known,
): Profile {
  const { nodes, startTime, endTime, samples, timeDeltas } = parsed(cpuProfileSchema, json)
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map(child => [child, id] as const)))
  const byId: Map<number, NodeOf<Sampled>> = new Map()
  for (const [place, { id, callFrame, parent }] of nodes.entries()) {
    if (byId.has(id)) throw badProfile(`node ${id} is listed twice`, `nodes[${place}]`)
    byId.set(id, { callFrame, parent: parent ?? parents.get(id) })
  }
  const builder = new ProfileBuilder()
  const sampled = { nodes: byId, samples, deltasUs: timeDeltas, startUs: startTime, endUs: endTime }
  const { idleNs, ownNs, intervalNs } = addSamples(builder, sampled, 'profile', known)
  return builder.finish({
    mode: 'time',
    program,
    engine,
    samplingIntervalNs: intervalNs,
    weightUnit: null,
    notes: sampledNotes({ idleNs, ownNs }, samples.length),
  })
}

type NodeOf<T> = T extends { readonly nodes: ReadonlyMap<number, infer Node> } ? Node : never
