import type { CommandMetricName, CommandRun, RunState, SuiteSide } from '../model/suite-comparison.ts'
import type { Share } from '../model/units.ts'
import { stateOf } from './run-state.ts'

/** Both sides of a command in one round, both finished. */
export type Pair = Readonly<Record<SuiteSide, CommandRun>>

/** The rounds of a phase in which both sides finished, in order. */
export function pairsOf(runs: readonly CommandRun[], phase: CommandRun['phase'], exitCodes: readonly number[]): Pair[] {
  const ofPhase = runs.filter(run => run.phase === phase && stateOf(run, exitCodes) === ('finished' satisfies RunState))
  const side = (wanted: SuiteSide) => new Map(ofPhase.filter(run => run.side === wanted).map(run => [run.round, run]))
  const candidates = side('candidate')
  return [...side('baseline')]
    .flatMap(([round, baseline]) => {
      const candidate = candidates.get(round)
      return candidate === undefined ? [] : [{ round, baseline, candidate }]
    })
    .sort((a, b) => a.round - b.round)
}

/** What a run used; null when it is not known. */
export function valueOf(run: CommandRun, metric: CommandMetricName): number | null {
  switch (metric) {
    case 'wall':
      return run.wallNs
    case 'cpu':
      return run.userNs === null || run.systemNs === null ? null : run.userNs + run.systemNs
    case 'user':
      return run.userNs
    case 'system':
      return run.systemNs
    case 'peak-memory':
      return run.peakMemoryBytes
  }
}

/** A command may use all processors, so a quarter of them in other hands is time that it may have wanted. */
const limits = { competition: 0.25, stealShare: 0.01, throttledPeriods: 0 } as const satisfies Record<string, Share>

/** Whether others got in the way of a run. What is not known does not count. */
export function isContended(run: CommandRun): boolean {
  return (Object.keys(limits) as (keyof typeof limits)[]).some(key => (run[key] ?? 0) > limits[key])
}
