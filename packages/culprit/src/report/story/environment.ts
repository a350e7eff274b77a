import type { Environment } from '../../model/environment.ts'
import { counted, number, percent, shortHash, size, unknown } from '../format.ts'
import type { Fact, Section, Story } from '../story.ts'
import { badge, sentence, text, type Text } from '../text.ts'

export function tellEnvironment(environment: Environment): Story {
  return {
    label: 'environment',
    verdict: '',
    tone: 'plain',
    answer: text`${machine(environment)}, ${system(environment)}`,
    facts: environmentFacts(environment).slice(2),
    sections: adviceSection(environment),
  }
}

function adviceSection({ advice }: Environment): Section[] {
  if (advice.length === 0) return []
  const items = advice.map(({ id, reading, why, action }) => ({
    badge: badge(id),
    tone: 'unsure' as const,
    text: sentence(reading),
    notes: [sentence(why), sentence(action)],
  }))
  return [{ title: 'What makes measurements here worse', blocks: [{ kind: 'items', items }] }]
}

export function environmentSections(environment: Environment): Section[] {
  return [{ title: 'Environment', blocks: [{ kind: 'facts', facts: environmentFacts(environment) }] }]
}

function environmentFacts(environment: Environment): Fact[] {
  const { cpu, load, container, virtualisation } = environment
  const pressure = load.cpuPressure10 === null ? unknown : `${number(load.cpuPressure10)}\u00a0%`
  return [
    { label: 'machine', value: machine(environment) },
    { label: 'system', value: system(environment) },
    {
      label: 'frequency',
      value: text`governor ${known(cpu.governor)}, turbo ${onOff(cpu.turbo)}, hyper-threading ${onOff(cpu.smt)}`,
    },
    { label: 'isolation', value: text`virtualisation ${known(virtualisation)}, container ${yesNo(container)}` },
    {
      label: 'load',
      value: text`${known(load.one)} over one minute, ${known(load.five)} over five; tasks waited for a processor ${pressure} of ten seconds`,
    },
    ...environment.floors.flatMap(floorFacts),
    { label: 'culprit', value: text`${environment.culprit} on Node ${environment.node} (V8 ${environment.v8})` },
    { label: 'fingerprint', value: text`${shortHash(environment.fingerprint)}` },
  ]
}

function floorFacts({ workload, engine, wall, cpu }: Environment['floors'][number]): Fact[] {
  const of = (words: string, { value, campaigns }: typeof wall) =>
    value === null
      ? `${words} unknown (${counted(campaigns, 'campaign')} of 5)`
      : `${words} ${percent(value)} (${counted(campaigns, 'campaign')})`
  return [{ label: 'noise floor', value: text`${workload} on ${engine}: ${of('by the clock', wall)}, ${of('in processor time', cpu)}` }]
}

function machine({ cpu, memoryBytes, arch }: Environment): Text {
  const limit = cpu.limit === null ? '' : ` (limited to ${number(cpu.limit)})`
  const model = cpu.model ?? 'processor unknown'
  return text`${model}, ${counted(cpu.logical, 'logical core')}${limit}, ${size(memoryBytes)} of memory, ${arch}`
}

function system({ platform, distribution, kernel }: Environment): Text {
  return text`${distribution ?? platform}, kernel ${kernel}`
}

function known(value: string | number | null): string {
  return value === null ? unknown : typeof value === 'number' ? number(value) : value
}

function onOff(value: boolean | null): string {
  return value === null ? unknown : value ? 'on' : 'off'
}

function yesNo(value: boolean | null): string {
  return value === null ? unknown : value ? 'yes' : 'no'
}
