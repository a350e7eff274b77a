import { unusableWorkload } from '../model/errors.ts'
import type { Request } from '../model/run.ts'
import type { WorkloadOptions } from './options.ts'

/** What to exercise a variant with, by the options that say so. */
export function workloadOf({ workload, invoke, args }: WorkloadOptions): Request['workload'] {
  if (workload !== undefined && invoke !== undefined) throw unusableWorkload('--workload and --invoke exclude each other.')
  if (args !== undefined && invoke === undefined) throw unusableWorkload('--args goes with --invoke.')
  if (workload !== undefined) return { kind: 'script', path: workload }
  if (invoke === undefined) return { kind: 'wasi' }
  return { kind: 'export', export: invoke, args: args === undefined || args === '' ? [] : args.split(',').map(parseArgument) }
}

/** An engine's flags, as one option has them. */
export function flagList(flags: string | undefined): string[] {
  return (flags ?? '').split(/\s+/).filter(flag => flag !== '')
}

function parseArgument(text: string): number | string {
  if (/^-?\d+n$/.test(text)) return text
  const value = Number(text)
  if (text.trim() === '' || Number.isNaN(value)) throw unusableWorkload(`--args has "${text}", which is no number.`)
  return value
}
