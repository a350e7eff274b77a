import * as z from 'zod'
import { badReferences } from '../model/errors.ts'
import { alarmMeasureSchema, type AlarmMeasure } from '../model/alarm.ts'
import type { Nanoseconds } from '../model/units.ts'
import { parseTime, timeText } from './times.ts'

/** What a benchmark took when its reference was made: the minimum of some runs, and what is needed to judge later ones. */
export interface Reference {
  readonly measures: AlarmMeasure
  readonly valueNs: Nanoseconds
  readonly wallNs: Nanoseconds
  readonly userNs: Nanoseconds | null
  readonly systemNs: Nanoseconds | null
  readonly processorNs: Nanoseconds | null
  readonly runs: number
  readonly machine: { readonly model: string | null; readonly logical: number; readonly fingerprint: string }
  /** Every reference that this benchmark had, the newest first. */
  readonly history: readonly {
    readonly date: string
    readonly reference: Nanoseconds
    readonly culprit: string
    readonly note: string
  }[]
}

/** By the names of the benchmarks. */
export type References = ReadonlyMap<string, Reference>

const timeSchema = z
  .string({ error: ({ input }) => (input === undefined ? 'it is missing' : `${shown(input)} is no time such as "17.3 ms"`) })
  .transform((text, context) => {
    const ns = parseTime(text)
    if (ns === null) {
      context.addIssue({ code: 'custom', message: `${shown(text)} is no time such as "17.3 ms", above 0 and below four days` })
      return z.NEVER
    }
    return ns
  })
/** Processor time comes in steps, so of a part of it there may be none. */
const partSchema = z.union([z.literal('0 ns').transform(() => 0), timeSchema]).nullable()

const referenceSchema = z.strictObject({
  reference: timeSchema,
  measures: alarmMeasureSchema,
  wall: timeSchema,
  processor: timeSchema.nullable(),
  user: partSchema,
  system: partSchema,
  runs: z.int().positive().max(100_000),
  machine: z.strictObject({ model: z.string().nullable(), logical: z.int().positive().max(100_000), fingerprint: z.string().min(1) }),
  history: z
    .array(
      z.strictObject({
        date: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'is no day such as 2026-11-21' }),
        reference: timeSchema,
        culprit: z.string(),
        note: z.string().min(1),
      }),
    )
    .min(1),
})

const fileSchema = z.strictObject({
  formatVersion: z.literal(1),
  kind: z.literal('alarm-references'),
  benchmarks: z.record(z.string().min(1), referenceSchema),
})

/** Reads a reference file; `bad-references` names the place of what is missing, no time, or absurd. `path` is for the message. */
export function parseReferences(text: string, path: string): References {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw badReferences(path, (error as Error).message)
  }
  const parsed = fileSchema.safeParse(json)
  if (!parsed.success) throw badReferences(path, parsed.error.issues.map(problemOf).join('; '))
  const entries = Object.entries(parsed.data.benchmarks).map(([name, one]): [string, Reference] => [
    name,
    {
      measures: one.measures,
      valueNs: one.reference,
      wallNs: one.wall,
      userNs: one.user,
      systemNs: one.system,
      processorNs: one.processor,
      runs: one.runs,
      machine: one.machine,
      history: one.history,
    },
  ])
  return new Map(entries)
}

/**
 * The reference file as text that is read in reviews: sorted by name, each fact of a benchmark on a line of its own, times in the unit that suits. What
 * was not touched gives the same lines again.
 */
export function writeReferences(references: References): string {
  const blocks = [...references].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, reference]) => block(name, reference))
  const body = blocks.length === 0 ? '{}' : `{\n${blocks.join(',\n')}\n  }`
  return `{\n  "formatVersion": 1,\n  "kind": "alarm-references",\n  "benchmarks": ${body}\n}\n`
}

function block(name: string, { valueNs, measures, wallNs, processorNs, userNs, systemNs, runs, machine, history }: Reference): string {
  const time = (ns: Nanoseconds | null) => (ns === null ? null : ns === 0 ? '0 ns' : timeText(ns))
  const notes = history.map(one => `        ${line({ ...one, reference: timeText(one.reference) })}`)
  return [
    `    ${JSON.stringify(name)}: {`,
    `      "reference": ${JSON.stringify(timeText(valueNs))},`,
    `      "measures": ${JSON.stringify(measures)},`,
    `      "wall": ${JSON.stringify(time(wallNs))},`,
    `      "processor": ${JSON.stringify(time(processorNs))},`,
    `      "user": ${JSON.stringify(time(userNs))},`,
    `      "system": ${JSON.stringify(time(systemNs))},`,
    `      "runs": ${runs},`,
    `      "machine": ${line(machine)},`,
    `      "history": [\n${notes.join(',\n')}\n      ]`,
    '    }',
  ].join('\n')
}

/** An object on one line, with room to read. */
function line(value: Readonly<Record<string, unknown>>): string {
  return `{ ${Object.entries(value)
    .map(([key, each]) => `${JSON.stringify(key)}: ${JSON.stringify(each)}`)
    .join(', ')} }`
}

function problemOf(issue: z.core.$ZodIssue): string {
  const place = issue.path.map(String).join('.') || 'the file'
  // Of a part of the processor time: none, or a time. The second says what is wrong.
  const said = issue.code === 'invalid_union' ? (issue.errors.at(-1)?.[0]?.message ?? issue.message) : issue.message
  return `${place}: ${said}`
}

function shown(value: unknown): string {
  return JSON.stringify(value).slice(0, 60)
}
