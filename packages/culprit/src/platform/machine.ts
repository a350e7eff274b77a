import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import * as os from 'node:os'
import type { Environment } from '../model/environment.ts'
import type { MachineLoad } from '../model/launch.ts'
import { version } from './version.ts'

/** Reads what a result depends on from /proc, /sys and the running Node. What the system does not tell is null. */
export function readEnvironment(): Environment {
  const cpus = os.cpus()
  const stable = {
    platform: process.platform,
    arch: process.arch,
    kernel: os.release(),
    distribution: /^PRETTY_NAME="?([^"\n]*)/m.exec(text('/etc/os-release') ?? '')?.[1] ?? null,
    model: cpus[0]?.model ?? null,
    logical: Math.max(1, cpus.length),
    limit: cpuLimit(),
    memoryBytes: os.totalmem(),
    virtualisation: text('/sys/class/dmi/id/sys_vendor')?.trim() || null,
    container: process.platform === 'linux' ? existsSync('/.dockerenv') || existsSync('/run/.containerenv') : null,
  }
  const noTurbo = text('/sys/devices/system/cpu/intel_pstate/no_turbo')?.trim()
  const smt = text('/sys/devices/system/cpu/smt/active')?.trim()
  const load = readMachineLoad()
  return {
    formatVersion: 1,
    kind: 'environment',
    culprit: version,
    node: process.versions.node,
    v8: process.versions.v8,
    platform: stable.platform,
    arch: stable.arch,
    kernel: stable.kernel,
    distribution: stable.distribution,
    cpu: {
      model: stable.model,
      logical: stable.logical,
      limit: stable.limit,
      governor: text('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor')?.trim() || null,
      turbo: noTurbo === undefined ? null : noTurbo === '0',
      smt: smt === undefined ? null : smt === '1',
    },
    memoryBytes: stable.memoryBytes,
    virtualisation: stable.virtualisation,
    container: stable.container,
    load: { one: load.load1, five: os.platform() === 'win32' ? null : (os.loadavg()[1] ?? null), cpuPressure10: load.cpuPressure10 },
    floors: [],
    advice: [],
    fingerprint: createHash('sha256').update(JSON.stringify(stable)).digest('hex'),
  }
}

/** How busy the machine is now. Two readings around a launch show steal and throttling in between. */
export function readMachineLoad(): MachineLoad {
  const ticks = /^cpu +(.*)$/m
    .exec(text('/proc/stat') ?? '')?.[1]
    ?.split(' ')
    .map(Number)
  const pressure = /^some avg10=([\d.]+)/m.exec(text('/proc/pressure/cpu') ?? '')?.[1]
  const throttled = /^nr_throttled (\d+)$/m.exec(text('/sys/fs/cgroup/cpu.stat') ?? '')?.[1]
  const steal = ticks?.[7]
  return {
    load1: os.platform() === 'win32' ? null : (os.loadavg()[0] ?? null),
    cpuPressure10: pressure === undefined ? null : Number(pressure),
    // USER_HZ is 100 on every Linux that Node supports (proc_stat(5)).
    stealNs: steal === undefined ? null : steal * 1e7,
    // The last two columns, guests, are part of the first two.
    processorsNs: ticks === undefined ? null : ticks.slice(0, 8).reduce((sum, each) => sum + each, 0) * 1e7,
    throttledPeriods: throttled === undefined ? null : Number(throttled),
  }
}

function cpuLimit(): number | null {
  const [quota, period] = (text('/sys/fs/cgroup/cpu.max') ?? 'max').trim().split(' ')
  return quota === 'max' || quota === undefined || period === undefined ? null : Number(quota) / Number(period)
}

function text(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}
