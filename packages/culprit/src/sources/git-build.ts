import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { buildFailed, storeFull, treeTooLarge } from '../model/errors.ts'
import type { SourceOptions } from '../model/source-options.ts'
import { freeBytes, runCommand, tailOf, type CommandEnd } from '../platform/command.ts'
import { copyTree } from '../platform/files.ts'
import { git, gitEnvironment } from '../platform/git.ts'
import type { StoredTree } from '../store/trees.ts'
import type { SourceContext } from './source.ts'

export interface CommitToBuild {
  /** A folder of the repository. */
  readonly repository: string
  /** Its full hash. */
  readonly commit: string
  /** For errors: git:revision. */
  readonly name: string
}

/**
 * The files of a commit, after its build if there is one, as a tree of the cache. The work is done in a worktree below the store, which is
 * gone when this is over, whichever way; one that a killed process left is removed by the next call.
 */
export async function buildCommit({ repository, commit, name }: CommitToBuild, context: SourceContext): Promise<StoredTree> {
  const { options, signal, storeRoot, trees } = context
  const worktrees = join(storeRoot, 'worktrees')
  await fs.mkdir(worktrees, { recursive: true })
  await sweep(worktrees)
  const size = await sizeOfCommit(repository, commit, name, signal)
  const free = await freeBytes(worktrees)
  if (free < size + leaveBytes) {
    throw storeFull(
      worktrees,
      `${name} has ${megabytes(size)}, and there are ${megabytes(free)}, of which ${megabytes(leaveBytes)} are left free`,
    )
  }
  const id = `culprit-${process.pid}-${randomBytes(6).toString('hex')}`
  const folder = join(worktrees, id)
  const logPath = `${folder}.log`
  try {
    await git(['worktree', 'add', '--detach', '--quiet', '--end-of-options', folder, commit], { cwd: repository, signal })
    if (options.build !== null) await build(name, options.build, folder, logPath, signal)
    return await trees.add(to => take(name, folder, options, to, logPath))
  } finally {
    await removeWorktree(folder)
    await fs.rm(logPath, { force: true })
  }
}

async function build(
  name: string,
  { command, timeLimitNs }: NonNullable<SourceOptions['build']>,
  folder: string,
  logPath: string,
  signal: AbortSignal,
): Promise<void> {
  const env = gitEnvironment(process.env)
  const end = await runCommand({ command, cwd: folder, env, timeLimitNs, logPath, leaveBytes, signal })
  if (end.kind === 'exited' && end.code === 0) return
  throw buildFailed(name, command, howItEnded(end, timeLimitNs), await tailOf(logPath, keptLog))
}

function howItEnded(end: CommandEnd, timeLimitNs: number): string {
  switch (end.kind) {
    case 'exited':
      return `ended with exit code ${end.code}`
    case 'killed':
      return `was killed by ${end.signal}`
    case 'not-started':
      return `could not be started: ${end.why}`
    case 'timed-out':
      return `did not end within ${timeLimitNs / 1e9} s, and was killed with what it had started`
    case 'disk-full':
      return `was killed when the store's disk had less than ${megabytes(leaveBytes)} left`
  }
}

/** Copies what is wanted of a worktree: all of it, one folder, or one file. */
async function take(name: string, folder: string, { build, buildOutput }: SourceOptions, to: string, logPath: string): Promise<void> {
  const wanted = join(folder, buildOutput)
  const [real, root] = await Promise.all([fs.realpath(wanted).catch(() => null), fs.realpath(folder)])
  const found = real === null ? null : await fs.stat(real)
  // A build may have made a link to anywhere.
  const isInside = real !== null && (real === root || real.startsWith(root + sep))
  if (!isInside || found === null) {
    const log = build === null ? '' : await tailOf(logPath, keptLog)
    throw buildFailed(name, build?.command ?? [], `left no "${buildOutput}" in the commit's folder`, log)
  }
  // The pointer from a worktree to its repository is another one each time.
  if (found.isDirectory()) await copyTree(real, to, { except: join(root, '.git') })
  else await fs.copyFile(real, join(to, basename(buildOutput)))
}

/** What a commit has, before it is written: at most as much as a variant may have. */
async function sizeOfCommit(repository: string, commit: string, name: string, signal: AbortSignal): Promise<number> {
  const listed = await git(['ls-tree', '-r', '-l', '--full-tree', commit], { cwd: repository, signal })
  const sizes = listed.split('\n').flatMap(line => /^\d+ blob \S+ +(\d+)\t/.exec(line)?.[1] ?? [])
  const total = sizes.reduce((sum, size) => sum + Number(size), 0)
  if (sizes.length > limits.files) throw treeTooLarge(name, `${sizes.length} files, more than ${limits.files}`)
  if (total > limits.bytes) throw treeTooLarge(name, `more than ${limits.bytes / 1e9} GB`)
  return total
}

/** Worktrees of processes that are gone. */
async function sweep(worktrees: string): Promise<void> {
  for (const entry of await fs.readdir(worktrees)) {
    const pid = /^culprit-(\d+)-/.exec(entry)?.[1]
    if (pid === undefined || isAlive(Number(pid))) continue
    const path = join(worktrees, entry)
    if (entry.endsWith('.log')) await fs.rm(path, { force: true })
    else await removeWorktree(path)
  }
}

/** Removes the folder, and what the repository noted about it; `git worktree prune` would also forget other people's worktrees. */
async function removeWorktree(folder: string): Promise<void> {
  const pointer = await fs.readFile(join(folder, '.git'), 'utf8').catch(() => '')
  const notes = /^gitdir: (.+)$/m.exec(pointer)?.[1]
  await fs.rm(folder, { recursive: true, force: true, maxRetries: 3 })
  // A build may have written anything into that file; only the notes of this worktree go.
  if (notes === undefined || basename(dirname(notes)) !== 'worktrees') return
  const noted = await fs.readFile(join(notes, 'gitdir'), 'utf8').catch(() => '')
  if (basename(dirname(noted.trim())) === basename(folder)) await fs.rm(notes, { recursive: true, force: true })
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** As for every variant. */
const limits = { files: 100_000, bytes: 4e9 }
/** What a build may not take of the disk. */
const leaveBytes = 1e9
const keptLog = 8_000

function megabytes(bytes: number): string {
  return `${Math.floor(bytes / 1e6)} MB`
}
