import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allowedProcessors } from './affinity.ts'
import { canFixAddresses, perf, valgrind, whyNotCounting } from './instruction-counters.ts'

/** What advice needs besides the environment. Unknown is null, except where it says otherwise. */
export interface MachineReadings {
  /** Processors that this process may use. */
  readonly availableProcessors: number | null
  /** Whether processors may go above their base frequency, where the driver is not Intel's own. */
  readonly boost: boolean | null
  readonly onBattery: boolean | null
  /** The highest of all sensors, in degrees Celsius. */
  readonly temperature: number | null
  /** How often heat lowered the frequency of a core since boot, over all cores. */
  readonly heatThrottles: number | null
  /** Periods of the control group so far, and those in which it had to stand still. */
  readonly periods: number | null
  readonly throttledPeriods: number | null
  /** Share of the time since boot that the hypervisor gave to others. */
  readonly stealShare: number | null
  readonly isVirtual: boolean | null
  readonly paranoid: number | null
  /** Why the tool does not count instructions; null when it does, or on systems that have none. */
  readonly perf: string | null
  readonly valgrind: string | null
}

/** Reads them from /proc and /sys, and tries both counters on a process that does nothing, which takes a second or two. */
export async function readMachineReadings(signal: AbortSignal): Promise<MachineReadings> {
  const processors = allowedProcessors().length
  const ticks = /^cpu +(.*)$/m
    .exec(text('/proc/stat') ?? '')?.[1]
    ?.split(' ')
    .map(Number)
  const all = ticks?.slice(0, 8).reduce((sum, each) => sum + each, 0) ?? 0
  const isLinux = process.platform === 'linux'
  const file = join(tmpdir(), `culprit-counter-${process.pid}.txt`)
  const flags = /^flags\s*:(.*)$/m.exec(text('/proc/cpuinfo') ?? '')?.[1]
  return {
    availableProcessors: processors === 0 ? null : processors,
    boost: mapped(text('/sys/devices/system/cpu/cpufreq/boost')?.trim(), value => value === '1'),
    onBattery: onBattery(),
    temperature: largest(valuesOf('/sys/class/thermal', /^thermal_zone/, 'temp').map(milli => milli / 1000)),
    heatThrottles: sum(valuesOf('/sys/devices/system/cpu', /^cpu\d+$/, 'thermal_throttle/core_throttle_count')),
    periods: cgroupCount('nr_periods'),
    throttledPeriods: cgroupCount('nr_throttled'),
    stealShare: ticks === undefined || all === 0 ? null : ticks[7]! / all,
    isVirtual: mapped(flags, value => /\bhypervisor\b/.test(value)),
    paranoid: mapped(text('/proc/sys/kernel/perf_event_paranoid'), Number),
    perf: isLinux ? await whyNotCounting(perf, file, signal) : null,
    valgrind: isLinux ? await whyNotCounting(valgrind(await canFixAddresses()), file, signal) : null,
  }
}

function onBattery(): boolean | null {
  const supplies = filesIn('/sys/class/power_supply').map(name => join('/sys/class/power_supply', name))
  const mains = supplies.filter(path => text(join(path, 'type'))?.trim() === 'Mains').map(path => text(join(path, 'online'))?.trim())
  return mains.length === 0 ? null : mains.every(online => online === '0')
}

/** The second path is where the first version of control groups has it. */
function cgroupCount(name: string): number | null {
  const stat = text('/sys/fs/cgroup/cpu.stat') ?? text('/sys/fs/cgroup/cpu/cpu.stat')
  return mapped(new RegExp(`^${name} (\\d+)$`, 'm').exec(stat ?? '')?.[1], Number)
}

function valuesOf(folder: string, name: RegExp, file: string): number[] {
  return filesIn(folder)
    .filter(entry => name.test(entry))
    .flatMap(entry => {
      const value = text(join(folder, entry, file))
      return value === undefined || !Number.isFinite(Number(value)) ? [] : [Number(value)]
    })
}

function largest(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values)
}

function sum(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((total, value) => total + value, 0)
}

function mapped<T>(value: string | undefined, map: (value: string) => T): T | null {
  return value === undefined ? null : map(value)
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function text(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
