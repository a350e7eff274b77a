import { badArguments, exitCodes, type ExitCode } from '../model/errors.ts'
import { githubAccess } from '../platform/github.ts'
import { parseReference } from '../sources/index.ts'
import { findSuspects, type SuspectsRequest } from '../stages/suspects.ts'
import { binariesContext } from './binaries-context.ts'
import type { Terminal } from './command.ts'
import type { CommonOptions, FormOptions } from './options.ts'
import { refuseJudging, writeDocument } from './output.ts'
import { progressOf } from './progress.ts'

export interface SuspectsOptions extends CommonOptions, FormOptions {
  readonly repo: readonly string[]
  readonly after?: number
  readonly before?: number
  readonly from?: string
  readonly to?: string
  readonly rules?: string
  readonly functions: readonly string[]
  readonly limit: number
}

/** Ranks the commits of a window, or between two references, and writes the list. */
export async function runSuspects(
  [from, to]: readonly [string | undefined, string | undefined],
  options: SuspectsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  refuseJudging('suspects', options)
  const request = requestOf(from, to, options)
  const shown = progressOf(options, terminal)
  const found = await findSuspects(request, {
    ...binariesContext(options, terminal),
    github: githubAccess(process.env),
    show: text => shown.show({ kind: 'stage', text }),
  }).finally(() => shown.end())
  await writeDocument(found, options, terminal)
  return exitCodes.fine
}

function requestOf(from: string | undefined, to: string | undefined, options: SuspectsOptions): SuspectsRequest {
  const { repo, after, before, rules, functions, limit } = options
  const bounds = [after, before, options.from, options.to]
  if (from !== undefined && to === undefined) throw badArguments('Two references are needed, the earlier one first.')
  if (from !== undefined && bounds.some(bound => bound !== undefined)) {
    throw badArguments('Two references are a window of their own: leave out --after, --before, --from and --to.')
  }
  if (from === undefined && repo.length === 0) throw badArguments('Name a repository with --repo, or two references.')
  if (from === undefined && after === undefined && options.from === undefined) {
    throw badArguments('Say where the window begins: --after 2024-01-31, or --from with the last revision that was good.')
  }
  if (after !== undefined && before !== undefined && after > before) throw badArguments('--after is later than --before.')
  return {
    ends: from === undefined || to === undefined ? null : [parseReference(from), parseReference(to)],
    repositories: repo,
    window: { from: options.from ?? null, to: options.to ?? null, afterMs: after ?? null, beforeMs: before ?? null },
    rules: rules ?? null,
    functions,
    limit,
  }
}
