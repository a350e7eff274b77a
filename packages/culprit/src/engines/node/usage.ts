import { readFileSync } from 'node:fs'
import type { Usage } from '../../model/launch.ts'

/** Taken before the workload is loaded, which may replace it. */
const resourceUsage = process.resourceUsage.bind(process)

/** What this process has used so far. Node cannot tell a parent what its child used, so the child says it itself. */
export function usageSoFar(): Omit<Usage, 'wallNs'> {
  const usage = resourceUsage()
  return {
    userNs: usage.userCPUTime * 1000,
    systemNs: usage.systemCPUTime * 1000,
    peakMemoryBytes: peakMemory() ?? usage.maxRSS * 1024,
    voluntarySwitches: usage.voluntaryContextSwitches,
    involuntarySwitches: usage.involuntaryContextSwitches,
    majorFaults: usage.majorPageFault,
  }
}

/** On Linux ru_maxrss survives exec, so a child inherits the peak of the process that started it; VmHWM belongs to this program alone (proc(5)). */
function peakMemory(): number | null {
  try {
    const line = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))
    return line === null ? null : Number(line[1]) * 1024
  } catch {
    return null
  }
}
