import * as z from 'zod'
import { failedSchema, measuredSchema, usageSchema, type Failed, type Measured, type Usage } from '../model/launch.ts'
import { parseJson } from '../platform/parse-json.ts'
import type { LaunchMode } from './engine.ts'
import type { HarnessLine } from './node/protocol.ts'

/** What a launch said of itself. */
export interface HarnessReport {
  /** The last one that it entered. */
  readonly phase: Failed['phase']
  readonly done: Measured | null
  readonly failed: Pick<Failed, 'cause' | 'phase' | 'message'> | null
  readonly usage: Omit<Usage, 'wallNs'> | null
  /** What is wrong with the report, as the end of a sentence; null when nothing is. */
  readonly unreadable: string | null
}

const usage = usageSchema.omit({ wallNs: true })
const lineSchema = z.union([
  z.object({ phase: failedSchema.shape.phase }),
  z.object({ turn: z.literal(true) }),
  z.object({ done: measuredSchema, usage }),
  z.object({ failed: failedSchema.pick({ cause: true, phase: true, message: true }), usage }),
]) satisfies z.ZodType<HarnessLine>

/**
 * The lines of a launch's report, of which none is trusted: a workload runs in the same process, so it can write to the same channel, and
 * can replace what the harness counts and writes with.
 */
export function readHarnessReport(text: string, mode: LaunchMode): HarnessReport {
  const report: { -readonly [K in keyof HarnessReport]: HarnessReport[K] } = {
    phase: 'start',
    done: null,
    failed: null,
    usage: null,
    unreadable: null,
  }
  for (const written of text.split('\n')) {
    if (written === '') continue
    const line = lineSchema.safeParse(parseJson(written)).data
    if (line === undefined) report.unreadable = 'wrote something to the report channel that is no report'
    else if ('phase' in line) report.phase = line.phase
    else if ('done' in line) {
      report.usage = line.usage
      report.unreadable = wrongSamples(line.done, mode)
      report.done = report.unreadable === null ? line.done : null
    } else if ('failed' in line) {
      report.usage = line.usage
      report.failed = line.failed
      report.phase = line.failed.phase
    }
  }
  return report
}

function wrongSamples({ samplesNs, cpuSamplesNs }: Measured, mode: LaunchMode): string | null {
  const { length } = samplesNs
  const found =
    length === cpuSamplesNs.length ? `${length} samples` : `${length} samples of time and ${cpuSamplesNs.length} of processor time`
  switch (mode.kind) {
    case 'steady':
    case 'sample': {
      const planned = mode.plan.warmUp + mode.plan.samples
      return length === planned && cpuSamplesNs.length === planned ? null : `reported ${found}, and ${planned} were planned`
    }
    case 'pilot':
      return length > 0 && cpuSamplesNs.length === length ? null : `reported ${found}`
    case 'cold':
    case 'watch':
    case 'profile':
      return null
  }
}
