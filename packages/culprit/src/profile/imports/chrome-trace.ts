import * as z from 'zod'
import { ProfileBuilder } from './builder.ts'
import type { ProfileFile, ProfileImport } from './import.ts'
import { sampledNotes } from './notes.ts'
import { parsed } from './parsed.ts'
import { addSamples, callFrameSchema, nothingKnown, type CallFrame } from './samples.ts'
import { addSpans, type Span } from './spans.ts'

const eventSchema = z.object({
  ph: z.string(),
  name: z.string().optional(),
  cat: z.string().optional(),
  pid: z.union([z.number(), z.string()]).optional(),
  tid: z.union([z.number(), z.string()]).optional(),
  id: z.union([z.number(), z.string()]).optional(),
  ts: z.number().optional(),
  dur: z.number().nonnegative().optional(),
  args: z.unknown().optional(),
})
type TraceEvent = z.infer<typeof eventSchema>

const startSchema = z.object({ data: z.object({ startTime: z.number() }) })
const chunkSchema = z.object({
  data: z.object({
    cpuProfile: z
      .object({
        nodes: z.array(z.object({ id: z.int(), parent: z.int().optional(), callFrame: callFrameSchema })).optional(),
        samples: z.array(z.int()).optional(),
      })
      .optional(),
    timeDeltas: z.array(z.number()).optional(),
    endTime: z.number().optional(),
  }),
})

/**
 * A trace of Chrome's DevTools or of `--trace-events`. Where V8's sampler ran (events `Profile` and `ProfileChunk`), what it sampled in
 * all threads; else the spans that programs marked (events B, E and X).
 */
export const chromeTrace: ProfileImport = {
  title: 'Chrome trace',
  recognises: ({ json }) => isEvents(json) || (typeof json === 'object' && json !== null && 'traceEvents' in json),
  read(file) {
    const events = Array.isArray(file.json)
      ? parsed(z.array(eventSchema), file.json)
      : parsed(z.object({ traceEvents: z.array(eventSchema) }), file.json).traceEvents
    return events.some(event => event.name === 'ProfileChunk') ? sampledProfile(events, file) : spanProfile(events, file)
  },
}

function isEvents(json: unknown): boolean {
  return Array.isArray(json) && typeof json[0] === 'object' && json[0] !== null && 'ph' in json[0]
}

interface Chunks {
  readonly nodes: Map<number, { callFrame: CallFrame; parent: number | undefined }>
  readonly samples: number[]
  readonly deltasUs: number[]
  startUs: number
  endUs: number | null
}

function sampledProfile(events: readonly TraceEvent[], { program }: ProfileFile) {
  const profiles = new Map<string, Chunks>()
  for (const [place, event] of events.entries()) {
    if (event.name !== 'Profile' && event.name !== 'ProfileChunk') continue
    const key = `${event.pid} ${event.id}`
    const chunks: Chunks = profiles.get(key) ?? { nodes: new Map(), samples: [], deltasUs: [], startUs: 0, endUs: null }
    profiles.set(key, chunks)
    if (event.name === 'Profile') {
      chunks.startUs = parsed(startSchema, event.args, `traceEvents[${place}].args`).data.startTime
      continue
    }
    const { cpuProfile, timeDeltas = [], endTime } = parsed(chunkSchema, event.args, `traceEvents[${place}].args`).data
    for (const { id, parent, callFrame } of cpuProfile?.nodes ?? []) chunks.nodes.set(id, { callFrame, parent })
    for (const sample of cpuProfile?.samples ?? []) chunks.samples.push(sample)
    for (const delta of timeDeltas) chunks.deltasUs.push(delta)
    chunks.endUs = endTime ?? chunks.endUs
  }
  const builder = new ProfileBuilder()
  const times = Array.from(profiles, ([key, chunks]) => addSamples(builder, chunks, `profile ${key}`, nothingKnown))
  const samples = Array.from(profiles.values()).reduce((sum, chunks) => sum + chunks.samples.length, 0)
  const idleNs = times.reduce((sum, time) => sum + time.idleNs, 0)
  return builder.finish({
    mode: 'time',
    program,
    engine: null,
    samplingIntervalNs: times.find(time => time.intervalNs !== null)?.intervalNs ?? null,
    weightUnit: null,
    notes: sampledNotes({ idleNs, ownNs: 0 }, samples),
  })
}

function spanProfile(events: readonly TraceEvent[], { program }: ProfileFile) {
  const threads = new Map<string, Span[]>()
  for (const [place, { ph, pid, tid, ts, dur, name = '', cat }] of events.entries()) {
    if ((ph !== 'B' && ph !== 'E' && ph !== 'X') || ts === undefined) continue
    const key = `${pid} ${tid}`
    const spans = threads.get(key) ?? []
    threads.set(key, spans)
    spans.push({ kind: ph, atUs: ts, forUs: dur ?? 0, name, category: cat ?? null, place: `traceEvents[${place}]` })
  }
  const builder = new ProfileBuilder()
  const broken = Array.from(threads.values()).reduce((sum, spans) => sum + addSpans(builder, spans), 0)
  const notes = ['Spans that the program marked, and not samples: what was not marked is not seen.']
  if (broken > 0) notes.push(`${broken} spans do not lie inside of each other, or have no end; they were cut.`)
  return builder.finish({ mode: 'imported', program, engine: null, samplingIntervalNs: null, weightUnit: null, notes })
}
