import { engineVersions } from '../engines/index.ts'
import type { Reference } from '../model/reference.ts'
import type { VersionChoice, VersionList } from '../model/version.ts'
import { sourceVersions, type SourceContext } from '../sources/index.ts'

/** The versions between two references of one source, or between two releases of an engine; null when there can be none. */
export async function versionsBetween(
  from: Reference,
  to: Reference,
  choice: VersionChoice,
  context: SourceContext,
): Promise<VersionList | null> {
  if (from.kind === 'engine' && to.kind === 'engine') return engineVersions(from, to, choice, context)
  if (from.kind === 'engine' || to.kind === 'engine' || from.kind !== to.kind) return null
  return sourceVersions(from, to, choice, context)
}
