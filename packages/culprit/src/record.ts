import { join } from 'node:path'
import { launchMetrics } from './verdict/launch-metrics.ts'
import type { LaunchRecord } from './model/launch.ts'
import type { Run } from './model/run.ts'
import { writeDocument } from './store/documents.ts'
import type { RunFolder } from './store/run-folder.ts'
import type { RunDocument } from './read-result.ts'
import { benchmarkOf, isAgainstItself } from './stages/floors.ts'
import { writeRows, type RunRows } from './store/rows.ts'
import type { Store } from './store/store.ts'

/** Keeps what a run came to: its document in its folder, and rows in the database. Doing it again replaces the rows. */
export async function record(store: Store, folder: RunFolder, result: RunDocument | null): Promise<void> {
  if (result !== null) await writeDocument(join(folder.path, 'result.json'), result)
  await writeRows(store.database, rowsOf(folder.run, folder.launches(), result))
}

function rowsOf(run: Run, launches: readonly LaunchRecord[], result: RunDocument | null): RunRows {
  const investigation = result?.kind === 'investigation' ? result : null
  const comparison = result?.kind === 'comparison' ? result : (investigation?.comparison ?? null)
  // Of a bisection, the row has what its two ends came to.
  const compared = result?.kind === 'bisection' ? result.ends : comparison
  const { request, resolved } = run
  return {
    run: {
      id: run.id,
      command: request.command,
      state: run.state,
      started_ms: run.startedMs,
      baseline: resolved?.baseline.reference ?? request.baseline.reference,
      candidate: resolved?.candidate.reference ?? request.candidate.reference,
      baseline_engine: resolved?.baseline.engine ?? request.baseline.engine,
      candidate_engine: resolved?.candidate.engine ?? request.candidate.engine,
      workload: request.workload.kind === 'script' ? request.workload.path : request.workload.kind,
      seed: request.seed,
      threshold: request.threshold,
      verdict: compared?.verdict ?? null,
      classification: investigation?.classification ?? null,
      layer: investigation?.layer ?? null,
      ratio: compared?.ratio?.estimate ?? null,
      ratio_low: compared?.ratio?.low ?? null,
      ratio_high: compared?.ratio?.high ?? null,
      pairs: compared?.pairs ?? null,
      machine: resolved?.environment.fingerprint ?? null,
      benchmark: resolved === null ? null : benchmarkOf(run, resolved),
      decided_by: comparison?.decidedBy ?? null,
      against_itself: resolved === null ? null : Number(isAgainstItself(run, resolved)),
    },
    launches: launches.map(launch => launchRow(run.id, launch)),
    metrics: (comparison?.metrics ?? []).map(({ metric, unit, baseline, candidate, ratio, pairs }) => ({
      run_id: run.id,
      metric,
      unit,
      baseline,
      candidate,
      ratio: ratio?.estimate ?? null,
      ratio_low: ratio?.low ?? null,
      ratio_high: ratio?.high ?? null,
      confidence: ratio?.confidence ?? null,
      pairs,
    })),
    evidence: (investigation?.evidence ?? []).map(({ id, check, statement, value, unit }) => ({
      run_id: run.id,
      id,
      check_name: check,
      statement,
      value: value === null ? null : String(value),
      unit,
    })),
    warnings: (result?.warnings ?? []).map(({ code, message }) => ({ run_id: run.id, code, message })),
  }
}

function launchRow(runId: string, launch: LaunchRecord): RunRows['launches'][number] {
  const { outcome, usage, before, after } = launch
  const metrics = launchMetrics(launch)
  const measured = outcome.kind === 'measured' ? outcome : null
  return {
    run_id: runId,
    key: launch.key,
    stage: launch.stage,
    block: launch.block,
    arm: launch.arm,
    position: launch.position,
    started_ms: launch.startedMs,
    failure: outcome.kind === 'failed' ? `${outcome.cause}: ${outcome.message}` : null,
    wall_ns: metrics.wall ?? null,
    cpu_ns: metrics.cpu ?? null,
    setup_ns: measured?.setupNs ?? null,
    first_run_ns: measured?.firstRunNs ?? null,
    compile_ns: metrics.compile ?? null,
    instantiate_ns: metrics.instantiate ?? null,
    peak_memory_bytes: usage.peakMemoryBytes,
    launch_ns: usage.wallNs,
    user_ns: usage.userNs,
    system_ns: usage.systemNs,
    voluntary_switches: usage.voluntarySwitches,
    involuntary_switches: usage.involuntarySwitches,
    collections: measured?.collections?.count ?? null,
    collection_ns: measured?.collections?.ns ?? null,
    load1_before: before.load1,
    cpu_pressure10_before: before.cpuPressure10,
    cpu_pressure10_after: after.cpuPressure10,
    steal_ns: before.stealNs === null || after.stealNs === null ? null : after.stealNs - before.stealNs,
    checksum: measured?.checksum ?? null,
  }
}
