import * as fs from 'node:fs/promises'
import { basename, resolve as resolvePath } from 'node:path'
import { gitFailed, missingRevision, notARepository, tooManyVersions, unrelatedCommits } from '../model/errors.ts'
import type { GitReference } from '../model/reference.ts'
import type { SourceOptions } from '../model/source-options.ts'
import type { Version, VersionList } from '../model/version.ts'
import type { Warning } from '../model/warning.ts'
import { digestBytes } from '../platform/files.ts'
import { askGit, git as runGit } from '../platform/git.ts'
import type { StoredTree } from '../store/trees.ts'
import { buildCommit } from './git-build.ts'
import type { Source, SourceContext } from './source.ts'

/** Commits of a repository: their files as they are, or what a build makes of them. */
export const git: Source<GitReference> = {
  async resolve(reference, context) {
    const repository = await openRepository(reference, context)
    const { commit, tree: treeId, date } = await findCommit(repository, reference.revision, context)
    const exact = textOf(reference, commit)
    // Commits with the same files have the same build, so a merge or a change of words costs none.
    const name = `git:${treeId}+${buildDigest(context.options)}`
    const known = await context.trees.recall(name)
    const tree =
      (known === null ? null : await context.trees.find(known.sha256)) ??
      (await buildCommit({ repository: repository.folder, commit, name: exact }, context))
    await context.trees.remember(name, { sha256: tree.sha256, published: null })
    return { reference: exact, version: commit, published: date, tree, folder: '', file: onlyFile(tree, context.options), warnings: [] }
  },

  async versions(from, to, { merged }, context) {
    const [repository, other] = await Promise.all([openRepository(from, context), openRepository(to, context)])
    if (repository.common !== other.common) return null
    const ends = await Promise.all([from, to].map(({ revision }) => findCommit(repository, revision, context)))
    const [low, high] = await inOrder(repository, ends as [Commit, Commit], context)
    const between = low.commit === high.commit ? [] : await commitsBetween(repository, low, high, merged, context)
    const beside = !merged && between.length > 0 && between[0]!.firstParent !== low.commit
    return {
      source: from.repository === null ? 'git' : `git:${from.repository}`,
      versions: [low, ...between].map(each => versionOf(from, each)),
      leftOut: { preReleases: 0, withdrawn: 0 },
      warnings: beside ? [besideWarning(low, between[0]!)] : [],
    } satisfies VersionList
  },
}

interface Repository {
  /** Where git is run. */
  readonly folder: string
  /** Of all worktrees of one repository the same. */
  readonly common: string
}

interface Commit {
  readonly commit: string
  readonly tree: string
  /** When it was committed, ISO 8601. */
  readonly date: string
  readonly subject: string
  readonly firstParent: string | null
}

async function openRepository({ repository }: GitReference, { cwd, signal }: SourceContext): Promise<Repository> {
  const folder = resolvePath(cwd, repository ?? '.')
  if (!(await fs.stat(folder).catch(() => null))?.isDirectory()) throw notARepository(repository ?? cwd, 'there is no such folder')
  const { code, stdout, stderr } = await askGit(['rev-parse', '--git-common-dir'], { cwd: folder, signal })
  if (code !== 0) throw notARepository(repository ?? cwd, firstLine(stderr))
  return { folder, common: await fs.realpath(resolvePath(folder, stdout.trim())) }
}

async function findCommit({ folder }: Repository, revision: string, { signal }: SourceContext): Promise<Commit> {
  const { code, stdout } = await askGit(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], {
    cwd: folder,
    signal,
  })
  if (code !== 0) throw missingRevision(folder, revision)
  const [commit] = parseCommits(await runGit(['log', '-1', ...commitFormat, stdout.trim(), '--'], { cwd: folder, signal }))
  if (commit === undefined) throw gitFailed(['log', '-1', revision], 'it said nothing')
  return commit
}

