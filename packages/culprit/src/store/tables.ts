import type { Nanoseconds, Bytes, Ratio, UnixMilliseconds } from '../model/units.ts'

/** The tables of culprit.db; docs/sql.md describes them for users. */
export interface Tables {
  runs: RunsTable
  launches: LaunchesTable
  metrics: MetricsTable
  evidence: EvidenceTable
  warnings: WarningsTable
}

interface RunsTable {
  id: string
  command: string
  state: string
  started_ms: UnixMilliseconds
  baseline: string
  candidate: string
  baseline_engine: string
  candidate_engine: string
  workload: string
  seed: string
  threshold: number
  verdict: string | null
  classification: string | null
  layer: string | null
  ratio: Ratio | null
  ratio_low: Ratio | null
  ratio_high: Ratio | null
  pairs: number | null
  /** The fingerprint of the environment. */
  machine: string | null
  /** SHA-256 of what campaigns for a noise floor have in common: the workload. */
  benchmark: string | null
  decided_by: string | null
  /** 1 when both sides are the same, so that what was found is noise. */
  against_itself: number | null
}

interface LaunchesTable {
  run_id: string
  key: string
  stage: string
  block: number
  arm: string
  position: number
  started_ms: UnixMilliseconds
  failure: string | null
  wall_ns: Nanoseconds | null
  cpu_ns: Nanoseconds | null
  setup_ns: Nanoseconds | null
  first_run_ns: Nanoseconds | null
  compile_ns: Nanoseconds | null
  instantiate_ns: Nanoseconds | null
  peak_memory_bytes: Bytes | null
  launch_ns: Nanoseconds
  user_ns: Nanoseconds | null
  system_ns: Nanoseconds | null
  voluntary_switches: number | null
  involuntary_switches: number | null
  collections: number | null
  collection_ns: Nanoseconds | null
  load1_before: number | null
  cpu_pressure10_before: number | null
  cpu_pressure10_after: number | null
  steal_ns: Nanoseconds | null
  checksum: string | null
}

interface MetricsTable {
  run_id: string
  metric: string
  unit: string
  baseline: number
  candidate: number
  ratio: Ratio | null
  ratio_low: Ratio | null
  ratio_high: Ratio | null
  confidence: number | null
  pairs: number
}

interface EvidenceTable {
  run_id: string
  id: string
  check_name: string
  statement: string
  value: string | null
  unit: string | null
}

interface WarningsTable {
  run_id: string
  code: string
  message: string
}
