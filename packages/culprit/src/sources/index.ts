import type { Reference } from '../model/reference.ts'
import { httpLimits } from '../platform/http.ts'
import { git } from './git.ts'
import { npm } from './npm.ts'
import { nugetSource } from './nuget.ts'
import { path } from './path.ts'
import type { Source } from './source.ts'

export { parseReference } from './parse.ts'
export type { Resolved, SourceContext } from './source.ts'

/** The sources by the kind of reference that they resolve. Engine references resolve to engines, not to files. */
const sources = { path, npm, nuget: nugetSource(httpLimits), git } as const

export function sourceOf(reference: Exclude<Reference, { kind: 'engine' }>): Source {
  return sources[reference.kind]
}
