import * as z from 'zod'
import { badProfile } from '../../model/errors.ts'
import { ProfileBuilder } from './builder.ts'
import { frameOf } from './frames.ts'
import type { ProfileImport } from './import.ts'
import { parsed } from './parsed.ts'

const common = { name: z.string(), unit: z.string() }
const sampledSchema = z.object({
  ...common,
  type: z.literal('sampled'),
  samples: z.array(z.array(z.int().nonnegative())),
  weights: z.array(z.number()),
})
const eventedSchema = z.object({
  ...common,
  type: z.literal('evented'),
  events: z.array(z.object({ type: z.enum(['O', 'C']), frame: z.int().nonnegative(), at: z.number() })),
})
type Part = z.infer<typeof sampledSchema> | z.infer<typeof eventedSchema>
const fileSchema = z.object({
  exporter: z.string().optional(),
  activeProfileIndex: z.int().nonnegative().nullish(),
  shared: z.object({ frames: z.array(z.object({ name: z.string(), file: z.string().optional() })) }),
  profiles: z.array(z.discriminatedUnion('type', [sampledSchema, eventedSchema])),
})

/** A speedscope file. Several profiles with the same unit are threads, and are added up. */
export const speedscope: ProfileImport = {
  title: 'speedscope',
  recognises: ({ json }) => typeof json === 'object' && json !== null && 'shared' in json && 'profiles' in json,
  read({ json, program }) {
    const { exporter, activeProfileIndex, shared, profiles } = parsed(fileSchema, json)
    const builder = new ProfileBuilder()
    const frames = shared.frames.map(({ name, file }, place) => builder.frame(frameOf(name, file ?? ''), `shared.frames[${place}]`))
    const active = profiles[activeProfileIndex ?? 0] ?? profiles[0]
    const weightUnit =
      [active, ...profiles].map(each => (each === undefined ? null : measureOf(each, exporter))).find(isWeight)?.unit ?? null
    const left: string[] = []
    for (const [place, part] of profiles.entries()) {
      const measure = measureOf(part, exporter)
      if (isWeight(measure) && measure.unit !== weightUnit) left.push(part.name)
      else addPart(builder, frames, part, measure, `profiles[${place}]`)
    }
    const notes = left.length === 0 ? [] : [`Left out, because they have another unit: ${left.join(', ')}.`]
    return builder.finish({ mode: 'imported', program, engine: null, samplingIntervalNs: null, weightUnit, notes })
  },
}

type PartMeasure =
  | { readonly column: 'selfNs'; readonly factor: number }
  | { readonly column: 'calls' | 'instructions'; readonly factor: 1 }
  | { readonly column: 'weights'; readonly factor: 1; readonly unit: string | null }

const nanoseconds = new Map([
  ['nanoseconds', 1],
  ['microseconds', 1e3],
  ['milliseconds', 1e6],
  ['seconds', 1e9],
])

function measureOf({ name, unit }: Part, exporter: string | undefined): PartMeasure {
  const factor = nanoseconds.get(unit)
  if (factor !== undefined) return { column: 'selfNs', factor }
  if (exporter === 'culprit' && (name === 'instructions' || name === 'calls')) return { column: name, factor: 1 }
  return { column: 'weights', factor: 1, unit: unit === 'none' ? null : unit }
}

function isWeight(measure: PartMeasure | null): measure is Extract<PartMeasure, { column: 'weights' }> {
  return measure?.column === 'weights'
}

function addPart(builder: ProfileBuilder, frames: readonly number[], part: Part, { column, factor }: PartMeasure, place: string): void {
  const frame = (index: number, where: string) => {
    const known = frames[index]
    if (known === undefined) throw badProfile(`frame ${index} is not in shared.frames`, where)
    return known
  }
  if (part.type === 'sampled') {
    if (part.samples.length !== part.weights.length) {
      throw badProfile(`there are ${part.samples.length} samples and ${part.weights.length} weights`, place)
    }
    for (const [index, sample] of part.samples.entries()) {
      const where = `${place}.samples[${index}]`
      const path = sample.map(each => frame(each, where))
      builder.add(column, builder.path(path, where), part.weights[index]! * factor, where)
    }
    return
  }
  const open: { readonly node: number; readonly frame: number }[] = []
  let last = part.events[0]?.at ?? 0
  for (const [index, { type, frame: named, at }] of part.events.entries()) {
    const where = `${place}.events[${index}]`
    const top = open.at(-1)
    if (top !== undefined) builder.add(column, top.node, (at - last) * factor, where)
    last = at
    if (type === 'O') open.push({ frame: named, node: builder.child(top?.node ?? 0, frame(named, where), where) })
    else if (open.pop()?.frame !== named) throw badProfile('a frame is closed that is not the last one that was opened', where)
  }
}
