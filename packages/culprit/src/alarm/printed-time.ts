import type { Nanoseconds } from '../model/units.ts'
import { saneTime, type TimeUnit } from './times.ts'

export type PrintedTime = { readonly ns: Nanoseconds } | { readonly why: string }

/**
 * The time that a program printed: the group of the last match, because a program that reports more than once ends with what counts. What is not
 * there, or is no time, is said and never taken for a fast one.
 */
export function printedTime(output: string, { reads, unit }: { readonly reads: string; readonly unit: TimeUnit }): PrintedTime {
  const found = [...output.matchAll(new RegExp(reads, 'gm'))].at(-1)
  if (found === undefined) {
    const printed = output.trim() === '' ? 'it printed nothing' : `it printed: ${shown(output)}`
    return { why: `what it printed has nothing that matches /${reads}/; ${printed}` }
  }
  const text = found[1] ?? ''
  const ns = /^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) ? saneTime(Number(text), unit) : null
  return ns === null
    ? { why: `it printed ${JSON.stringify(text.slice(0, 60))}, which is no time in ${unit} that a benchmark can take` }
    : { ns }
}

function shown(output: string): string {
  const last = output.trim().split('\n').at(-1)!.trim()
  return JSON.stringify(last.length > 120 ? `${last.slice(0, 120)}…` : last)
}
