import type { IterationPlan } from '../engines/engine.ts'
import { checksumsDiffer, reservations } from '../checks/reservations.ts'
import { controlLogRatios, interleave, pairLogRatios, type Interleaved, type MeasuredBlock } from '../measure/interleave.ts'
import { launchMetrics } from '../verdict/launch-metrics.ts'
import { cold } from '../measure/observe.ts'
import { pilot, type PilotResult } from '../measure/pilot.ts'
import type { Block, Comparison, Failure } from '../model/comparison.ts'
import type { Arm, LaunchRecord } from '../model/launch.ts'
import type { Staged } from '../model/progress.ts'
import type { Warning } from '../model/warning.ts'
import { mean, standardDeviation } from '../stats/deviation.ts'
import { defaultExperimentPlan, type Decision, type ExperimentPlan } from '../verdict/decide.ts'
import { comparedMetrics, ratioInterval } from '../verdict/metrics.ts'
import { pairLogRatio } from '../verdict/pair-ratio.ts'
import { measureContext } from './context.ts'
import { workloadName, type Prepared } from './resolve.ts'

export interface Compared {
  readonly comparison: Comparison
  /** Null when a side does not run at all. */
  readonly plan: IterationPlan | null
}

/** The interleaved experiment: pilots, pairs until a look decides, the cold start, and the verdict from the numbers. */
export async function* compareSides(prepared: Prepared): Staged<Compared> {
  const context = measureContext(prepared)
  const { budgetNs, threshold } = prepared.run.request
  const piloted = yield* pilot(context, budgetNs)
  if (piloted.kind === 'broken') return { comparison: brokenComparison(prepared, piloted.failures), plan: null }

  const plan: ExperimentPlan = { ...defaultExperimentPlan, threshold, looks: looksOf(prepared, checksumsDiffer(piloted.pilots)) }
  const measured = yield* interleave(context, piloted.plan, prepared.run.budgetNs, plan)
  await rememberLook(prepared, measured)
  const coldRecords = measured.decision.pairs === 0 ? [] : yield* cold(context, budgetNs)
  return { comparison: summarise(prepared, piloted, measured, coldRecords), plan: piloted.plan }
}

/** The planned looks, and those that the ends of earlier budgets have forced on this run. */
function looksOf({ run }: Prepared, differentWork: boolean): number[] {
  const planned = defaultExperimentPlan.looks
  // Times of different work get no verdict, so they get no more than the pairs of one look.
  return differentWork ? planned.slice(0, 1) : [...new Set([...planned, ...run.looks])].sort((a, b) => a - b)
}

/** A run that goes on with a larger budget must not spend its error rate twice, so the look at a budget's end becomes one of its looks. */
async function rememberLook({ folder }: Prepared, { stoppedBy, blocks }: Interleaved): Promise<void> {
  const pairs = pairLogRatios(blocks).length
  const { run } = folder
  if (stoppedBy !== 'budget' || pairs === 0 || defaultExperimentPlan.looks.includes(pairs) || run.looks.includes(pairs)) return
  await folder.writeRun({ ...run, looks: [...run.looks, pairs] })
}

/** At a share of dropped pairs above this the rest may be a selection, and wall time does not decide. */
const mostDropped = 0.2

/** What the six pairs of the cold start can carry, and what the few pairs of the A/A' arm are asked for. */
const plainLevel = { level: 0.05, confidence: 0.95 }

