import * as z from 'zod'
import { problemOfNumberPattern } from './number-pattern.ts'

const budgetSchema = z.number().gt(1).max(1e6)

const alarmBenchmarkSchema = z
  .strictObject({
    /** A command, split into words without a shell; or the words themselves. It runs in the folder of the configuration. */
    command: z.union([z.string().min(1), z.array(z.string()).min(1)]).optional(),
    /** Or an ES module with `run`, and what it runs on. */
    workload: z.string().min(1).optional(),
    reference: z.string().min(1).optional(),
    /** Of a workload: `node` without it. */
    engine: z.string().min(1).optional(),
    /** Of a command that prints its own time: a regular expression with one group, the number. */
    reads: z.string().min(1).optional(),
    /** Of that number. */
    unit: z.enum(['ns', 'us', 'ms', 's']).optional(),
    /** When it is not that of all. */
    budget: budgetSchema.optional(),
  })
  .superRefine((benchmark, context) => {
    const problem = problemOf(benchmark)
    if (problem !== null) context.addIssue({ code: 'custom', message: problem })
  })
export type AlarmBenchmark = z.infer<typeof alarmBenchmarkSchema>

export const alarmConfigSchema = z.strictObject({
  /** The file of the references, beside the configuration; without it `culprit.alarm.json`. */
  references: z.string().min(1).optional(),
  /** How many times the reference a benchmark may take; 5 without it. */
  budget: budgetSchema.optional(),
  benchmarks: z.record(z.string().min(1).max(200), alarmBenchmarkSchema),
})
export type AlarmConfig = z.infer<typeof alarmConfigSchema>

interface Fields {
  readonly command?: unknown
  readonly workload?: unknown
  readonly reference?: unknown
  readonly engine?: unknown
  readonly reads?: string | undefined
  readonly unit?: unknown
}

function problemOf({ command, workload, reference, engine, reads, unit }: Fields): string | null {
  if ((command === undefined) === (workload === undefined)) return 'a benchmark is either a command or a workload'
  if (workload === undefined && (reference !== undefined || engine !== undefined)) return 'reference and engine go with a workload'
  if (command === undefined && reads !== undefined) return 'reads goes with a command; a workload that measures itself exports its unit'
  if ((reads === undefined) !== (unit === undefined)) return 'reads and unit go together: the number, and what it is in'
  const problem = reads === undefined ? null : problemOfNumberPattern(reads)
  return problem && `reads: ${problem}`
}
