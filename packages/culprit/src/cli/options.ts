import { Option, type Command } from 'commander'
import { extname, resolve } from 'node:path'
import { jsonAndForm, unknownEnding } from '../model/errors.ts'
import type { Condition } from '../model/predicate.ts'
import type { FormName } from '../report/index.ts'
import { parseCondition } from './condition.ts'
import { parseDuration, parseFolder, parseNumbers, parseShare, parseVersions } from './quantities.ts'

/** The options that every command has and that mean the same everywhere. */
export interface CommonOptions {
  readonly store: string
  readonly json?: true
  readonly yes?: true
  readonly quiet?: true
  readonly verbose?: true
}

export const commonOptions = [
  new Option('--store <folder>', 'where culprit keeps its runs and caches').default('.culprit').argParser(parseFolder),
  new Option('--json', 'print one JSON document on stdout'),
  new Option('--yes', 'agree to every question'),
  new Option('--quiet', 'no progress'),
  new Option('--verbose', 'a line for every launch'),
]

export function storePath(options: CommonOptions): string {
  return resolve(options.store)
}

/** About where versions come from; of every command that takes references. */
export interface SourceFlags {
  readonly nugetFeed?: string
  readonly app?: string
  readonly build?: string
  readonly buildOutput?: string
  readonly buildTimeLimit?: number
}

const sources = [
  new Option('--nuget-feed <url>', "for nuget: the index of the packages' feed; without it that of nuget.org"),
  new Option('--app <folder>', 'for nuget: the published .NET application that packages are put into, as its runtime pack'),
  new Option(
    '--build <command>',
    "for git: what is run in a commit's folder, without a shell, such as 'npm run build' or \"sh -c 'a && b'\"",
  ),
  new Option('--build-output <path>', 'for git: the file or folder of the commit, after its build, that is the variant'),
  new Option('--build-time-limit <duration>', 'for git: of one build; without it 30m').argParser(parseDuration),
]

/** Adds the options of the commands that take references. */
export function withSourceOptions(command: Command): Command {
  for (const option of sources) command.addOption(option)
  return command
}

export interface FormOptions {
  readonly format?: FormName
  readonly output?: string
}

/** Adds the options of the commands that can write their document in any form. */
export function withFormOptions(command: Command): Command {
  return command
    .addOption(new Option('--format <form>', 'the form').choices(['terminal', 'json', 'md', 'html', 'junit', 'github']))
    .option('-o, --output <file>', 'write it to a file; the form follows from its ending')
    .hook('preAction', command => {
      const {
        text,
        function: one,
        ...options
      } = command.optsWithGlobals<CommonOptions & FormOptions & { readonly text?: true; readonly function?: string }>()
      // WebAssembly as text has no forms.
      if (text === undefined && one === undefined) refuseUnknownForm(options, Object.keys(formsByEnding))
    })
}

/** The form that an ending of a file says. */
export const formsByEnding: Readonly<Record<string, FormName>> = {
  '.txt': 'terminal',
  '.json': 'json',
  '.md': 'md',
  '.html': 'html',
  '.xml': 'junit',
}

/** Before anything is done: a form that nobody meant would be found out when the measurement is over. A file without an ending gets text. */
export function refuseUnknownForm(
  { json, format, output }: { readonly json?: true; readonly format?: string; readonly output?: string },
  endings: readonly string[],
): void {
  if (json && output === undefined && format !== undefined && format !== 'json') throw jsonAndForm(format)
  if (format !== undefined || output === undefined || extname(output) === '' || endings.some(ending => output.endsWith(ending))) return
  throw unknownEnding(output, endings)
}

export interface WorkloadOptions extends SourceFlags {
  readonly workload?: string
  readonly invoke?: string
  readonly args?: string
  readonly engine: string
  readonly baselineEngine?: string
  readonly candidateEngine?: string
  readonly flags?: string
  readonly baselineFlags?: string
  readonly candidateFlags?: string
  readonly timeLimit: number
}

export interface MeasuringOptions extends WorkloadOptions {
  readonly threshold: number
  readonly budget: number
  readonly waitQuiet: number
  readonly scale: readonly number[]
  readonly counters: 'none' | 'wasm' | 'perf' | 'valgrind'
  readonly seed?: string
}

