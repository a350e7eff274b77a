import * as z from 'zod'
import { moduleDiffSchema } from './module-diff.ts'

const count = z.int().nonnegative()
const fileSchema = z.object({ path: z.string(), bytes: count, sha256: z.string() })

/**
 * identical: the same path and content. moved: the same content at another path. changed: the same path, or the same path apart from a
 * hash in the file's name, with other content. added and removed: on one side only.
 */
export const fileStateSchema = z.enum(['identical', 'moved', 'changed', 'added', 'removed'])
export type FileState = z.infer<typeof fileStateSchema>

const statesSchema = z.object({ identical: count, moved: count, changed: count, added: count, removed: count })

/** What differs between the members of two static libraries. */
export const archiveDiffSchema = z.object({
  members: statesSchema,
  /** Those that are not identical, the largest change of size first, up to `changesLimit`. */
  changes: z.array(
    z.object({
      name: z.string(),
      state: fileStateSchema,
      a: count.nullable(),
      b: count.nullable(),
    }),
  ),
  changesLimit: count,
})
export type ArchiveDiff = z.infer<typeof archiveDiffSchema>

export const fileChangeSchema = z.object({
  state: fileStateSchema,
  /** Null when this side has no such file. */
  a: fileSchema.nullable(),
  b: fileSchema.nullable(),
  /** Of two static libraries; null for everything else. */
  archive: archiveDiffSchema.nullable(),
})
export type FileChange = z.infer<typeof fileChangeSchema>

/** What differs between two folders or packages: file by file, and module by module. */
export const filesDiffSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('files-diff'),
  a: z.object({ reference: z.string(), files: count, bytes: count }),
  b: z.object({ reference: z.string(), files: count, bytes: count }),
  /** The same files with the same content. */
  identical: z.boolean(),
  files: statesSchema,
  /** Files that are not identical, the largest change of size first, up to `changesLimit`. */
  changes: z.array(fileChangeSchema),
  changesLimit: count,
  /**
   * Every module that one of the sides has, in files of their own or as base64 in a script. `path#1` is the first module inside a
   * component or script.
   */
  modules: z.array(
    z.object({
      state: fileStateSchema,
      a: fileSchema.nullable(),
      b: fileSchema.nullable(),
      /** Null unless the module changed. */
      diff: moduleDiffSchema.nullable(),
    }),
  ),
  /** Files that begin like a module or a library and could not be read. */
  unread: z.array(z.object({ side: z.enum(['a', 'b']), path: z.string(), why: z.string() })),
})
export type FilesDiff = z.infer<typeof filesDiffSchema>
