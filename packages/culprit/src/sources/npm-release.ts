import * as z from 'zod'
import { npm as runNpm } from '../platform/npm.ts'
import type { SourceContext } from './source.ts'

/** What the registry says of where a version was made; all of it was written by whoever published it. */
export interface NpmOrigin {
  /** The commit that it was published from, a whole hash; null when it does not say. */
  readonly gitHead: string | null
  /** The address of its repository, in any form; null when it does not say. */
  readonly repository: string | null
}

/** Where a version of a package was made. */
export async function npmOrigin(name: string, version: string, { cwd, signal }: SourceContext): Promise<NpmOrigin> {
  // With one field only, npm would print its bare value.
  const output = await runNpm(['view', `${name}@${version}`, 'name', 'version', 'gitHead', 'repository', '--json'], { cwd, signal })
  const [found] = [viewSchema.parse(output.trim() === '' ? {} : JSON.parse(output))].flat()
  const repository = found?.repository
  return {
    gitHead: /^[0-9a-f]{40}$/.exec(found?.gitHead ?? '')?.[0] ?? null,
    repository: (typeof repository === 'string' ? repository : repository?.url) ?? null,
  }
}

const entrySchema = z.object({
  gitHead: z.string().optional().catch(undefined),
  repository: z
    .union([z.string(), z.object({ url: z.string() })])
    .optional()
    .catch(undefined),
})
const viewSchema = z.union([z.array(entrySchema), entrySchema])
