import * as fs from 'node:fs/promises'
import { resolve } from 'node:path'
import { missingRevision, notARepository, tooManyCommits } from '../model/errors.ts'
import type { UnixMilliseconds } from '../model/units.ts'
import { askGit, git, gitLines } from './git.ts'

/** Which commits: those that `to` has and `from` has not, and of these the ones committed in the window, both ends included. */
export interface CommitWindow {
  readonly from: string | null
  /** Null for what is checked out. */
  readonly to: string | null
  readonly afterMs: UnixMilliseconds | null
  readonly beforeMs: UnixMilliseconds | null
}

export interface LoggedCommit {
  readonly commit: string
  /** When it was committed, ISO 8601. */
  readonly date: string
  readonly author: string
  readonly message: string
  /** What it changes; of a merge, what it brings to the line that it is merged into. Lines are null of what is no text. */
  readonly files: readonly { readonly path: string; readonly insertions: number | null; readonly deletions: number | null }[]
}

/** Whether a moment is not outside of the dates of a window. */
export function isWithin({ afterMs, beforeMs }: CommitWindow, ms: UnixMilliseconds): boolean {
  return (afterMs === null || ms >= afterMs) && (beforeMs === null || ms <= beforeMs)
}

interface Call {
  readonly signal: AbortSignal
}

/**
 * The commits of a window on the line of first parents, the newest first: on a branch that pull requests are merged into, one for each. More
 * than `limit` of them are an error, because a list that was cut would be taken for all there is.
 */
export async function logCommits(
  folder: string,
  window: CommitWindow,
  { limit, signal }: Call & { readonly limit: number },
): Promise<LoggedCommit[]> {
  const where = { cwd: folder, signal }
  const to = await findRevision(folder, window.to ?? 'HEAD', where)
  const from = window.from === null ? null : await findRevision(folder, window.from, where)
  // Dates are compared here: git's own --since ends the walk at the first older one, and clocks of committers differ.
  const listed = await git(
    ['log', '--first-parent', ...plain, '--format=%H %ct', ...(from === null ? [to] : [`${from}..${to}`]), '--'],
    where,
  )
  const wanted = listed
    .split('\n')
    .map(line => line.split(' '))
    .filter(([commit, seconds]) => commit !== '' && isWithin(window, Number(seconds) * 1000))
    .map(([commit]) => commit!)
  if (wanted.length > limit) throw tooManyCommits(folder, wanted.length, limit)
  if (wanted.length === 0) return []
  const format = '--format=tformat:%H%x00%ct%x00%an%x00%B'
  const args = ['log', '-z', '--no-walk=unsorted', '--stdin', ...differences, '--numstat', '--find-renames', '-l200', format]
  return parseLog(await git(args, { ...where, input: lines(wanted) }))
}

/** The lines that commits change, and the heads of the changed places, where git names the function around; binary and huge files left out. */
export async function* changedLines(
  folder: string,
  commits: readonly string[],
  { signal }: Call,
): AsyncGenerator<{ readonly commit: string; readonly line: string }> {
  if (commits.length === 0) return
  const args = ['-c', 'core.bigFileThreshold=2m', 'log', '--no-walk=unsorted', '--stdin', ...differences]
  let commit = ''
  for await (const line of gitLines([...args, '--patch', '--unified=0', '--format=%x00%H'], {
    cwd: folder,
    signal,
    input: lines(commits),
  })) {
    // No line of a text has this character.
    if (line.startsWith('\0')) commit = line.slice(1)
    else if (/^(?:@@|[+-](?![+-]{2} ))/.test(line)) yield { commit, line }
  }
}

/** The hash of a revision; null when the repository has none of that name. */
export async function revisionOf(folder: string, revision: string, { signal }: Call): Promise<string | null> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]
  const { code, stdout } = await askGit(args, { cwd: folder, signal })
  return code === 0 ? stdout.trim() : null
}

export interface Clone {
  readonly folder: string
  /** It has the newest commits only. */
  readonly isShallow: boolean
  /** The address that it was cloned from; null when it has none. */
  readonly origin: string | null
}

/** The repository in a folder. */
export async function openClone(cwd: string, path: string, { signal }: Call): Promise<Clone> {
  const folder = resolve(cwd, path)
  if (!(await fs.stat(folder).catch(() => null))?.isDirectory()) throw notARepository(path, 'there is no such folder')
  const { code, stdout, stderr } = await askGit(['rev-parse', '--is-shallow-repository'], { cwd: folder, signal })
  if (code !== 0)
    throw notARepository(
      path,
      stderr
        .trim()
        .split('\n')[0]!
        .replace(/^fatal: /, '') || 'git says nothing',
    )
  const origin = await askGit(['config', '--get', 'remote.origin.url'], { cwd: folder, signal })
  return { folder, isShallow: stdout.trim() === 'true', origin: origin.code === 0 ? origin.stdout.trim() : null }
}

const plain = ['--no-color', '--no-show-signature', '--no-notes', '--no-mailmap']
const differences = [...plain, '--diff-merges=first-parent', '--no-ext-diff', '--no-textconv', '--ignore-submodules=none']

async function findRevision(folder: string, revision: string, call: Call): Promise<string> {
  const commit = await revisionOf(folder, revision, call)
  if (commit === null) throw missingRevision(folder, revision)
  return commit
}

function lines(commits: readonly string[]): string {
  return `${commits.join('\n')}\n`
}

/** Four fields of a commit and then its files, everything with a NUL behind it, which no field has. */
function parseLog(text: string): LoggedCommit[] {
  const fields = text.split('\0')
  const commits: LoggedCommit[] = []
  for (let at = 0; at + 3 < fields.length;) {
    const [commit, date, author, message] = fields.slice(at, at + 4) as [string, string, string, string]
    at += 4
    const files: LoggedCommit['files'][number][] = []
    for (;;) {
      const match = /^\n?(\d+|-)\t(\d+|-)\t([^]*)$/.exec(fields[at] ?? '')
      if (match === null) break
      const [, insertions, deletions, path] = match as unknown as [string, string, string, string]
      // A renamed file has its two paths behind it.
      files.push({ path: path === '' ? fields[at + 2]! : path, insertions: linesOf(insertions), deletions: linesOf(deletions) })
      at += path === '' ? 3 : 1
    }
    commits.push({ commit, date: new Date(Math.min(Number(date) * 1000, latest)).toISOString(), author, message, files })
  }
  return commits
}

/** Clocks can be set to anything; later than this no date is. */
const latest = Date.UTC(9999, 11, 31)

function linesOf(text: string): number | null {
  return text === '-' ? null : Number(text)
}
