import * as z from 'zod'

/** Paths with `*` (anything but a slash), `**` (any folders) and `?`; a pattern without a slash is for the name of a file in any folder. */
const pathPatterns = z.array(z.string().min(1).max(300)).max(1000)
/** A word or phrase; with a `*` at its end, the beginning of a word. */
const phrase = z.string().min(1).max(100)
const factor = z.number().min(0.05).max(20)

export const suspectRulesSchema = z.strictObject({
  /** Another rule set by its name, whose lists come behind the ones here. */
  extends: z.string().optional(),
  /** By category: which paths belong to it. A path has the first category, in this order, with a pattern that fits. */
  paths: z
    .strictObject({
      docs: pathPatterns,
      tests: pathPatterns,
      harness: pathPatterns,
      'code-generation': pathPatterns,
      'execution-mode': pathPatterns,
      'build-configuration': pathPatterns,
      library: pathPatterns,
    })
    .partial()
    .default({}),
  /** Files whose change takes another version of a dependency, an engine or a tool. */
  rolls: pathPatterns.default([]),
  /** Such a roll weighs more when its files, its title or its labels have one of these: what compiles or executes WebAssembly. */
  engines: z.array(phrase).max(200).default([]),
  /** In the message, title or labels. Of several that raise, the largest counts, and of several that lower, the lowest. */
  words: z
    .array(z.strictObject({ words: z.array(phrase).min(1).max(200), factor }))
    .max(100)
    .default([]),
  /** What in labels, comments or the text of a pull request shows that its performance was measured before it was merged. */
  tested: z.array(phrase).max(200).default([]),
})
/** What is known about a repository: which paths are what, and which words matter. */
export type SuspectRules = z.infer<typeof suspectRulesSchema>
