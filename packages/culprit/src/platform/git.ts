import { execa, ExecaError } from 'execa'
import { devNull } from 'node:os'
import { gitFailed } from '../model/errors.ts'

export interface GitAnswer {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/**
 * Runs the user's git in a folder, never through a shell, and gives back how it ended, whatever its exit code. Hooks of the repository do not
 * run. Variables that would point git to another repository are dropped.
 */
export async function askGit(
  args: readonly string[],
  { cwd, signal }: { readonly cwd: string; readonly signal: AbortSignal },
): Promise<GitAnswer> {
  const settings = ['-c', `core.hooksPath=${devNull}`, '-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false']
  try {
    const { exitCode, stdout, stderr } = await execa('git', [...settings, ...args], {
      cwd,
      cancelSignal: signal,
      env: gitEnvironment(process.env),
      extendEnv: false,
      killDescendants: true,
      maxBuffer: 256e6,
      reject: false,
      stdin: 'ignore',
      timeout: 600_000,
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
export async function git(args: readonly string[], where: { readonly cwd: string; readonly signal: AbortSignal }): Promise<string> {
  const { code, stdout, stderr } = await askGit(args, where)
  if (code !== 0) throw gitFailed(args, stderr || `exit code ${code}`)
  return stdout
}

/** What programs that work on a commit see: everything but what git's callers leave for git, such as GIT_DIR inside a hook. */
export function gitEnvironment(own: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  const kept = Object.entries(own).filter(([name]) => !name.startsWith('GIT_'))
  return { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: '0' }
}
