import type { Advice } from '../model/advice.ts'
import type { Environment } from '../model/environment.ts'
import type { MachineReadings } from './machine-readings.ts'

/**
 * What makes measurements on this machine worse, most harmful first, with what to do; nothing about what could not be read.
 *
 * The interleaved experiment is fair on any of these machines. What they cost is more pairs, and numbers that other machines do not show.
 */
export function adviceFor(environment: Environment, readings: MachineReadings): Advice[] {
  return [
    ...aboutLoad(environment, readings),
    ...aboutLimits(environment, readings),
    ...aboutFrequency(environment, readings),
    ...aboutProcessors(environment, readings),
    ...aboutVirtualisation(environment, readings),
    ...aboutCounters(readings),
  ]
}

/** Percent of the last ten seconds in which a task waited; a quiet machine has less than one. */
const busyPressure = 5

function aboutLoad({ load, cpu }: Environment, { availableProcessors }: MachineReadings): Advice[] {
  const processors = availableProcessors ?? cpu.logical
  const advice: Advice[] = []
  if (load.one !== null && load.one > processors / 2) {
    advice.push({
      id: 'load',
      reading: `load average ${decimal(load.one)} on ${processors} processors`,
      why: 'Other programs run at the same time, take the processor away and share its caches.',
      action: 'Find them and wait, or stop them: ps -eo pcpu,pid,args --sort=-pcpu | head',
    })
  }
  if (load.cpuPressure10 !== null && load.cpuPressure10 > busyPressure) {
    advice.push({
      id: 'pressure',
      reading: `tasks waited for a processor in ${decimal(load.cpuPressure10)} % of the last ten seconds`,
      why: 'A launch that waits is timed as if it were slow.',
      action: 'Measure when it is below 1 %: cat /proc/pressure/cpu',
    })
  }
  return advice
}

function aboutLimits({ cpu }: Environment, { throttledPeriods, periods }: MachineReadings): Advice[] {
  const advice: Advice[] = []
  if (cpu.limit !== null && cpu.limit < cpu.logical) {
    advice.push({
      id: 'cpu-limit',
      reading: `the control group may use ${decimal(cpu.limit)} of ${cpu.logical} processors`,
      why: 'When the quota of a period is used up, everything stands still until the next one.',
      action: 'Start the container without a quota, and pin it instead: docker run --cpuset-cpus 0-1',
    })
  }
  if (throttledPeriods !== null && throttledPeriods > 0) {
    advice.push({
      id: 'throttled',
      reading: `throttled in ${throttledPeriods}${periods === null ? '' : ` of ${periods}`} periods so far`,
      why: 'Each of them is a pause of up to a tenth of a second in whatever was measured then.',
      action: 'Raise the quota, and see that the number no longer grows: cat /sys/fs/cgroup/cpu.stat',
    })
  }
  return advice
}

function aboutFrequency({ cpu }: Environment, { boost, onBattery, temperature, heatThrottles }: MachineReadings): Advice[] {
  const advice: Advice[] = []
  if (cpu.governor !== null && cpu.governor !== 'performance') {
    advice.push({
      id: 'governor',
      reading: `frequency governor ${cpu.governor}`,
      why: 'The frequency then follows the load, so the same work takes longer after a pause.',
      action: 'sudo cpupower frequency-set --governor performance',
    })
  }
  const turbo = cpu.turbo ?? boost
  if (turbo === true) {
    advice.push({
      id: 'turbo',
      reading: 'turbo on',
      why: 'How far the frequency rises depends on temperature and on what the other cores do.',
      action:
        cpu.turbo === null
          ? 'echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost'
          : 'echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo',
    })
  }
  if (onBattery === true) {
    advice.push({
      id: 'battery',
      reading: 'running on battery',
      why: 'The system then saves power, and changes how much as the battery empties.',
      action: 'Connect the power supply.',
    })
  }
  if ((heatThrottles ?? 0) > 0 || (temperature !== null && temperature >= hot)) {
    const degrees = temperature === null ? '' : `${decimal(temperature)} °C`
    const slowed = heatThrottles === null || heatThrottles === 0 ? '' : `slowed down by heat ${heatThrottles} times since boot`
    advice.push({
      id: 'heat',
      reading: [degrees, slowed].filter(Boolean).join(', '),
      why: 'A hot processor lowers its frequency, the later launches suffer more than the first.',
      action: 'Let it cool, and watch it: grep . /sys/devices/system/cpu/cpu*/thermal_throttle/core_throttle_count',
    })
  }
  return advice
}

