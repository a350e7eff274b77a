import type { LaunchRecord, MachineLoad, Measured } from '../model/launch.ts'
import type { Share } from '../model/units.ts'
import { median } from '../stats/median.ts'

/** How others got in the way of one launch. Unknown is null. */
export interface Contention {
  /** Time in which its main thread could have run and had no processor. */
  readonly waitShare: Share | null
  /** How much less processor time it got per time on the clock than its pilots. */
  readonly busyDeficit: Share | null
  /** What the hypervisor gave to other machines. */
  readonly stealShare: Share | null
  readonly throttledPeriods: number | null
  /** What other programs used of all processors. */
  readonly competition: Share | null
}

/**
 * The rule that is fixed before anything is measured. A main thread that often sleeps gets its processor at once however many others want
 * it, and then others fill the caches and the execution units beside it: so half of the processors in other hands is contention too. The
 * wait stands where other designs take the system's pressure, which counts the engine's own helper threads.
 */
const limits = { waitShare: 0.1, busyDeficit: 0.1, stealShare: 0.01, throttledPeriods: 0, competition: 0.5 } as const

/** What the launch itself says; a failed one says nothing. `busy` is what `busyReference` gave. */
export function contentionOf({ outcome, before, after, competition }: LaunchRecord, busy: Share | null): Contention {
  const ofMachine = { ...takenBetween(before, after), competition }
  if (outcome.kind === 'failed') return { waitShare: null, busyDeficit: null, ...ofMachine }
  const own = busyShare(outcome)
  return {
    waitShare: outcome.waitShare,
    busyDeficit: own === null || busy === null || busy === 0 ? null : Math.max(0, 1 - own / busy),
    ...ofMachine,
  }
}

/**
 * Whether a pair was contended: the worse of both launches counts, whichever it is, so that dropping a pair says nothing about who was
 * slower. What is not known does not count.
 */
export function isContended(launches: readonly (LaunchRecord | undefined)[], busy: Share | null): boolean {
  return launches.some(record => record !== undefined && isContention(contentionOf(record, busy)))
}

/** Whether one of the readings is beyond its limit; what is not known is not. */
export function isContention(contention: Contention): boolean {
  return (Object.keys(limits) as (keyof Contention)[]).some(key => (contention[key] ?? 0) > limits[key])
}

/** Processor time per time on the clock in the pilots, the larger of both sides: what a launch gets when nothing is in its way. Null when unknown. */
export function busyReference(pilots: readonly Measured[]): Share | null {
  const shares = pilots.map(busyShare).filter(share => share !== null)
  return shares.length === 0 ? null : Math.max(...shares)
}

/** What the machine was kept from giving to any of its programs between two readings. */
export function takenBetween(before: MachineLoad, after: MachineLoad): Pick<Contention, 'stealShare' | 'throttledPeriods'> {
  return { stealShare: stealBetween(before, after), throttledPeriods: difference(before.throttledPeriods, after.throttledPeriods) }
}

/** What the hypervisor gave to other machines between two readings, as a share of all processors; null when unknown. */
export function stealBetween(before: MachineLoad, after: MachineLoad): Share | null {
  const [part, whole] = [difference(before.stealNs, after.stealNs), difference(before.processorsNs, after.processorsNs)]
  return part === null || whole === null || whole <= 0 ? null : Math.max(0, part) / whole
}

/** At most 1: how much the helper threads of an engine run beside the main thread changes from launch to launch. */
function busyShare({ samplesNs, cpuSamplesNs, warmUp }: Measured): Share | null {
  const shares = samplesNs.flatMap((ns, index) =>
    index >= warmUp && ns > 0 && cpuSamplesNs[index] !== undefined ? [cpuSamplesNs[index] / ns] : [],
  )
  return shares.length === 0 ? null : Math.min(1, median(shares))
}

function difference(before: number | null, after: number | null): number | null {
  return before === null || after === null ? null : after - before
}
