import { join } from 'node:path'
import { badArguments, noCommitRange } from '../model/errors.ts'
import type { Reference } from '../model/reference.ts'
import type { Changelog } from '../model/suspects.ts'
import type { Warning } from '../model/warning.ts'
import type { CommitWindow } from '../platform/git-log.ts'
import { npmOrigin } from '../sources/npm-release.ts'
import { resolveFiles, type Resolved, type SourceContext } from '../sources/index.ts'
import type { CommitSource } from './commit-source.ts'
import { readChangelog } from './read-changelog.ts'

/** One of two releases whose commits are looked for. */
export interface Release {
  /** As its source calls the package or engine. */
  readonly name: string
  readonly version: string
  /** ISO 8601; null when the source does not say. */
  readonly published: string | null
  /** The commit that it was made from, when the source says so. */
  readonly gitHead: string | null
  /** The address of its repository, when the source says so. */
  readonly repository: string | null
}

export interface Releases {
  readonly from: Release
  readonly to: Release
  /** What the later one writes about what lies between; null when it ships nothing of the kind. */
  readonly changelog: Changelog | null
}

/** Two references that are releases of one package or engine. */
export async function releasesOf([from, to]: readonly [Reference, Reference], context: SourceContext): Promise<Releases> {
  if (from.kind !== to.kind || nameOf(from) !== nameOf(to) || nameOf(from) === null) {
    throw badArguments(
      'Commits lie between two versions of one thing, such as git:v1.0.0 and git:main, or npm:name@1.0.0 and npm:name@2.0.0, the earlier one first.',
    )
  }
  const [a, b] = [await releaseOf(from, context), await releaseOf(to, context)]
  const changelog =
    b.files === null ? null : await readChangelog(join(b.files.tree.path, b.files.folder), a.release.version, b.release.version)
  return { from: a.release, to: b.release, changelog }
}

/**
 * The commits between two releases: from the commit or the tag of one to that of the other. A repository that has neither is asked for what
 * was committed between their dates, with a warning.
 */
export async function windowOf(
  { from, to }: Releases,
  repository: string,
  source: CommitSource,
): Promise<{ window: CommitWindow; warnings: readonly Warning[] }> {
  const [first, last] = [await revisionOf(from, source), await revisionOf(to, source)]
  if (first !== null && last !== null) return { window: { from: first, to: last, afterMs: null, beforeMs: null }, warnings: [] }
  const missing = first === null ? from : to
  if (from.published === null || to.published === null) throw noCommitRange(repository, missing.name, missing.version)
  return {
    window: { from: null, to: null, afterMs: Date.parse(from.published), beforeMs: Date.parse(to.published) },
    warnings: [
      {
        code: 'range-by-date',
        message: `${repository} has no commit or tag for ${missing.name} ${missing.version}; taken are all commits between the dates of the two releases.`,
        action: 'Name the revisions yourself, with --repo, --from and --to.',
      },
    ],
  }
}

interface FoundRelease {
  readonly release: Release
  /** Null when there are no files that could hold a changelog. */
  readonly files: Resolved | null
}

async function releaseOf(reference: Reference, context: SourceContext): Promise<FoundRelease> {
  const name = nameOf(reference)!
  const unknown = { gitHead: null, repository: null }
  if (reference.kind === 'engine') return { release: { name, version: reference.version, published: null, ...unknown }, files: null }
  const files = await resolveFiles(reference, context)
  const { version, published } = files
  if (version === null) throw badArguments(`${files.reference} is no version of anything.`)
  const origin = reference.kind === 'npm' ? await npmOrigin(name, version, context) : unknown
  return { release: { name, version, published, ...origin }, files }
}

function nameOf(reference: Reference): string | null {
  switch (reference.kind) {
    case 'npm':
      return reference.name
    case 'nuget':
      return reference.id
    case 'engine':
      return reference.engine
    case 'git':
    case 'path':
      return null
  }
}

/** The commit that the release says it was made from, if the repository has it; otherwise the first of the usual tags that is there. */
async function revisionOf({ gitHead, name, version }: Release, source: CommitSource): Promise<string | null> {
  const bare = name.replace(/^@[^/]*\//, '')
  const tags = [
    `v${version}`,
    `${name}@${version}`,
    version,
    `${bare}@${version}`,
    `${bare}-v${version}`,
    `${bare}-${version}`,
    `${bare}/v${version}`,
  ]
  if (gitHead !== null && (await source.revision(gitHead)) !== null) return gitHead
  for (const tag of new Set(tags)) if ((await source.revision(tag)) !== null) return tag
  return null
}