/** Degrees Celsius; processors begin to slow down between 80 and 105. */
const hot = 80

function aboutProcessors({ cpu }: Environment, { availableProcessors }: MachineReadings): Advice[] {
  const advice: Advice[] = []
  if (cpu.smt === true) {
    advice.push({
      id: 'smt',
      reading: 'hyper-threading on',
      why: 'Two logical processors share one core, so a neighbour can halve the speed of what is measured.',
      action: 'echo off | sudo tee /sys/devices/system/cpu/smt/control',
    })
  }
  const processors = availableProcessors ?? cpu.logical
  if (processors < 2) {
    advice.push({
      id: 'few-processors',
      reading: `${processors} processor for culprit and what it launches`,
      why: "A launch is pinned to one processor; without a second one, the engine's own threads and the system interrupt it there.",
      action: 'Give it two or more processors: taskset --cpu-list --pid $$ shows which it has.',
    })
  }
  return advice
}

/** Time given to others, as a share of all time since boot, above which it shows in launches. */
const muchSteal = 0.001

function aboutVirtualisation(environment: Environment, { stealShare, isVirtual }: MachineReadings): Advice[] {
  const advice: Advice[] = []
  if (stealShare !== null && stealShare > muchSteal) {
    advice.push({
      id: 'steal',
      reading: `the host gave ${decimal(100 * stealShare)} % of the time since boot to others`,
      why: 'The machine stands still in that time, and its clock goes on.',
      action: 'Use a machine with processors of its own; see how it goes on: vmstat 1 10 (column st)',
    })
  }
  if (isVirtual === true) {
    advice.push({
      id: 'virtual-machine',
      reading: `a virtual machine${environment.virtualisation === null ? '' : ` (${environment.virtualisation})`}`,
      why: 'Neighbours on the same host are not seen from inside, and change from hour to hour.',
      action: 'Compare in pairs as culprit does, and never with times of another day; for small effects use hardware of your own.',
    })
  }
  if (environment.container === true) {
    advice.push({
      id: 'container',
      reading: 'a container',
      why: 'Other containers on the machine share processors, caches and memory bandwidth.',
      action: 'Run it alone on its machine, or pin it where nothing else runs: docker run --cpuset-cpus 0-1',
    })
  }
  return advice
}

function aboutCounters({ perf, paranoid, valgrind }: MachineReadings): Advice[] {
  const advice: Advice[] = []
  if (perf !== null) {
    const isForbidden = /perf_event_paranoid/.test(perf)
    advice.push({
      id: 'hardware-counters',
      reading: `${perf}${paranoid === null || isForbidden ? '' : `; kernel.perf_event_paranoid is ${paranoid}`}`,
      why: 'Without the instruction counter only clocks and the counts of rewritten modules are left.',
      action: isForbidden
        ? 'sudo sysctl kernel.perf_event_paranoid=2'
        : /not installed/.test(perf)
          ? 'Install perf: sudo apt-get install linux-perf'
          : 'Use valgrind for instruction counts, or a machine whose counters are passed through.',
    })
  }
  if (valgrind !== null) {
    advice.push({
      id: 'valgrind',
      reading: valgrind,
      why: 'It counts machine instructions where the hardware counter cannot.',
      action: 'sudo apt-get install valgrind',
    })
  }
  return advice
}

function decimal(value: number): string {
  return String(Number(value.toPrecision(3)))
}
