import type { Reference } from '../model/reference.ts'
import type { VersionChoice, VersionList } from '../model/version.ts'
import { httpLimits } from '../platform/http.ts'
import type { Resolved, Source, SourceContext } from './source.ts'

export { parseReference } from './parse.ts'
export type { Resolved, SourceContext } from './source.ts'

/**
 * The sources by the kind of reference that they resolve. Engine references resolve to engines, not to files. What runs npm and git and reads
 * archives is loaded when it is needed: it takes longer than reading a small module.
 */
const sources = {
  path: async () => (await import('./path.ts')).path,
  npm: async () => (await import('./npm.ts')).npm,
  nuget: async () => (await import('./nuget.ts')).nugetSource(httpLimits),
  git: async () => (await import('./git.ts')).git,
} as const

type FileReference = Exclude<Reference, { kind: 'engine' }>

/** See Source.resolve. */
export async function resolveFiles(reference: FileReference, context: SourceContext): Promise<Resolved> {
  return (await sourceOf(reference)).resolve(reference, context)
}

/** See Source.versions; both references are of one source. */
export async function sourceVersions(
  from: FileReference,
  to: FileReference,
  choice: VersionChoice,
  context: SourceContext,
): Promise<VersionList | null> {
  return (await sourceOf(from)).versions(from, to, choice, context)
}

async function sourceOf({ kind }: FileReference): Promise<Source> {
  return sources[kind]()
}
