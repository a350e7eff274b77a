import * as fs from 'node:fs/promises'
import { basename, dirname, join, resolve as resolvePath } from 'node:path'
import { isTimeUnit, saneTime, type AlarmRun } from '../alarm/index.ts'
import type { IterationPlan, LaunchMode } from '../engines/engine.ts'
import { resolveEngine } from '../engines/index.ts'
import { failureOf, valuesOf } from '../measure/benchmark.ts'
import type { Side } from '../measure/launch.ts'
import { planIterations } from '../measure/pilot.ts'
import { warmUpEnd } from '../measure/warm-up.ts'
import type { AlarmMeasure } from '../model/alarm.ts'
import { badWorkload, missingFile } from '../model/errors.ts'
import type { Measured } from '../model/launch.ts'
import { usualSourceOptions } from '../model/usual-source-options.ts'
import type { Nanoseconds } from '../model/units.ts'
import { watchCompetitors } from '../platform/competitors.ts'
import { parseReference } from '../sources/index.ts'
import { median } from '../stats/median.ts'
import { disturbanceOf, type AlarmContext, type AlarmProgram, type AlarmRunEnd, type RunnableBenchmark } from './alarm-benchmark.ts'
import { resolveSide, sourceContext } from './side.ts'

type WorkloadProgram = Extract<AlarmProgram, { kind: 'workload' }>

/** Finds the workload, and fetches and lays out what it runs on; `place` is that among the benchmarks of a call. What cannot be used at all is the user's to mend, so it throws. */
export async function workloadBenchmark(program: WorkloadProgram, place: number, context: AlarmContext): Promise<RunnableBenchmark> {
  const { path } = program
  const found = resolvePath(context.configFolder, path)
  if (!(await fs.stat(found).catch(() => null))?.isFile()) throw missingFile(path)
  return new WorkloadBenchmark(found, await sideOf(program, found, join(context.folder, 'variants', String(place)), context), context)
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
  readonly #path: string
  readonly #side: Side
  readonly #context: AlarmContext
  #plan: IterationPlan | null = null
  #measures: AlarmMeasure = 'iteration'

  constructor(path: string, side: Side, context: AlarmContext) {
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
    if (outcome.kind === 'failed') return `it failed: ${failureOf(outcome)}`
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
    if (outcome.kind === 'failed') return { kind: 'failed', why: `it failed: ${failureOf(outcome)}` }
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

function valueOf(outcome: Measured): { readonly ns: Nanoseconds } | { readonly why: string } {
  const [value, unit] = [median(valuesOf(outcome)), outcome.values?.unit ?? 'ns']
  const ns = isTimeUnit(unit) ? saneTime(value, unit) : null
  return ns === null ? { why: `${value} ${unit} is no time that a benchmark can take` } : { ns }
}

async function sideOf(
  { reference, engine }: WorkloadProgram,
  path: string,
  root: string,
  { store, configFolder, signal }: AlarmContext,
): Promise<Side> {
  const context = sourceContext(store, { cwd: configFolder, sources: usualSourceOptions }, signal)
  const alone = { root: dirname(path), dir: dirname(path), file: null, flags: [] }
  if (reference === null) return { engine: await resolveEngine(engine, context), ...alone }
  const side = await resolveSide(parseReference(reference), { reference, engine, flags: [] }, context)
  const { files } = side
  if (files === null) return { engine: side.engine, ...alone }
  await store.trees.copyTo(files.tree, root)
  return { engine: side.engine, root, dir: join(root, files.folder), file: files.file === null ? null : join(root, files.file), flags: [] }
}
