import type { LaunchMetricName } from '../model/comparison.ts'
import type { LaunchRecord, Measured } from '../model/launch.ts'
import type { Nanoseconds } from '../model/units.ts'
import { median } from '../stats/median.ts'

/** The numbers that one launch yields, each in its metric's unit; what it does not tell is missing. A failed launch yields none. */
export function launchMetrics(record: LaunchRecord): Partial<Record<LaunchMetricName, number>> {
  const { outcome, observed, usage, stage } = record
  if (outcome.kind === 'failed') return {}
  const metrics: Partial<Record<LaunchMetricName, number>> = {}
  const add = (name: LaunchMetricName, value: number | null): void => {
    if (value !== null) metrics[name] = value
  }
  switch (stage) {
    case 'steady':
      // Samples of one process are not independent (Kalibera & Jones 2013), so together they give one number; the median, because collections and interruptions only add.
      add('wall', median(outcome.samplesNs.slice(outcome.warmUp)))
      add('cpu', outcome.cpuNs)
      add('setup', outcome.setupNs)
      add('first-run', outcome.firstRunNs)
      add('peak-memory', usage.peakMemoryBytes)
      add('collector', collectorNs(outcome))
      return metrics
    case 'cold':
      add('compile', observed?.compileNs ?? null)
      add('instantiate', observed?.instantiateNs ?? null)
      return metrics
    case 'pilot':
      add('allocated', outcome.allocatedBytes)
      return metrics
    case 'watch':
    case 'count':
    case 'sample':
    case 'scale':
    case 'mix':
    case 'swap':
      return metrics
  }
}

/** What launches took in all, as budgets count it: the time in which they waited for their turns is not in it. */
export function launchedNs(launches: readonly LaunchRecord[]): Nanoseconds {
  return launches.reduce((sum, { usage }) => sum + usage.wallNs, 0)
}

export const metricUnits: Readonly<Record<LaunchMetricName, 'ns' | 'bytes'>> = {
  wall: 'ns',
  cpu: 'ns',
  setup: 'ns',
  compile: 'ns',
  instantiate: 'ns',
  'first-run': 'ns',
  'peak-memory': 'bytes',
  collector: 'ns',
  allocated: 'bytes',
}

function collectorNs({ collections, samplesNs, warmUp, batch }: Measured): number | null {
  return collections && collections.ns / ((samplesNs.length - warmUp) * batch)
}
