import type { IterationPlan, Workload } from '../engines/engine.ts'
import { launch, launchInTurns, type LaunchSlot, type MeasureContext, type Side } from '../measure/launch.ts'
import { planIterations } from '../measure/pilot.ts'
import { warmUpEnd } from '../measure/warm-up.ts'
import { unusableWorkload } from '../model/errors.ts'
import type { LaunchRecord, Measured, Stage } from '../model/launch.ts'
import type { Scaling } from '../model/scaling.ts'
import type { Staged } from '../model/progress.ts'
import type { Nanoseconds } from '../model/units.ts'
import { quantile } from '../stats/quantiles.ts'
import { randomFrom } from '../stats/random.ts'
import { growthOf, type ScaleRound } from '../stats/scaling.ts'
import { launchedNs } from '../verdict/launch-metrics.ts'

type SideName = 'baseline' | 'candidate'
const sideNames = ['baseline', 'candidate'] as const

const stage = 'scale' satisfies Stage
const firstBlock = 0
/** Six rounds are the fewest whose exact interval reaches 95 %. */
const plannedRounds = 6
const confidence = 0.95
/** An exponent with a constant part has three unknowns. */
const fewestScales = 3
const mostScales = 20

/** What disturbs a launch at one scale and not at the next would move the exponent, and it only adds time: the fastest quarter is free of it. */
const undisturbed = 0.25

/** Launches are shorter than those that decide, because an exponent is told from factors and not from percents. */
const times = { pilotNs: 200e6, measuredNs: 60e6, longestWarmUpNs: 300e6, longestMeasuredNs: 1e9, longestSampleNs: 20e6 }

/**
 * How the cost of both sides grows with the size of the input: at every scale both sides run in turns, the scales of a round in an order of
 * the seed, for six rounds or until the budget is spent. The workload's setup gets `scale` in its context.
 *
 * A scale at which a side fails or times out in its pilot is left out of both sides and named in the result. Refuses workloads that
 * are no script, for nothing else gets the scale, and fewer than three scales or more than twenty.
 */
export async function* scaleSides(context: MeasureContext, wanted: readonly number[], budgetNs: Nanoseconds): Staged<Scaling> {
  refuseUnusable(wanted, context.workload)
  yield { kind: 'stage', text: `measuring at ${wanted.length} scales` }
  const scales = [...wanted].sort((a, b) => a - b)
  const failures: Scaling['failures'] = []
  const plans = new Map<number, IterationPlan>()
  for (const [index, scale] of scales.entries()) {
    const plan = await planAt(atScale(context, scale), firstBlock + index, scale, failures)
    if (plan !== null) plans.set(scale, plan)
  }

  const usable = scales.filter(scale => plans.has(scale))
  const rounds: ScaleRound[] = []
  let spent: Nanoseconds = 0
  const first = firstBlock + scales.length
  for (let round = 0; round < plannedRounds && usable.length >= fewestScales && spent <= budgetNs; round++) {
    const random = randomFrom(context.seed).derive('scale', round)
    const byScale = new Map<number, Record<SideName, Nanoseconds | null>>()
    for (const index of random.permutation(usable.length)) {
      const scale = usable[index]!
      const arms = random.coin() ? sideNames : sideNames.toReversed()
      const block = first + round * scales.length + scales.indexOf(scale)
      const slots = arms.map((arm, position): LaunchSlot => ({ stage, block, arm, position, attempt: 0 }))
      const records = await launchInTurns(atScale(context, scale), slots, { kind: 'steady', plan: plans.get(scale)! })
      spent += launchedNs(records)
      byScale.set(scale, { baseline: timeOf(records, 'baseline'), candidate: timeOf(records, 'candidate') })
      const done = round * usable.length + byScale.size
      const planned = plannedRounds * usable.length
      yield { kind: 'launch', stage, arm: 'candidate', done, planned, remainingNs: (spent / done) * (planned - done) }
    }
    const times = (arm: SideName) => usable.map(scale => byScale.get(scale)![arm])
    const [baselineNs, candidateNs] = [times('baseline'), times('candidate')]
    // A round in which a launch failed says nothing about the difference.
    if (isComplete(baselineNs) && isComplete(candidateNs)) rounds.push({ baselineNs, candidateNs })
  }
  return summarise(usable, rounds, failures)
}

function refuseUnusable(scales: readonly number[], workload: Workload): void {
  if (workload.kind !== 'script') throw unusableWorkload('--scale needs a workload whose setup makes its input by `scale`; give --workload')
  const wrong = scales.find(scale => !(scale > 0 && scale <= 1e9))
  if (wrong !== undefined) throw unusableWorkload(`--scale ${wrong}: a scale is a positive number up to a billion`)
  const different = new Set(scales).size
  if (different !== scales.length || different < fewestScales || different > mostScales)
    throw unusableWorkload(`--scale ${scales.join(',')}: give ${fewestScales} to ${mostScales} different scales, such as 1,2,4,8`)
}

/** The same sides, but every launch hands the scale to the workload. */
function atScale(context: MeasureContext, scale: number): MeasureContext {
  const scaled = (side: Side): Side => ({
    ...side,
    engine: { ...side.engine, launch: request => side.engine.launch({ ...request, scale }) },
  })
  const { baseline, candidate, control } = context.sides
  return { ...context, sides: { baseline: scaled(baseline), candidate: scaled(candidate), control: scaled(control) } }
}

/** What the launches at one scale do; null when a side does not run at it. */
async function planAt(context: MeasureContext, block: number, scale: number, failures: Scaling['failures']): Promise<IterationPlan | null> {
  const pilots: Measured[] = []
  for (const [position, arm] of sideNames.entries()) {
    const record = await launch(context, { stage, block, arm, position, attempt: 0 }, () => ({ kind: 'pilot', durationNs: times.pilotNs }))
    const { outcome } = record
    if (outcome.kind === 'measured') pilots.push(outcome)
    else failures.push({ scale, arm, why: `${outcome.cause}: ${outcome.message.split('\n')[0]}` })
  }
  if (pilots.length < sideNames.length) return null
  return planIterations(
    pilots,
    pilots.map(({ samplesNs }) => warmUpEnd(samplesNs)),
    times,
  )
}

function timeOf(records: readonly LaunchRecord[], arm: SideName): Nanoseconds | null {
  const outcome = records.find(record => record.arm === arm)?.outcome
  if (outcome?.kind !== 'measured') return null
  const time = quantile(outcome.samplesNs.slice(outcome.warmUp), undisturbed)
  return time > 0 ? time : null
}

function isComplete(times: readonly (Nanoseconds | null)[]): times is Nanoseconds[] {
  return times.every(time => time !== null)
}

function summarise(scales: readonly number[], rounds: readonly ScaleRound[], failures: Scaling['failures']): Scaling {
  const none = { exponent: null, overheadNs: null, points: [] }
  const common = { scales: [...scales], rounds: rounds.length, confidence, failures }
  if (rounds.length === 0) return { ...common, baseline: none, candidate: none, difference: null }
  const { baseline, candidate, difference } = growthOf(scales, rounds, 1 - confidence)
  const side = ({ exponent, overheadNs, mediansNs }: typeof baseline): Scaling['baseline'] => ({
    exponent,
    overheadNs,
    points: scales.map((scale, index) => ({ scale, medianNs: mediansNs[index]! })),
  })
  return { ...common, baseline: side(baseline), candidate: side(candidate), difference }
}
