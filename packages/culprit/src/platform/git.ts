import { execa, ExecaError } from 'execa'
import { devNull } from 'node:os'
import { gitFailed } from '../model/errors.ts'

export interface GitAnswer {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface GitCall {
  readonly cwd: string
  readonly signal: AbortSignal
  /** What git reads from stdin; nothing when it is left out. */
  readonly input?: string
}

/**
 * Runs the user's git in a folder, never through a shell, and gives back how it ended, whatever its exit code. Hooks of the repository do not
 * run. Variables that would point git to another repository are dropped.
 */
export async function askGit(args: readonly string[], where: GitCall): Promise<GitAnswer> {
  const { signal } = where
  try {
    const { exitCode, stdout, stderr } = await execa('git', [...settings, ...args], {
      ...optionsOf(where),
      maxBuffer: 256e6,
      reject: false,
    })
    signal.throwIfAborted()
    if (exitCode === undefined) throw gitFailed(args, stderr || 'it was ended before it was done')
    return { code: exitCode, stdout, stderr }
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw error instanceof ExecaError ? gitFailed(args, error.shortMessage) : error
  }
}

/** What git prints when all is well. */
export async function git(args: readonly string[], where: GitCall): Promise<string> {
  const { code, stdout, stderr } = await askGit(args, where)
  if (code !== 0) throw gitFailed(args, stderr || `exit code ${code}`)
  return stdout
}

/** The lines that git prints, one after the other, for what is too long to be held. Whoever stops reading stops git. */
export async function* gitLines(args: readonly string[], where: GitCall): AsyncGenerator<string, void, void> {
  try {
    yield* execa('git', [...settings, ...args], { ...optionsOf(where), buffer: false })
  } catch (error) {
    if (where.signal.aborted) throw where.signal.reason
    throw error instanceof ExecaError ? gitFailed(args, error.shortMessage) : error
  }
}

const settings = ['-c', `core.hooksPath=${devNull}`, '-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false']

function optionsOf({ cwd, signal, input }: GitCall) {
  return {
    cwd,
    cancelSignal: signal,
    env: gitEnvironment(process.env),
    extendEnv: false,
    killDescendants: true,
    timeout: 600_000,
    ...(input === undefined ? { stdin: 'ignore' as const } : { input }),
  }
}

/** What programs that work on a commit see: everything but what git's callers leave for git, such as GIT_DIR inside a hook. */
export function gitEnvironment(own: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  const kept = Object.entries(own).filter(([name]) => !name.startsWith('GIT_'))
  return { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: '0' }
}
