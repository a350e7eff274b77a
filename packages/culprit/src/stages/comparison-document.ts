import { checksumsDiffer, reservations } from '../checks/reservations.ts'
import type { Interleaved } from '../measure/interleave.ts'
import type { PilotResult } from '../measure/pilot.ts'
import type { Block, Comparison, Failure, Metric } from '../model/comparison.ts'
import { percent } from '../model/figures.ts'
import type { Arm, LaunchRecord } from '../model/launch.ts'
import type { Share } from '../model/units.ts'
import type { Warning } from '../model/warning.ts'
import { mean, standardDeviation } from '../stats/deviation.ts'
import { sequentialP } from '../stats/sequential.ts'
import { summariseContention } from '../verdict/contention-summary.ts'
import { defaultExperimentPlan, type Decision } from '../verdict/decide.ts'
import { launchedNs, launchMetrics } from '../verdict/launch-metrics.ts'
import { comparedMetrics, ratioInterval } from '../verdict/metrics.ts'
import { pairLogRatio } from '../verdict/pair-ratio.ts'
import { allLogRatios, controlLogRatios, counts, pairLogRatios, pairsOf, type DecidingTime, type MeasuredBlock } from '../verdict/pairs.ts'
import { mostDropped } from '../verdict/standing.ts'
import type { Prepared } from './resolve.ts'
import { workloadName } from './workload.ts'

/** The difference that matters: what was asked for, or the noise floor where the machine cannot vouch for that. */
export function thresholdOf({ run }: Prepared, time: DecidingTime): Share {
  return Math.max(run.request.threshold, run.resolved.floors[time].value ?? 0)
}

/** What the six pairs of the cold start can carry, and what the few pairs of the A/A' arm are asked for. */
const plainLevel = { level: 0.05, confidence: 0.95 }

/** The result of an experiment that ran, from its launches: what `culprit compare` prints. */
export function comparisonOf(
  prepared: Prepared,
  { pilots, steady }: Extract<PilotResult, { kind: 'ready' }>,
  { blocks: allBlocks, stoppedBy, decidedBy: time, decision, looked, spent }: Interleaved,
  coldRecords: readonly LaunchRecord[],
): Comparison {
  // Pairs after the look that decided, or that gave the better interval, belong to no number of the result.
  const blocks = upToPair(allBlocks, decision.pairs, time)
  const pairs = pairsOf(blocks)
  const steadyRecords = pairs.flatMap(recordsOf)
  const records = [...blocks.flatMap(recordsOf), ...coldRecords]
  const logRatios = pairLogRatios(blocks, time)
  const controls = controlLogRatios(blocks, time)
  const droppedPairs = pairs.length - logRatios.length
  const failures = failuresOf(allBlocks)
  const onlyCandidateFails = stoppedBy === 'failures' && failures.every(({ arm }) => arm === 'candidate')
  const level = { level: decision.level, confidence: decision.ratio?.confidence ?? 1 - prepared.run.request.alpha }
  const ratios: Readonly<Record<DecidingTime, Comparison['ratio']>> = {
    wall: time === 'wall' ? decision.ratio : ratioInterval(allLogRatios(blocks, 'wall'), level),
    cpu: time === 'cpu' ? decision.ratio : ratioInterval(allLogRatios(blocks, 'cpu'), level),
  }
  const contention = summariseContention(blocks)
  const floor = prepared.run.resolved.floors[time]
  const threshold = thresholdOf(prepared, time)
  const outcome = verdictOf()
  const aa = ratioInterval(controls, plainLevel)
  const widest = aa?.low == null || aa.high === null ? null : Math.max(1 / aa.low, aa.high) - 1
  const warnings: Warning[] = reservations({
    pilots,
    steady,
    launches: records,
    pairs: logRatios.length,
    failedPairs: pairs.length - allLogRatios(blocks, 'wall').length,
    contention,
    decidedBy: time,
    floor,
    asked: prepared.run.request.threshold,
  })

  return {
    ...common(prepared, pilots.baseline.workload),
    ...outcome,
    metrics: [
      ...comparedMetrics(steadyRecords, level).map((metric): Metric =>
        metric.metric === 'wall' || metric.metric === 'cpu' ? { ...metric, ratio: ratios[metric.metric] ?? metric.ratio } : metric,
      ),
      ...comparedMetrics(coldRecords, plainLevel),
      ...comparedMetrics(pilotRecords(prepared), plainLevel),
    ],
    ratio: decision.ratio,
    p:
      logRatios.length === 0
        ? null
        : sequentialP(logRatios, looked, { ...defaultExperimentPlan, alpha: prepared.run.request.alpha }, spent),
    pairs: logRatios.length,
    droppedPairs,
    pairsNeeded: outcome.verdict === 'inconclusive' && !checksumsDiffer(pilots) ? decision.pairsNeeded : null,
    threshold,
    noiseFloor: floor.value === null ? { source: 'in-run', value: widest } : { source: 'calibrated', value: floor.value },
    aa: aa === null ? null : { ...aa, confidence: aa.low === null ? null : aa.confidence, pairs: controls.length },
    orderEffect: orderEffect(blocks, time),
    spread: logRatios.length < 2 ? null : standardDeviation(logRatios),
    blocks: pairs.map(pair => blockOf(pair, time)),
    contention,
    failures,
    measuredNs: launchedNs(records),
    warnings: [...prepared.run.resolved.warnings, ...warnings],
  }

  function verdictOf(): Pick<Comparison, 'verdict' | 'reason' | 'decidedBy'> {
    if (onlyCandidateFails) {
      return {
        verdict: 'regression',
        decidedBy: 'failure',
        reason: `The candidate failed in ${failures[0]!.times} launches, the baseline in none.`,
      }
    }
    if (logRatios.length === 0) return { verdict: 'inconclusive', decidedBy: null, reason: 'No pair could be measured.' }
    const undecided = (reason: string) => ({ verdict: 'inconclusive', decidedBy: time, reason }) as const
    if (droppedPairs / pairs.length > mostDropped) {
      return undecided(`${droppedPairs} of ${pairs.length} pairs were dropped, so the rest may be a selection.`)
    }
    if (checksumsDiffer(pilots)) {
      return undecided('The two sides return different checksums, so their times belong to different work.')
    }
    if (time === 'cpu' && contradict(ratios.wall, ratios.cpu)) {
      return undecided('The clock, which was not usable, and processor time point in opposite directions, each with its whole interval.')
    }
    const reason = reasonOf(decision, threshold, stoppedBy)
    return { verdict: decision.verdict, decidedBy: time, reason: time === 'wall' ? reason : `${reason} ${clockWords(contention)}` }
  }
}

