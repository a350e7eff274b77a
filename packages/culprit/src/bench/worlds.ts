import type { Bench } from '../model/bench.ts'

export type Difference = NonNullable<Bench['baseline']>['differences'][number]

/** What is not the same where two results were measured: machine, system, tool, its method, settings. What one of them does not say is no difference. */
export function worldDifferences(baseline: Bench, now: Bench): Difference[] {
  const [before, after] = [worldOf(baseline), worldOf(now)]
  return [...before].flatMap(([what, value]) => {
    const other = after.get(what)
    return other === undefined || other === value ? [] : [{ what, baseline: value, now: other }]
  })
}

/** Differences that forbid to put times of the two side by side as if only the program had changed. */
export function otherMachine(baseline: Bench, now: Bench): boolean {
  if (baseline.environment !== null && now.environment !== null) return baseline.environment.fingerprint !== now.environment.fingerprint
  const names = Object.keys(baseline.machine).filter(name => Object.hasOwn(now.machine, name))
  return names.some(name => /cpu|processor|host|node|machine|arch/i.test(name) && baseline.machine[name] !== now.machine[name])
}

function worldOf({ environment, machine, producer, settings }: Bench): Map<string, string> {
  const facts: [string, string | number | boolean | null | undefined][] = [
    ['tool', producer.name],
    ['version of the tool', producer.version],
    ['method', producer.method],
    ...Object.entries(machine),
  ]
  if (environment !== null) {
    const { cpu, memoryBytes, kernel, distribution, governor, turbo } = { ...environment, ...environment.cpu }
    facts.push(
      ['processor', cpu.model],
      ['processors', cpu.limit ?? cpu.logical],
      ['memory', memoryBytes],
      ['kernel', kernel],
      ['system', distribution],
      ['governor', governor],
      ['turbo', turbo],
    )
  }
  if (settings !== null) {
    facts.push(['samples', settings.sampleSize], ['processes', settings.processes], ['measurement time (ns)', settings.measurementNs])
    facts.push(['warm-up time (ns)', settings.warmUpNs])
  }
  return new Map(facts.flatMap(([what, value]) => (value === null || value === undefined ? [] : [[what, String(value)]])))
}
