import { join } from 'node:path'
import type { SourceOptions } from '../packages/culprit/src/model/source-options.ts'
import { usualSourceOptions } from '../packages/culprit/src/model/usual-source-options.ts'
import type { SourceContext } from '../packages/culprit/src/sources/index.ts'
import { Trees } from '../packages/culprit/src/store/trees.ts'

/** What references are resolved with in a folder that has its store in it, as the program has it. */
export function sourceContext(cwd: string, options: Partial<SourceOptions> = {}): SourceContext {
  const storeRoot = join(cwd, '.culprit')
  const { signal } = new AbortController()
  return { trees: new Trees(join(storeRoot, 'cache')), storeRoot, cwd, options: { ...usualSourceOptions, ...options }, signal }
}
