import * as z from 'zod'

export const sourceOptionsSchema = z.object({
  /** The index of a NuGet feed. */
  nugetFeed: z.string(),
  /** The folder of a published .NET application that packages of NuGet are put into, as its runtime pack; null to measure the packages themselves. */
  application: z.string().nullable(),
  /** What is run in the folder of a commit before it is measured; null for nothing. */
  build: z.object({ command: z.array(z.string()).min(1), timeLimitNs: z.number().positive() }).nullable(),
  /** The file or folder of a commit, after its build, that is the variant; empty for all of it. */
  buildOutput: z.string(),
})
/** What a user chose about the sources; the same for both sides. */
export type SourceOptions = z.infer<typeof sourceOptionsSchema>
