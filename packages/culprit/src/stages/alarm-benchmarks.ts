import * as fs from 'node:fs/promises'
import { basename, dirname, join, resolve as resolvePath } from 'node:path'
import { isTimeUnit, printedTime, saneTime, type AlarmRun, type TimeUnit } from '../alarm/index.ts'
import type { IterationPlan, LaunchMode } from '../engines/engine.ts'
import { resolveEngine } from '../engines/index.ts'
import { launchEnvironment } from '../engines/launch-environment.ts'
import type { Side } from '../measure/launch.ts'
import { planIterations } from '../measure/pilot.ts'
import { warmUpEnd } from '../measure/warm-up.ts'
import type { AlarmMeasure } from '../model/alarm.ts'
import { badWorkload, missingFile } from '../model/errors.ts'
import type { MachineLoad, Measured } from '../model/launch.ts'
import { usualSourceOptions } from '../model/source-options.ts'
import type { Bytes, Nanoseconds } from '../model/units.ts'
import { competitionOf, watchCompetitors, type Competitor } from '../platform/competitors.ts'
import { readMachineLoad } from '../platform/machine.ts'
import { measureCommand } from '../platform/measured-command.ts'
import { parseReference, type SourceContext } from '../sources/index.ts'
import { median } from '../stats/median.ts'
import type { Store } from '../store/store.ts'
import { takenBetween } from '../verdict/contention.ts'
import { resolveSide } from './resolve.ts'

/** What a benchmark of the alarm runs. */
export type AlarmProgram =
  | {
      readonly kind: 'command'
      /** The program and its arguments. */
      readonly words: readonly string[]
      /** How the time is read from what it prints; null when it is that on the clock. */
      readonly prints: { readonly reads: string; readonly unit: TimeUnit } | null
    }
  | { readonly kind: 'workload'; readonly path: string; readonly reference: string | null; readonly engine: string }

export interface AlarmContext {
  readonly store: Store
  /** Where variants are laid out. */
  readonly folder: string
  /** Of the configuration: commands run in it, paths start there. */
  readonly configFolder: string
  readonly timeLimitNs: Nanoseconds
  readonly signal: AbortSignal
}

/** A run that gave its time, with who else was there; or why there is none. */
export type AlarmRunEnd =
  | { readonly kind: 'measured'; readonly run: AlarmRun; readonly competitors: readonly Competitor[] }
  | { readonly kind: 'failed'; readonly why: string }

/** A benchmark that can be run, as often as is wanted. */
export interface RunnableBenchmark {
  readonly name: string
  readonly measures: AlarmMeasure
  /** A run that does not count. What it fills (the caches of the system, the plan of a workload) later runs have. Null, or why it failed. */
  warmUp(): Promise<string | null>
  run(): Promise<AlarmRunEnd>
}

/** Makes a benchmark ready: what it names is fetched and laid out. What cannot be used at all is the user's to mend, so it throws. */
export async function prepareBenchmark(
  name: string,
  program: AlarmProgram,
  place: number,
  context: AlarmContext,
): Promise<RunnableBenchmark> {
  if (program.kind === 'command') return commandBenchmark(name, program, context)
  const { path } = program
  const found = resolvePath(context.configFolder, path)
  if (!(await fs.stat(found).catch(() => null))?.isFile()) throw missingFile(path)
  return new WorkloadBenchmark(name, found, await sideOf(program, found, join(context.folder, 'variants', String(place)), context), context)
}

/** Enough for the time that a program prints at its end. */
const keptOutput: Bytes = 1e6
/** How the system tells a command's processor time. */
const stepOfCommands: Nanoseconds = 10e6

function commandBenchmark(
  name: string,
  { words, prints }: Extract<AlarmProgram, { kind: 'command' }>,
  { configFolder, timeLimitNs, signal }: AlarmContext,
): RunnableBenchmark {
  const run = async (): Promise<AlarmRunEnd> => {
    const [competitorsSince, before] = [watchCompetitors(), readMachineLoad()]
    const measured = await measureCommand({
      command: words,
      cwd: configFolder,
      env: launchEnvironment(process.env, {}),
      timeLimitNs,
      outputBytes: keptOutput,
      signal,
    })
    const { end, wallNs, userNs, systemNs, output } = measured
    const [competitors, after] = [competitorsSince(), readMachineLoad()]
    const isAtLeast = end.kind === 'timed-out'
    if (!isAtLeast && (end.kind !== 'exited' || end.code !== 0)) return { kind: 'failed', why: endWords(end, output) }
    const printed = prints === null || isAtLeast ? { ns: wallNs } : printedTime(output, prints)
    if ('why' in printed) return { kind: 'failed', why: printed.why }
    // A program that prints its time has said nothing when it was ended, and its own part may have been short.
    if (isAtLeast && prints !== null) return { kind: 'failed', why: `it did not finish within ${timeLimitNs / 1e9} s` }
    // No step at all is too little to know.
    const processorNs = userNs === null || systemNs === null || userNs + systemNs === 0 ? null : userNs + systemNs
    return {
      kind: 'measured',
      run: {
        valueNs: printed.ns,
        wallNs,
        userNs: processorNs === null ? null : userNs,
        systemNs: processorNs === null ? null : systemNs,
        processorNs,
        stepNs: stepOfCommands,
        isAtLeast,
        waitShare: null,
        ...disturbanceOf(before, after, competitors),
      },
      competitors,
    }
  }
  return { name, measures: prints === null ? 'wall' : 'printed', warmUp: async () => failureOf(await run()), run }
}