const workload = [
  new Option('--workload <file>', 'an ES module that exports run(state) and, if needed, setup({ dir })'),
  new Option('--invoke <export>', 'without a workload: the export of a .wasm file to call'),
  new Option('--args <values>', 'its arguments, separated by commas: 1,2.5,7n'),
  new Option('--engine <engine>', 'for both sides: node, or node@x.y.z').default('node'),
  new Option('--baseline-engine <engine>', 'for the baseline only'),
  new Option('--candidate-engine <engine>', 'for the candidate only'),
  new Option('--flags <flags>', "the engine's flags for both sides, separated by spaces"),
  new Option('--baseline-flags <flags>', 'for the baseline only'),
  new Option('--candidate-flags <flags>', 'for the candidate only'),
  new Option('--time-limit <duration>', 'of one launch').default(60e9, '60s').argParser(parseDuration),
]

const measuring = [
  ...workload,
  new Option('--threshold <share>', 'the smallest difference that matters').default(0.02, '2%').argParser(parseShare),
  new Option('--budget <duration>', 'the longest that the pairs may take').default(300e9, '5m').argParser(parseDuration),
  new Option('--wait-quiet <duration>', 'wait for a quiet machine before each pair, at most so long in all')
    .default(0, 'no')
    .argParser(parseDuration),
  new Option('--scale <sizes>', 'also how cost grows: input sizes such as 1,2,4,8, which setup gets as scale')
    .default([], 'none')
    .argParser(parseNumbers),
  new Option(
    '--counters <tool>',
    'also count instructions: of wasm, of the processor with perf, or with valgrind where perf cannot, which is slow',
  )
    .choices(['none', 'wasm', 'perf', 'valgrind'])
    .default('none'),
  new Option('--seed <text>', 'replays the order in which the sides were launched'),
]

/** Adds the options of the commands that run variants. */
export function withWorkloadOptions(command: Command): Command {
  for (const option of workload) command.addOption(option)
  return withSourceOptions(command)
}

/** The options of a search over versions: there are no sides that could differ, and nothing is measured besides. */
export interface BisectionOptions extends Omit<
  MeasuringOptions,
  'baselineEngine' | 'candidateEngine' | 'baselineFlags' | 'candidateFlags' | 'scale' | 'counters'
> {
  readonly maxVersions: number
  readonly preReleases?: true
  readonly deprecated?: true
  readonly predicate?: string
  readonly badIf?: Condition
  readonly timeout?: number
}

const ofComparisons = /^--(baseline-|candidate-|scale$|counters$|budget$)/

/** Adds the options of a search over versions, which takes longer than a comparison. */
export function withBisectionOptions(command: Command): Command {
  for (const option of measuring) if (!ofComparisons.test(option.long ?? '')) command.addOption(option)
  command
    .addOption(new Option('--budget <duration>', 'the longest that the pairs may take').default(1800e9, '30m').argParser(parseDuration))
    .addOption(
      new Option('--max-versions <number>', 'of a long range, so many are measured first, both ends included')
        .default(12)
        .argParser(parseVersions),
    )
    .addOption(new Option('--pre-releases', 'pre-releases between the ends count too'))
    .addOption(new Option('--deprecated', 'versions that their authors took back count too'))
    .addOption(
      new Option(
        '--predicate <command>',
        "without a workload: is run in each version's folder, and its exit code says good (0), bad or skip (125)",
      ),
    )
    .addOption(
      new Option('--bad-if <condition>', "with a workload: when one pair with the good end makes a version bad: 'ratio > 1.5'").argParser(
        parseCondition,
      ),
    )
    .addOption(
      new Option('--timeout <duration>', 'of one run of --predicate, without it 10m; or of one launch of --bad-if').argParser(
        parseDuration,
      ),
    )
  return withSourceOptions(command)
}

/** Of an investigation: whose commits are ranked. */
export interface RunSuspectsOptions {
  readonly repo: readonly string[]
  readonly rules?: string
}

/** Of an investigation: whether the versions between the two are searched. */
export interface SinceWhenOptions {
  readonly bisect?: true
}

/** Adds the options that ask for the commits between two versions. */
export function withSuspectsOptions(command: Command): Command {
  return command
    .option(
      '--repo <repository>',
      'rank the commits between the two: of a clone, or of owner/repo on GitHub; may be given several times',
      (value: string, before: string[]) => [...before, value],
      [],
    )
    .option('--rules <rules>', 'for --repo: which paths and words matter, a file or a preset of `culprit suspects`')
}

/** Adds the options of the commands that measure. */
export function withMeasuringOptions(command: Command): Command {
  for (const option of measuring) command.addOption(option)
  return withSourceOptions(command)
}
