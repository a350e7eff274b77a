import * as fs from 'node:fs/promises'
import { basename } from 'node:path'
import { gzipSync } from 'node:zlib'
import {
  badArguments,
  exitCodes,
  type ExitCode,
  CulpritError,
  programWithoutDashes,
  unreadableFile,
  unreadableModule,
} from '../model/errors.ts'
import type { ProfileDiff } from '../model/profile-diff.ts'
import type { Profile } from '../model/profile.ts'
import { writeOutput } from '../platform/files.ts'
import { profileFormats } from '../profile/formats/index.ts'
import { readProfile } from '../profile/imports/index.ts'
import { measuresOf } from '../profile/measures.ts'
import { flameOf, render, renderFlameSvg } from '../report/index.ts'
import { shellCommand } from '../report/untrusted.ts'
import { profileDifference } from '../stages/profile-difference.ts'
import { profileCommand, type ProfileChoice, type Profiled } from '../stages/profile-program.ts'
import { profileVariant } from '../stages/profile-variant.ts'
import { binariesContext } from './binaries-context.ts'
import type { Terminal } from './command.ts'
import { functionPatterns } from './function-patterns.ts'
import { printDocument } from './output.ts'
import type { ProfileOptions } from './profile.ts'
import { formOfFile, profileForms, type ProfileForm } from './profile-forms.ts'
import { flagList, workloadOf } from './workload-options.ts'

/** Profiles a program, one variant, or two and their difference; or reads files of profiles instead. */
export async function runProfile(
  isProgram: boolean,
  words: readonly string[],
  options: ProfileOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const form = formFor(options)
  if (isProgram) {
    const stdout = printsDocument(form, options) ? stderrDescriptor : stdoutDescriptor
    const { stderr, signal } = terminal
    const say = (sentence: string) => void stderr.write(`culprit: ${sentence}\n`)
    const { profile } = await profileCommand(words, choiceOf(options), { cwd: process.cwd(), stdout, signal, say })
    await write(profile, form, options, terminal)
    // The profile is of a part of what the program would have done.
    return terminal.signal.aborted ? exitCodes.undecided : exitCodes.fine
  }
  await refuseProgram(words, options)
  const [first, second, ...more] = words
  if (first === undefined || more.length > 0) {
    throw badArguments(
      'What should be profiled? One or two references or profile files, or a program behind --, such as: culprit profile -- node app.mjs',
    )
  }
  const a = await profileOf(first, 'baseline', options, terminal)
  if (second === undefined) await write(a.profile, form, options, terminal)
  else await write(profileDifference(a, await profileOf(second, 'candidate', options, terminal)), form, options, terminal)
  return exitCodes.fine
}

/** A forgotten -- is told before anything is looked up: `node app.mjs`, or the script alone, which would be run as if it were a module. */
async function refuseProgram(words: readonly string[], { workload, invoke }: ProfileOptions): Promise<void> {
  const [first = '', ...more] = words
  if (workload !== undefined || invoke !== undefined) return
  if (/^[^:]*\.[cm]?[jt]s$/.test(first)) throw programWithoutDashes(words, shellCommand(['node', ...words]))
  const isName = /^[a-z][\w.-]*$/i.test(first) && (await fs.stat(first).catch(() => null)) === null
  if (isName && more.length > 0) throw programWithoutDashes(words, shellCommand(words))
}

const stdoutDescriptor = 1
const stderrDescriptor = 2

function choiceOf(options: ProfileOptions): ProfileChoice {
  const { mode, clock, interval } = options
  if (clock && mode !== 'tree') throw badArguments('--clock goes with --mode tree.')
  return { mode, ...functionPatterns(options), clock: clock ?? false, intervalNs: interval }
}

/** A file that looks like a profile is one; everything else is a reference. */
async function profileOf(text: string, side: 'baseline' | 'candidate', options: ProfileOptions, terminal: Terminal): Promise<Profiled> {
  if (isProfileFile(text)) {
    const content = await fs.readFile(text, 'utf8').catch((error: unknown) => {
      throw unreadableFile(text, error)
    })
    try {
      return { profile: readProfile(content, basename(text)), modules: new Map() }
    } catch (error) {
      throw error instanceof CulpritError ? unreadableModule(text, error) : error
    }
  }
  const engine = side === 'baseline' ? options.baselineEngine : options.candidateEngine
  const flags = side === 'baseline' ? options.baselineFlags : options.candidateFlags
  return profileVariant(
    {
      reference: text,
      engine: engine ?? options.engine,
      flags: flagList(flags ?? options.flags),
      workload: workloadOf(options),
      iterations: options.iterations,
      timeLimitNs: options.timeLimit,
    },
    choiceOf(options),
    binariesContext(options, terminal),
  )
}

function isProfileFile(text: string): boolean {
  return /\.(?:cpuprofile|folded|json|txt|trace)$/i.test(text) && !/^(?:npm|nuget|git):/.test(text)
}

function formFor({ json, format, output }: ProfileOptions): ProfileForm {
  if (json && output === undefined) return 'json'
  return format ?? (output === undefined ? null : formOfFile(output)) ?? (json ? 'json' : 'terminal')
}

/** Whether stdout is for the document alone: a program then prints to stderr. */
function printsDocument(form: ProfileForm, { json, output }: ProfileOptions): boolean {
  return json === true || (output === undefined && form !== 'terminal')
}

async function write(document: Profile | ProfileDiff, form: ProfileForm, options: ProfileOptions, terminal: Terminal): Promise<void> {
  if (options.output === undefined && form === 'terminal') return printDocument(document, options, terminal)
  const content = contentOf(document, form, options.output)
  if (options.output === undefined) {
    terminal.stdout.write(content)
    return
  }
  await writeOutput(options.output, content)
  // The answer is worth a look, wherever the file went.
  if (options.json || !options.quiet) await printDocument(document, options, terminal)
}

function contentOf(document: Profile | ProfileDiff, form: ProfileForm, output: string | undefined): string | Uint8Array {
  switch (form) {
    case 'terminal':
    case 'json':
    case 'md':
    case 'html':
      return `${render(document, form).trimEnd()}\n`
    case 'svg':
      return renderFlameSvg(
        document.kind === 'profile' ? document.program : `${document.a.program} → ${document.b.program}`,
        flameOf(document),
      )
    case 'folded':
    case 'speedscope':
    case 'firefox':
    case 'pprof': {
      if (document.kind === 'profile-diff') {
        throw badArguments(
          `${form} holds one profile and no difference: take ${Object.keys(profileForms).slice(0, 5).join(', ')}, or profile each side alone.`,
        )
      }
      const pieces = [...profileFormats[form].write(document, measuresOf(document)[0])].map(piece => Buffer.from(piece as Uint8Array))
      const whole = Buffer.concat(pieces)
      return output?.endsWith('.gz') ? gzipSync(whole) : whole
    }
  }
}