function endWords(end: Awaited<ReturnType<typeof measureCommand>>['end'], output: string): string {
  const last = output.trim().split('\n').at(-1)!.trim().slice(0, 200)
  const said = last === '' ? '' : `: ${last}`
  switch (end.kind) {
    case 'exited':
      return `it ended with exit code ${end.code}${said}`
    case 'killed':
      return `it was killed by ${end.signal}${said}`
    case 'not-started':
      return `it could not be started: ${end.why}`
    case 'timed-out':
      return 'it did not finish within its time limit'
    case 'disk-full':
      return 'the disk is full'
  }
}

function failureOf(end: AlarmRunEnd): string | null {
  return end.kind === 'failed' ? end.why : null
}

function disturbanceOf(
  before: MachineLoad,
  after: MachineLoad,
  competitors: readonly Competitor[],
): Pick<AlarmRun, 'competition' | 'stealShare' | 'throttledPeriods' | 'pressure'> {
  return {
    competition: competitionOf(competitors),
    ...takenBetween(before, after),
    pressure: after.cpuPressure10 === null ? null : after.cpuPressure10 / 100,
  }
}

async function sideOf(
  { reference, engine }: Extract<AlarmProgram, { kind: 'workload' }>,
  path: string,
  root: string,
  { store, configFolder, signal }: AlarmContext,
): Promise<Side> {
  const context: SourceContext = { trees: store.trees, storeRoot: store.root, cwd: configFolder, options: usualSourceOptions, signal }
  const alone = { root: dirname(path), dir: dirname(path), file: null, flags: [] }
  if (reference === null) return { engine: await resolveEngine(engine, context), ...alone }
  const side = await resolveSide(parseReference(reference), { reference, engine, flags: [] }, context)
  const { files } = side
  if (files === null) return { engine: side.engine, ...alone }
  await store.trees.copyTo(files.tree, root)
  return { engine: side.engine, root, dir: join(root, files.folder), file: files.file === null ? null : join(root, files.file), flags: [] }
}

/** A launch is short: there are at least six, and a budget of some times the reference needs no more of each. */
const times = {
  pilotNs: 100e6,
  measuredNs: 50e6,
  longestWarmUpNs: 100e6,
  longestMeasuredNs: 2e9,
  longestSampleNs: 20e6,
}

/** Each run is a launch, and its time the median of its iterations. */
class WorkloadBenchmark implements RunnableBenchmark {
  readonly name: string
  readonly #path: string
  readonly #side: Side
  readonly #context: AlarmContext
  #plan: IterationPlan | null = null
  #measures: AlarmMeasure = 'iteration'

  constructor(name: string, path: string, side: Side, context: AlarmContext) {
    this.name = name
    this.#path = path
    this.#side = side
    this.#context = context
  }

  /** Known after the first launch. */
  get measures(): AlarmMeasure {
    return this.#measures
  }

  async warmUp(): Promise<string | null> {
    const { outcome } = await this.#launch({ kind: 'pilot', durationNs: times.pilotNs })
    if (outcome.kind === 'failed') return failureWords(outcome)
    const unit = outcome.values?.unit
    if (unit !== undefined && !isTimeUnit(unit)) return `it measures itself in ${unit}, and the alarm judges times (ns, us, ms, s)`
    if (unit !== undefined) this.#measures = 'returned'
    this.#plan = planIterations([outcome], [warmUpEnd(outcome.samplesNs)], times)
    return null
  }

  async run(): Promise<AlarmRunEnd> {
    const plan = this.#plan
    if (plan === null) return { kind: 'failed', why: 'it did not warm up' }
    const competitorsSince = watchCompetitors()
    const { outcome, before, after } = await this.#launch({ kind: 'steady', plan })
    const competitors = competitorsSince()
    if (outcome.kind === 'failed') return { kind: 'failed', why: failureWords(outcome) }
    const value = valueOf(outcome)
    if ('why' in value) return { kind: 'failed', why: value.why }
    const { cpuSamplesNs, samplesNs, warmUp, waitShare } = outcome
    const processorNs = cpuSamplesNs.length === 0 ? 0 : median(cpuSamplesNs.slice(warmUp))
    const run: AlarmRun = {
      valueNs: value.ns,
      wallNs: median(samplesNs.slice(warmUp)),
      userNs: null,
      systemNs: null,
      processorNs: processorNs === 0 ? null : processorNs,
      stepNs: 0,
      isAtLeast: false,
      waitShare,
      ...disturbanceOf(before, after, competitors),
    }
    return { kind: 'measured', run, competitors }
  }

  async #launch(mode: LaunchMode) {
    const { engine, dir, file, flags } = this.#side
    const { timeLimitNs, signal } = this.#context
    const workload = { kind: 'script' as const, path: this.#path }
    const result = await engine.launch({ mode, workload, dir, file, flags, timeLimitNs, turn: null, signal })
    const { outcome } = result
    if (outcome.kind === 'failed' && outcome.cause === 'bad-workload') throw badWorkload(basename(this.#path), outcome.message)
    return result
  }
}

function valueOf({ samplesNs, values, warmUp }: Measured): { readonly ns: Nanoseconds } | { readonly why: string } {
  const [value, unit] = values === null ? [median(samplesNs.slice(warmUp)), 'ns'] : [median(values.samples.slice(warmUp)), values.unit]
  const ns = isTimeUnit(unit) ? saneTime(value, unit) : null
  return ns === null ? { why: `${value} ${unit} is no time that a benchmark can take` } : { ns }
}

function failureWords({ message, cause }: { readonly message: string; readonly cause: string }): string {
  return `it failed (${cause}): ${message.split('\n')[0]!.slice(0, 300)}`
}
