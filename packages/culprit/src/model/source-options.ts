import * as z from 'zod'

export const sourceOptionsSchema = z.object({
  /** The index of a NuGet feed. */
  nugetFeed: z.string(),
})
/** What a user chose about the sources; the same for both sides. */
export type SourceOptions = z.infer<typeof sourceOptionsSchema>

/** What holds when nobody chose. */
export const usualSourceOptions: SourceOptions = { nugetFeed: 'https://api.nuget.org/v3/index.json' }
