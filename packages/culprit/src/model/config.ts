import * as z from 'zod'
import { alarmConfigSchema } from './alarm-config.ts'
import { commandSuiteSchema } from './command-suite-config.ts'

const benchmarkConfigSchema = z
  .strictObject({
    /** An ES module with `run` and, if needed, `setup`. */
    workload: z.string().optional(),
    /** Without a workload: the export of a .wasm file to call, and its arguments; i64 arguments are text with an `n` behind. */
    invoke: z.string().optional(),
    args: z.array(z.union([z.number(), z.string()])).optional(),
    /** What is measured, when it is not that of the suite. */
    reference: z.string().optional(),
    flags: z.array(z.string()).optional(),
    /** Such as `< 10 ms`, `< 512 kB`. */
    target: z.string().optional(),
    /** What one iteration works through, for the throughput. */
    bytes: z.number().positive().optional(),
    elements: z.number().positive().optional(),
  })
  .refine(({ workload, invoke }) => !(workload !== undefined && invoke !== undefined), { error: 'workload and invoke exclude each other' })
  .refine(({ args, invoke }) => args === undefined || invoke !== undefined, { error: 'args are those of invoke, and there is none' })

const benchmarkSuiteSchema = z.strictObject({
  /** What is measured: as on the command line, `./folder` or `npm:name@version`. Without it the folder of the configuration. */
  reference: z.string().optional(),
  engines: z.array(z.string()).min(1).optional(),
  /** The smallest difference from a baseline that matters, as a share; that of the command line without it. */
  threshold: z.number().positive().optional(),
  benchmarks: z.record(z.string().min(1), benchmarkConfigSchema),
})
export type BenchmarkSuite = z.infer<typeof benchmarkSuiteSchema>

export const configSchema = z.strictObject({
  suites: z.record(z.string().min(1), z.union([benchmarkSuiteSchema, commandSuiteSchema])).optional(),
  alarm: alarmConfigSchema.optional(),
})
/** What a `culprit.config.ts` exports by default. */
export type Config = z.infer<typeof configSchema>

/** Gives an editor the types of a configuration; the value is the same. */
export function defineConfig(config: Config): Config {
  return config
}
