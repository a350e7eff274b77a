import { CulpritError } from '../model/errors.ts'
import type { Investigation } from '../model/investigation.ts'
import type { Staged } from '../model/progress.ts'
import type { Reference } from '../model/reference.ts'
import type { ResolvedRun } from '../model/run.ts'
import type { Suspect } from '../model/suspects.ts'
import type { Warning } from '../model/warning.ts'
import { githubAccess } from '../platform/github.ts'
import { parseReference } from '../sources/index.ts'
import type { OpenRun, Prepared } from './resolve.ts'
import { sourceContext } from './side.ts'
import { findSuspects } from './suspects.ts'

export interface SuspectsOfRun {
  readonly suspects: readonly Suspect[]
  /** Whether the commits between the two sides were read. */
  readonly areRead: boolean
  readonly warnings: readonly Warning[]
}

/**
 * The commits between the two sides of a run, when a repository was named; functions whose work changed raise those that touch them. What was
 * measured is worth more than this list, so trouble with it is a warning.
 */
export async function* suspectsOfRun(
  { store }: Pick<OpenRun, 'store'>,
  { run, signal }: Pick<Prepared, 'run' | 'signal'>,
  functions: Investigation['functions'],
): Staged<SuspectsOfRun> {
  const { request, resolved } = run
  if (request.suspects === undefined) return nothing([])
  yield { kind: 'stage', text: 'reading the commits between the two' }
  const source = sourceContext(store, request, signal)
  try {
    const { suspects, warnings } = await findSuspects(
      {
        ends: endsOf(resolved),
        repositories: request.suspects.repositories,
        window: { from: null, to: null, afterMs: null, beforeMs: null },
        rules: request.suspects.rules,
        functions: changedNames(functions),
        limit: mostListed,
      },
      { ...source, github: githubAccess(process.env), show: () => {} },
    )
    return { suspects, areRead: true, warnings }
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof CulpritError)) throw error
    const action = error.hint ?? 'Ask again with `culprit suspects`.'
    return nothing([{ code: 'suspects-unknown', message: `The commits between the two could not be read: ${error.message}`, action }])
  }
}

const mostListed = 20
const mostFunctions = 20

/** The exact versions that were measured; of two releases of an engine with the same files, these. */
function endsOf({ baseline, candidate }: ResolvedRun): readonly [Reference, Reference] {
  const isOfEngines = baseline.reference === candidate.reference && baseline.engine !== candidate.engine
  const text = (side: ResolvedRun['baseline']) => (isOfEngines ? side.engine : side.reference)
  return [parseReference(text(baseline)), parseReference(text(candidate))]
}

function changedNames(functions: Investigation['functions']): string[] {
  const names = functions.flatMap(({ baseline, candidate }) => [candidate, baseline]).filter(name => name !== null)
  return [...new Set(names)].filter(name => !name.startsWith('wasm-function[')).slice(0, mostFunctions)
}

function nothing(warnings: readonly Warning[]): SuspectsOfRun {
  return { suspects: [], areRead: false, warnings }
}
