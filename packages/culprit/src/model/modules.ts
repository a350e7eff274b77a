import * as z from 'zod'
import { moduleSchema } from './module.ts'

/** Several modules, as one command found them. */
export const modulesSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('modules'),
  /** In the order of the command line, and within a folder or package in the order of their paths. */
  modules: z.array(
    z.object({
      /** The path as it was given, or within the folder or package; `#2` is the second module inside the file. */
      path: z.string(),
      module: moduleSchema,
    }),
  ),
  /** Files that begin like a module and could not be read. */
  unread: z.array(z.object({ path: z.string(), why: z.string() })),
})
export type Modules = z.infer<typeof modulesSchema>
