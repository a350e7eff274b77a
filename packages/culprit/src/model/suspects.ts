import * as z from 'zod'
import { warningSchema } from './warning.ts'

const count = z.int().nonnegative()

/**
 * Where a commit touches, by how likely such a change makes WebAssembly slower: what is generated or executed for it, which way it is executed,
 * how it is built, what is built. Harness is the way of measuring, which ships to nobody. Of several, a commit has the first one of this list
 * that it touches; unknown when its files are not known.
 */
export const suspectCategorySchema = z.enum([
  'code-generation',
  'execution-mode',
  'build-configuration',
  'library',
  'other',
  'harness',
  'tests',
  'docs',
  'unknown',
])
export type SuspectCategory = z.infer<typeof suspectCategorySchema>

export const suspectFactorSchema = z.object({
  feature: z.enum(['place', 'size', 'words', 'roll', 'functions', 'tested']),
  /** How much more probable such commits bring a step; 1 says nothing. */
  factor: z.number().positive(),
  /** What was seen; a few words. */
  reason: z.string(),
})
/** One thing that is known of a commit, and what it multiplies the weight by. */
export type SuspectFactor = z.infer<typeof suspectFactorSchema>

export const suspectSchema = z.object({
  /** The pull request (owner/repo#12, #12), or the first digits of the commit. */
  id: z.string(),
  /** Why it stands where it stands; a sentence. */
  statement: z.string(),
  /** owner/repo where that is known, or the folder. */
  repository: z.string(),
  commit: z.string(),
  pullRequest: z.int().positive().nullable(),
  /** When it was committed, ISO 8601. */
  date: z.string(),
  author: z.string(),
  /** Of a merged pull request its title. */
  subject: z.string(),
  url: z.string().nullable(),
  category: suspectCategorySchema,
  /** The product of the factors, taken from 1/20 to 20. */
  weight: z.number().positive(),
  /** The weight as a share of the weights of all commits that were looked at. */
  share: z.number().min(0).max(1),
  factors: z.array(suspectFactorSchema),
  /** Null when the files are not known. */
  changes: z.object({ files: count, insertions: count, deletions: count }).nullable(),
})
/** A commit or merged pull request that may have brought a step. */
export type Suspect = z.infer<typeof suspectSchema>

const windowSchema = z.object({
  repository: z.string(),
  /** Revisions, the earlier one excluded; null where the window has dates. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** ISO 8601, both included; null where the window has revisions, or no limit. */
  after: z.string().nullable(),
  before: z.string().nullable(),
  /** The preset's name, or the path of a file. */
  rules: z.string(),
  commits: count,
  /** Commits whose files are not known. */
  unread: count,
})
export type SuspectWindow = z.infer<typeof windowSchema>

export const changelogSchema = z.object({
  /** Where it stands in the package. */
  file: z.string(),
  /** What was written between the two versions; cut at the limit. */
  lines: z.array(z.string()),
  linesTotal: count,
})
export type Changelog = z.infer<typeof changelogSchema>

export const suspectsSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('suspects'),
  windows: z.array(windowSchema),
  /** Functions that raise a commit which touches or names them. */
  functions: z.array(z.string()),
  /** The most suspect first, up to `suspectsLimit`; `suspectsTotal` is how many there are. */
  suspects: z.array(suspectSchema),
  suspectsTotal: count,
  suspectsLimit: z.int().positive(),
  /** Of a package that ships one; null otherwise. */
  changelog: changelogSchema.nullable(),
  warnings: z.array(warningSchema),
})
/** The commits and merged pull requests of a window, ranked by how suspect they are. */
export type Suspects = z.infer<typeof suspectsSchema>