/** The older one first; both have to lie on one line. */
async function inOrder(
  { folder }: Repository,
  [a, b]: readonly [Commit, Commit],
  { signal }: SourceContext,
): Promise<readonly [Commit, Commit]> {
  const isAncestor = async (older: Commit, newer: Commit): Promise<boolean> => {
    const args = ['merge-base', '--is-ancestor', older.commit, newer.commit]
    const { code, stderr } = await askGit(args, { cwd: folder, signal })
    if (code > 1) throw gitFailed(args, firstLine(stderr))
    return code === 0
  }
  if (await isAncestor(a, b)) return [a, b]
  if (await isAncestor(b, a)) return [b, a]
  const { stdout } = await askGit(['merge-base', a.commit, b.commit], { cwd: folder, signal })
  throw unrelatedCommits(a.commit, b.commit, stdout.trim() || null)
}

/** Without `low`, oldest first; each behind its parents. */
async function commitsBetween(
  repository: Repository,
  low: Commit,
  high: Commit,
  merged: boolean,
  { signal }: SourceContext,
): Promise<Commit[]> {
  const where = { cwd: repository.folder, signal }
  // With merges, only what lies on a way from the one to the other: a branch that began before `low` has no version between the two.
  const range = [...(merged ? ['--ancestry-path'] : ['--first-parent']), `${low.commit}..${high.commit}`, '--']
  // All of them stand in the run and its reports.
  const count = Number(await runGit(['rev-list', '--count', ...range], where))
  if (count > mostCommits) throw tooManyVersions(`${low.commit}..${high.commit}`, count, mostCommits)
  return parseCommits(await runGit(['log', '--topo-order', '--reverse', ...commitFormat, ...range], where))
}

const mostCommits = 10_000

const commitFormat = ['--no-color', '--no-show-signature', '--no-patch', '--no-notes', '--format=tformat:%H%x09%T%x09%cI%x09%P%x09%s']

function parseCommits(text: string): Commit[] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const [commit = '', tree = '', date = '', parents = '', ...subject] = line.split('\t')
      const firstParent = parents.split(' ')[0]!
      return {
        commit,
        tree,
        date: new Date(date).toISOString(),
        subject: subject.join(' ').slice(0, 200),
        firstParent: firstParent || null,
      }
    })
}

function versionOf(reference: GitReference, { commit, date, subject }: Commit): Version {
  return {
    version: commit,
    reference: textOf(reference, commit),
    date,
    title: subject,
    preRelease: false,
    deprecated: null,
    unlisted: false,
  }
}

function textOf({ repository }: GitReference, commit: string): string {
  return repository === null ? `git:${commit}` : `git:${repository}#${commit}`
}

/** What else a build depends on, as far as it is known: the command, what of it is taken, and the kind of machine. */
function buildDigest({ build, buildOutput }: SourceOptions): string {
  const machine = build === null ? [] : [process.platform, process.arch]
  return digestBytes(JSON.stringify([build?.command ?? null, buildOutput, machine])).slice(0, 16)
}

/** The variant is a single file when what is taken of a commit is one. */
function onlyFile({ files }: StoredTree, { buildOutput }: SourceOptions): string | null {
  const [file, ...more] = files
  return more.length === 0 && buildOutput !== '' && file?.path === basename(buildOutput) ? file.path : null
}

function besideWarning(low: Commit, first: Commit): Warning {
  return {
    code: 'not-first-parent',
    message: `The commit ${short(low.commit)} is no first parent of the later one: what else came in with ${short(first.commit)} counts as the first step.`,
    action: `Begin with ${first.firstParent === null ? 'another commit' : short(first.firstParent)}, which is on the line, or list merged commits too.`,
  }
}

function short(commit: string): string {
  return commit.slice(0, 10)
}

function firstLine(text: string): string {
  return (
    text
      .trim()
      .split('\n')[0]!
      .replace(/^fatal: /, '') || 'git says nothing'
  )
}
