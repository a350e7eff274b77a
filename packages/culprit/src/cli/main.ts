import { Command, CommanderError } from 'commander'
import { CulpritError, exitCodes, interrupted, type ExitCode } from '../model/errors.ts'
import { version } from '../platform/version.ts'
import type { Finish, Terminal } from './command.ts'
import { commands } from './index.ts'
import { commonOptions } from './options.ts'

/** The command line: parses, runs the command, says what went wrong, and leaves with the exit code of docs/exit-codes.md. */
export async function main(args: readonly string[]): Promise<void> {
  const { stdout, stderr } = process
  let signal: AbortSignal | null = null
  const terminal: Terminal = {
    stdout,
    stderr,
    get signal() {
      return (signal ??= stopSignal())
    },
    runs,
  }
  surviveLimits()
  process.once('exit', refuseToEndEarly)
  let exitCode: ExitCode = exitCodes.fine
  let typed = 'culprit'
  const finish: Finish = async work => {
    exitCode = await work(terminal)
  }
  try {
    await program(finish)
      .hook('preSubcommand', (_, command) => {
        typed = `culprit ${command.name()}`
      })
      .parseAsync(args, { from: 'user' })
  } catch (error) {
    // Behind -- are the arguments of another program.
    const own = args.includes('--') ? args.slice(0, args.indexOf('--')) : args
    exitCode = await explain(error, typed, own.includes('--json'), terminal)
  }
  process.exitCode = exitCode
  process.off('exit', refuseToEndEarly)
  endThoughKeptAlive(stdout)
}

/** Whatever ends the process before a command is done, such as an exit in a configuration: that is no success. */
function refuseToEndEarly(code: number): void {
  if (code !== exitCodes.fine) return
  process.exitCode = exitCodes.undecided
  process.stderr.write('culprit: The process was ended before the command was done, as a configuration can do. Nothing was decided.\n')
}

/** A configuration is a program of the user's, and may have left a timer or a server behind: what is printed is waited for, that is not. */
function endThoughKeptAlive(stdout: NodeJS.WriteStream): void {
  stdout.write('', () => setTimeout(() => process.exit(), graceMs).unref())
}

const graceMs = 1000

const runs = new Set<string>()

function program(finish: Finish): Command {
  const program = new Command('culprit')
    .description('Is the WebAssembly slowdown real, since when, and what caused it.')
    .version(version)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: () => {} })
  for (const option of commonOptions) program.addOption(option)
  for (const add of commands) add(program, finish)
  for (const command of program.commands) command.exitOverride().configureOutput({ outputError: () => {} })
  return program
}

/**
 * Ctrl-C and requests to end stop the work after the current launch is taken down; a second one ends at once. Only for who asks: a command with nothing
 * to take down ends as the signal says, also in the middle of a long query or comparison, during which no listener would be called.
 */
function stopSignal(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(exitCodes.undecided)
      controller.abort(interrupted([...runs].at(-1) ?? null))
    })
  }
  return controller.signal
}

function surviveLimits(): void {
  // Reaching a limit on file sizes would otherwise end the process; with a listener the write fails with EFBIG and is explained.
  if (process.platform !== 'win32') process.on('SIGXFSZ', () => {})
  // `culprit … | head` closes the pipe early, which is no fault. Anything else must not end as an uncaught error: its exit code means a regression.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') {
      process.off('exit', refuseToEndEarly)
      process.exit()
    }
    process.stderr.write(`culprit: Could not write to stdout: ${error.message}.\n`)
    process.exit(exitCodes.undecided)
  })
}

/** `typed` is the program, with the command once one was read: the one whose help helps. */
async function explain(error: unknown, typed: string, json: boolean, { stdout, stderr }: Terminal): Promise<ExitCode> {
  if (error instanceof CommanderError) {
    // Help and version were asked for and are printed already.
    if (error.exitCode === 0) return exitCodes.fine
    // The help is on stderr already, and says more than an error would.
    if (error.code === 'commander.help') return json ? say(badUsage('There is no command.')) : exitCodes.usage
    return say(badUsage(error.message.replace(/^error: /, '')))
  }
  return say(error instanceof CulpritError ? error : fault(error))

  async function say(error: CulpritError): Promise<ExitCode> {
    // Not needed for `--help`, which is to answer at once.
    const { errorDocument, render } = await import('../report/index.ts')
    const { visible, visibleLines } = await import('../report/untrusted.ts')
    const { code, message, exitCode } = error
    const isUsage = code === 'usage' || code === 'bad-arguments'
    const hint = error.hint ?? (isUsage ? helpOf(typed) : null)
    if (json) stdout.write(render({ ...errorDocument(error), hint }, 'json'))
    const lines = [...visibleLines(`culprit: ${message}`), ...(hint === null || hint === '' ? [] : [`  ${visible(hint)}`])]
    stderr.write(`${lines.join('\n')}\n`)
    return exitCode
  }
}

function badUsage(message: string): CulpritError {
  return new CulpritError({ code: 'usage', message })
}

function helpOf(typed: string): string {
  if (typed === 'culprit') return '`culprit --help` lists the commands. Options of a command stand behind its name.'
  return `\`${typed} --help\` lists what it takes.`
}

function fault(error: unknown): CulpritError {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return new CulpritError({
    code: 'fault',
    message: `A fault of culprit: ${detail}`,
    hint: 'Please report it with the command that you typed. What was measured is kept.',
    exitCode: exitCodes.fault,
  })
}
