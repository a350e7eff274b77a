import * as z from 'zod'

const alarmBenchmarkSchema = z.strictObject({
  /** A command, split into words without a shell; or the words themselves. */
  command: z.union([z.string().min(1), z.array(z.string()).min(1)]).optional(),
  /** Or an ES module with `run`, and what it runs on. */
  workload: z.string().optional(),
  reference: z.string().optional(),
  /** Of a command that prints its own time: a regular expression with one group, the number. */
  reads: z.string().optional(),
  /** Of that number. */
  unit: z.enum(['ns', 'us', 'ms', 's']).optional(),
  /** When it is not that of all. */
  budget: z.number().gt(1).optional(),
})

export const alarmConfigSchema = z.strictObject({
  /** The file of the references, beside the configuration; without it `culprit.alarm.json`. */
  references: z.string().optional(),
  /** How many times the reference a benchmark may take; 5 without it. */
  budget: z.number().gt(1).optional(),
  benchmarks: z.record(z.string().min(1), alarmBenchmarkSchema),
})
export type AlarmConfig = z.infer<typeof alarmConfigSchema>
