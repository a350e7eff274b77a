import { isRecord } from './json.ts'
import type { Machine, Reading } from './import.ts'

const longestList = 32
const longestText = 500
const mostFields = 300

/** What a file says of its machine and of itself, one field per value: `cpu.brand`, `load_avg[0]`. What is too long for a table says how long it is. */
export function machineOf(json: unknown): Machine {
  const fields: [string, string | number | boolean | null][] = []
  flatten(json, '', fields)
  if (fields.length >= mostFields) fields.push(['…', `only ${mostFields} fields were kept`])
  return Object.fromEntries(fields)
}

function flatten(json: unknown, place: string, fields: [string, string | number | boolean | null][]): void {
  if (fields.length >= mostFields) return
  if (Array.isArray(json)) {
    if (json.length > longestList) fields.push([place, `${json.length} values`])
    else for (const [index, each] of json.entries()) flatten(each, `${place}[${index}]`, fields)
  } else if (isRecord(json)) {
    for (const [key, each] of Object.entries(json)) flatten(each, place === '' ? key : `${place}.${key}`, fields)
  } else if (typeof json === 'string') {
    fields.push([place, json.length > longestText ? `${json.slice(0, longestText)}…` : json])
  } else if (typeof json === 'number' || typeof json === 'boolean') {
    fields.push([place, typeof json === 'number' && !Number.isFinite(json) ? String(json) : json])
  } else fields.push([place, null])
}

/** What several files of one tool say together. Where they differ in a field of the machine, the later one has the file's name in its field. */
export function together(readings: readonly (Reading & { readonly file: string })[]): Reading {
  const machine = new Map<string, string | number | boolean | null>()
  for (const reading of readings) {
    for (const [field, value] of Object.entries(reading.machine)) {
      if (!machine.has(field)) machine.set(field, value)
      else if (machine.get(field) !== value) machine.set(`${reading.file}: ${field}`, value)
    }
  }
  return {
    producer: {
      name: readings[0]?.producer.name ?? '',
      version: distinct(readings.map(({ producer }) => producer.version)),
      method: distinct(readings.map(({ producer }) => producer.method)),
    },
    machine: Object.fromEntries(machine),
    benchmarks: readings.flatMap(({ benchmarks }) => benchmarks),
    warnings: readings.flatMap(({ warnings }) => warnings),
  }
}

function distinct(values: readonly (string | null)[]): string | null {
  return [...new Set(values.filter(value => value !== null))].join(', ') || null
}
