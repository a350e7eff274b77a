import * as z from 'zod'

const commandSchema = z.strictObject({
  /** Split into words without a shell, as on the command line; or the words themselves. `{variant}` in one is the path of the side. */
  command: z.union([z.string().min(1), z.array(z.string()).min(1)]),
  /** Below the checkout; without it the checkout itself. */
  folder: z.string().optional(),
  /** Such as `10m`; after it the command is killed. */
  timeLimit: z.string().optional(),
  /** Regular expressions with one group, read from the output: how many tests ran, passed and failed. */
  counts: z.strictObject({ tests: z.string().optional(), passed: z.string().optional(), failed: z.string().optional() }).optional(),
  /** With which the command has done its work, tests that failed included; 0 alone without it. */
  exitCodes: z.array(z.int().min(0).max(255)).min(1).optional(),
})

export const commandSuiteSchema = z.strictObject({
  commands: z.record(z.string().min(1).max(200), commandSchema),
})
/** Commands that are run in two checkouts, such as the test suites of guest languages. */
export type CommandSuite = z.infer<typeof commandSuiteSchema>