/** Why the clock did not decide. */
function clockWords(contention: Comparison['contention']): string {
  if (contention === null) return 'Decided on processor time.'
  const [first] = contention.competitors
  const who = first === undefined ? '' : `, mostly by ${first.name}`
  return `Decided on processor time: the clock was not usable, because ${contention.contendedPairs} pairs were contended${who}.`
}

function contradict(one: Comparison['ratio'], other: Comparison['ratio']): boolean {
  const side = (ratio: Comparison['ratio']): number =>
    ratio === null ? 0 : (ratio.low ?? 0) > 1 ? 1 : (ratio.high ?? Infinity) < 1 ? -1 : 0
  return side(one) * side(other) < 0
}

function reasonOf({ verdict, ratio, provenAbove, pairsNeeded }: Decision, threshold: number, stoppedBy: Interleaved['stoppedBy']): string {
  const limit = percent(threshold, 3)
  switch (verdict) {
    case 'regression':
      return provenAbove
        ? `Slower by more than the threshold of ${limit}, by the whole interval.`
        : `Slower for certain, and by an estimate above the threshold of ${limit}.`
    case 'improvement':
      return provenAbove
        ? `Faster by more than the threshold of ${limit}, by the whole interval.`
        : `Faster for certain, and by an estimate above the threshold of ${limit}.`
    case 'no-regression':
      return `A slowdown of ${limit} or more is excluded.`
    case 'small-change':
      return `There is a difference, and it is smaller than the threshold of ${limit}.`
    case 'inconclusive': {
      const ended = stoppedBy === 'budget' ? 'The budget ended' : 'The last look came'
      const needed = pairsNeeded === null ? '' : `; about ${pairsNeeded} pairs would be needed`
      return ratio?.low == null && ratio?.high == null
        ? `${ended} before an interval could be given${needed}.`
        : `${ended} while the interval still held both answers${needed}.`
    }
  }
}

/** One side, or both, did not run in the pilot: that is the result. */
export function brokenComparison(prepared: Prepared, failures: readonly Failure[]): Comparison {
  const failed = new Set(failures.map(({ arm }) => arm))
  const candidateOnly = failed.has('candidate') && !failed.has('baseline')
  const which =
    failed.size === 2 ? 'Both sides fail' : failed.has('baseline') ? 'The baseline fails' : 'The candidate fails where the baseline works'
  return {
    ...common(prepared, null),
    verdict: candidateOnly ? 'regression' : 'inconclusive',
    reason: `${which}: ${failures.map(({ arm, message }) => `${arm}: ${message.split('\n')[0]}`).join('; ')}`,
    decidedBy: candidateOnly ? 'failure' : null,
    metrics: [],
    ratio: null,
    p: null,
    pairs: 0,
    droppedPairs: 0,
    pairsNeeded: null,
    noiseFloor: { source: 'in-run', value: null },
    aa: null,
    orderEffect: null,
    spread: null,
    blocks: [],
    contention: null,
    failures: [...failures],
    measuredNs: launchedNs(prepared.folder.launches()),
    warnings: [...prepared.run.resolved.warnings],
  }
}