function summarise(
  prepared: Prepared,
  { pilots, steady }: Extract<PilotResult, { kind: 'ready' }>,
  { blocks: allBlocks, stoppedBy, decision }: Interleaved,
  coldRecords: readonly LaunchRecord[],
): Comparison {
  // Pairs after the look that decided, or that gave the better interval, belong to no number of the result.
  const blocks = upToPair(allBlocks, decision.pairs)
  const steadyRecords = recordsOf(blocks)
  const records = [...steadyRecords, ...coldRecords]
  const logRatios = pairLogRatios(blocks)
  const controls = controlLogRatios(blocks)
  const droppedPairs = blocks.length - logRatios.length
  const failures = failuresOf(allBlocks)
  const onlyCandidateFails = stoppedBy === 'failures' && failures.every(({ arm }) => arm === 'candidate')
  const outcome = verdictOf()
  const aa = ratioInterval(controls, plainLevel)
  const widest = aa?.low == null || aa.high === null ? null : Math.max(1 / aa.low, aa.high) - 1
  const warnings: Warning[] = reservations({ pilots, steady, launches: records, pairs: logRatios.length, droppedPairs })

  return {
    ...common(prepared, pilots.baseline.workload),
    ...outcome,
    metrics: [
      ...comparedMetrics(steadyRecords, {
        level: decision.level,
        confidence: decision.ratio?.confidence ?? 1 - defaultExperimentPlan.alpha,
      }).map(metric => (metric.metric === 'wall' ? { ...metric, ratio: decision.ratio } : metric)),
      ...comparedMetrics(coldRecords, plainLevel),
    ],
    ratio: decision.ratio,
    pairs: logRatios.length,
    droppedPairs,
    pairsNeeded: outcome.verdict === 'inconclusive' && !checksumsDiffer(pilots) ? decision.pairsNeeded : null,
    noiseFloor: { source: 'in-run', value: widest },
    aa: aa === null ? null : { ...aa, confidence: aa.low === null ? null : aa.confidence, pairs: controls.length },
    orderEffect: orderEffect(blocks),
    spread: logRatios.length < 2 ? null : standardDeviation(logRatios),
    blocks: blocks.map(blockOf),
    failures,
    measuredNs: records.reduce((sum, { usage }) => sum + usage.wallNs, 0),
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
    if (droppedPairs / blocks.length > mostDropped) {
      return {
        verdict: 'inconclusive',
        decidedBy: 'wall',
        reason: `${droppedPairs} of ${blocks.length} pairs were dropped, so the rest may be a selection.`,
      }
    }
    if (checksumsDiffer(pilots)) {
      return {
        verdict: 'inconclusive',
        decidedBy: 'wall',
        reason: 'The two sides return different checksums, so their times belong to different work.',
      }
    }
    return { verdict: decision.verdict, decidedBy: 'wall', reason: reasonOf(decision, prepared.run.request.threshold, stoppedBy) }
  }
}

function reasonOf({ verdict, ratio, provenAbove, pairsNeeded }: Decision, threshold: number, stoppedBy: Interleaved['stoppedBy']): string {
  const limit = `${Number((threshold * 100).toPrecision(3))} %`
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
function brokenComparison(prepared: Prepared, failures: readonly Failure[]): Comparison {
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
    pairs: 0,
    droppedPairs: 0,
    pairsNeeded: null,
    noiseFloor: { source: 'in-run', value: null },
    aa: null,
    orderEffect: null,
    spread: null,
    blocks: [],
    failures: [...failures],
    measuredNs: prepared.folder.launches().reduce((sum, { usage }) => sum + usage.wallNs, 0),
    warnings: [...prepared.run.resolved.warnings],
  }
}

type Common = Pick<
  Comparison,
  'formatVersion' | 'kind' | 'run' | 'threshold' | 'workload' | 'baseline' | 'candidate' | 'environment' | 'seed' | 'command' | 'startedMs'
>

function common({ run, variants, workload, environment }: Prepared, name: string | null): Common {
  const { request, resolved, startedMs, id } = run
  return {
    formatVersion: 1,
    kind: 'comparison',
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
function exactCommand({ request, resolved }: Prepared['run']): string[] {
  const { commandLine, seed } = request
  const exact = new Map((['baseline', 'candidate'] as const).map(side => [request[side].reference, resolved[side].reference]))
  const words = commandLine.map(word => exact.get(word) ?? word)
  return words.some(word => word === '--seed' || word.startsWith('--seed=')) ? words : [...words, '--seed', seed]
}

function upToPair(blocks: readonly MeasuredBlock[], pairs: number): readonly MeasuredBlock[] {
  const end = blocks.findIndex((_, index) => pairLogRatios(blocks.slice(0, index + 1)).length === pairs)
  return pairs === 0 || end < 0 || pairLogRatios(blocks).length === pairs ? blocks : blocks.slice(0, end + 1)
}

function recordsOf(blocks: readonly MeasuredBlock[]): LaunchRecord[] {
  return blocks.flatMap(({ order, launches }) => order.flatMap(arm => launches[arm] ?? []))
}

function blockOf({ block, order, launches }: MeasuredBlock): Block {
  const wall = (arm: Arm): number | null => (launches[arm] === undefined ? null : (launchMetrics(launches[arm]).wall ?? null))
  const ratio = (arm: Arm): number | null => {
    const logRatio = pairLogRatio(launches.baseline, launches[arm])
    return logRatio === null ? null : Math.exp(logRatio)
  }
  return {
    block,
    order: [...order],
    baseline: wall('baseline'),
    candidate: wall('candidate'),
    control: wall('control'),
    ratio: ratio('candidate'),
    controlRatio: ratio('control'),
  }
}

function orderEffect(blocks: readonly MeasuredBlock[]): number | null {
  const first = pairLogRatios(blocks.filter(({ order }) => order.indexOf('candidate') < order.indexOf('baseline')))
  const second = pairLogRatios(blocks.filter(({ order }) => order.indexOf('candidate') > order.indexOf('baseline')))
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
