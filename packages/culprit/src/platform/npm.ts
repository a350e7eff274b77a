import { execa, ExecaError } from 'execa'
import { npmFailed } from '../model/errors.ts'

/**
 * Runs the user's own npm, so that the registries, proxies and credentials of their .npmrc hold; never through a shell.
 *
 * Returns its stdout. A failure that npm explains with a code (E404, ETARGET …) is handed to `onCode` first, with the host that it asked.
 */
export async function npm(
  args: readonly string[],
  options: { cwd: string; signal: AbortSignal; onCode?: (code: string, registry: string | null) => void },
): Promise<string> {
  const { cwd, signal, onCode } = options
  try {
    const { stdout } = await execa('npm', [...args, '--no-update-notifier', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd,
      cancelSignal: signal,
      timeout: 600_000,
      maxBuffer: 64e6,
      stdin: 'ignore',
    })
    return stdout
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (!(error instanceof ExecaError)) throw error
    const output = `${error.stderr ?? ''}\n${error.stdout ?? ''}`
    const code = /(?:npm (?:error|ERR!) code |"code": ")(E[A-Z0-9]+)/.exec(output)?.[1]
    if (code !== undefined) onCode?.(code, hostIn(output))
    const lines = output.split('\n').filter(line => /npm (error|ERR!)/.test(line) && !/complete log|code E/.test(line))
    throw npmFailed(`npm ${args.join(' ')}`, lines.slice(0, 3).join(' ').trim() || error.shortMessage)
  }
}

/** Of the address that npm says it asked: without a user or a password, which an address can have. */
function hostIn(output: string): string | null {
  const address = /\bGET (https?:\/\/[^\s"]+)/.exec(output)?.[1]
  return address !== undefined && URL.canParse(address) ? new URL(address).host : null
}