type Common = Pick<
  Comparison,
  | 'nativeCounts'
  | 'scaling'
  | 'formatVersion'
  | 'kind'
  | 'run'
  | 'threshold'
  | 'workload'
  | 'baseline'
  | 'candidate'
  | 'environment'
  | 'seed'
  | 'command'
  | 'startedMs'
>

function common({ run, variants, workload, environment }: Prepared, name: string | null): Common {
  const { request, resolved, startedMs, id } = run
  return {
    formatVersion: 1,
    kind: 'comparison',
    nativeCounts: null,
    scaling: null,
    run: id,
    threshold: request.threshold,
    workload: {
      name: name ?? workloadName(workload),
      reference: request.workload.kind === 'script' ? request.workload.path : workloadName(workload),
      sha256: resolved.workloadSha256,
    },
    baseline: variants.baseline,
    candidate: variants.candidate,
    environment,
    seed: request.seed,
    command: ['culprit', ...exactCommand(run)],
    startedMs,
  }
}

/** The command with the versions that tags and ranges stood for, and with the seed that was drawn, so that it repeats the same plan. */
export function exactCommand({ request, resolved }: Pick<Prepared['run'], 'request' | 'resolved'>): string[] {
  const { commandLine, seed } = request
  const exact = new Map((['baseline', 'candidate'] as const).map(side => [request[side].reference, resolved[side].reference]))
  const words = commandLine.map(word => exact.get(word) ?? word)
  return words.some(word => word === '--seed' || word.startsWith('--seed=')) ? words : [...words, '--seed', seed]
}

function upToPair(blocks: readonly MeasuredBlock[], pairs: number, time: DecidingTime): readonly MeasuredBlock[] {
  const end = blocks.findIndex((_, index) => pairLogRatios(blocks.slice(0, index + 1), time).length === pairs)
  return pairs === 0 || end < 0 || pairLogRatios(blocks, time).length === pairs ? blocks : blocks.slice(0, end + 1)
}

function recordsOf({ order, launches }: MeasuredBlock): LaunchRecord[] {
  return order.flatMap(arm => launches[arm] ?? [])
}

function blockOf(pair: MeasuredBlock, time: DecidingTime): Block {
  const { block, attempt, order, launches, contended } = pair
  const number = (arm: Arm): number | null => (launches[arm] === undefined ? null : (launchMetrics(launches[arm])[time] ?? null))
  const ratio = (arm: Arm): number | null => {
    const logRatio = counts(pair, time) ? pairLogRatio(launches.baseline, launches[arm], time) : null
    return logRatio === null ? null : Math.exp(logRatio)
  }
  return {
    block,
    order: [...order],
    attempts: attempt + 1,
    contended,
    baseline: number('baseline'),
    candidate: number('candidate'),
    control: number('control'),
    ratio: ratio('candidate'),
    controlRatio: ratio('control'),
  }
}

function orderEffect(blocks: readonly MeasuredBlock[], time: DecidingTime): number | null {
  const pairs = pairsOf(blocks)
  const first = pairLogRatios(
    pairs.filter(({ order }) => order.indexOf('candidate') < order.indexOf('baseline')),
    time,
  )
  const second = pairLogRatios(
    pairs.filter(({ order }) => order.indexOf('candidate') > order.indexOf('baseline')),
    time,
  )
  return first.length < 2 || second.length < 2 ? null : mean(first) - mean(second)
}

/** The failures of the experiment's launches, one entry for each side that had any. */
function failuresOf(blocks: readonly MeasuredBlock[]): Failure[] {
  return (['baseline', 'candidate', 'control'] as const).flatMap(arm => {
    const failed = blocks.flatMap(({ launches }) => {
      const outcome = launches[arm]?.outcome
      return outcome?.kind === 'failed' ? [outcome] : []
    })
    const first = failed[0]
    if (first === undefined) return []
    const { cause, phase, message, stderr } = first
    return [{ arm, cause, phase, message, stderr, times: failed.length }]
  })
}

/** A side that failed at first has more than one; the last one ran. */
function pilotRecords({ folder }: Prepared): LaunchRecord[] {
  return folder.launches().filter(({ stage, outcome }) => stage === 'pilot' && outcome.kind === 'measured')
}
