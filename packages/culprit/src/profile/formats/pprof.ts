import type { ProfileMeasure } from '../../model/profile.ts'
import { functionName } from '../labels.ts'
import { columnOf, measuresOf, treeOf } from '../measures.ts'
import { callers, stacks } from '../stacks.ts'
import type { ProfileFormat } from './format.ts'
import { ProtobufWriter } from './protobuf.ts'

// Field numbers of perftools.profiles in https://github.com/google/pprof/blob/main/proto/profile.proto
const inProfile = {
  sampleType: 1,
  sample: 2,
  mapping: 3,
  location: 4,
  function: 5,
  string: 6,
  periodType: 11,
  period: 12,
  comment: 13,
  defaultSampleType: 14,
}
const inValueType = { type: 1, unit: 2 }
const inSample = { locations: 1, values: 2 }
const inMapping = { id: 1, memoryLimit: 3, filename: 5, buildId: 6, hasFunctions: 7 }
const inLocation = { id: 1, mapping: 2, address: 3, line: 4 }
const inLine = { function: 1 }
const inFunction = { id: 1, name: 2, systemName: 3, filename: 4 }

/**
 * The format of pprof, with all measures, not compressed: its readers take that as well as gzip. Times and weights are rounded to whole
 * numbers, which is all that the format has.
 */
export const pprof: ProfileFormat = {
  title: 'pprof (go tool pprof, Pyroscope, Parca and others)',
  extension: '.pb',
  *write(profile, measure) {
    const strings = new Map<string, number>([['', 0]])
    const text = (value: string) => {
      const place = strings.get(value) ?? strings.size
      strings.set(value, place)
      return place
    }
    const valueType = ({ type, unit }: { type: string; unit: string }) =>
      new ProtobufWriter().number(inValueType.type, text(type)).number(inValueType.unit, text(unit))
    const tree = treeOf(profile)
    const all = measure === undefined ? [] : [measure, ...measuresOf(profile).filter(each => each !== measure)]
    const columns = all.map(each => columnOf(tree, each).map(Math.round))

    const head = new ProtobufWriter()
    const types = all.map(each => sampleType(each, profile.weightUnit))
    for (const type of types) head.message(inProfile.sampleType, valueType(type))
    if (types[0] !== undefined) head.number(inProfile.defaultSampleType, text(types[0].type))
    if (profile.samplingIntervalNs !== null) {
      head.message(inProfile.periodType, valueType(sampleType('selfNs', null)))
      head.number(inProfile.period, Math.round(profile.samplingIntervalNs))
    }
    head.numbers(inProfile.comment, [profile.program, ...profile.notes].map(text))
    for (const [index, module] of profile.modules.entries()) {
      const mapping = new ProtobufWriter().number(inMapping.id, index + 1).number(inMapping.filename, text(module.name))
      mapping.number(inMapping.memoryLimit, module.bytes ?? 0).number(inMapping.buildId, text(module.sha256 ?? ''))
      head.message(inProfile.mapping, mapping.number(inMapping.hasFunctions, 1))
    }
    const mappings = new Map(profile.modules.map((module, index) => [module.name, index + 1]))
    for (const [index, each] of profile.functions.entries()) {
      const name = text(functionName(each))
      const own = new ProtobufWriter()
        .number(inFunction.id, index + 1)
        .number(inFunction.name, name)
        .number(inFunction.systemName, name)
      head.message(inProfile.function, own.number(inFunction.filename, text(each.module ?? '')))
      const location = new ProtobufWriter().number(inLocation.id, index + 1)
      // Its index is the only address that a function of a module has.
      location.number(inLocation.mapping, mappings.get(each.module ?? '') ?? 0).number(inLocation.address, each.index ?? 0)
      head.message(inProfile.location, location.message(inLocation.line, new ProtobufWriter().number(inLine.function, index + 1)))
    }
    yield head.bytes()

    let samples = new ProtobufWriter()
    for (const { node, values } of stacks(tree, columns)) {
      const sample = new ProtobufWriter().numbers(inSample.locations, oneHigher(callers(tree, node)))
      samples.message(inProfile.sample, sample.numbers(inSample.values, values))
      if (samples.length < 65_536) continue
      yield samples.bytes()
      samples = new ProtobufWriter()
    }
    for (const each of strings.keys()) samples.text(inProfile.string, each)
    yield samples.bytes()
  },
}

function sampleType(measure: ProfileMeasure, weightUnit: string | null): { readonly type: string; readonly unit: string } {
  switch (measure) {
    case 'instructions':
      return { type: 'instructions', unit: 'count' }
    case 'calls':
      return { type: 'calls', unit: 'count' }
    case 'selfNs':
      return { type: 'time', unit: 'nanoseconds' }
    case 'weights':
      return weightUnit === 'bytes' ? { type: 'space', unit: 'bytes' } : { type: weightUnit ?? 'samples', unit: 'count' }
  }
}

/** Numbers of locations begin at 1; 0 is none. */
function* oneHigher(values: Iterable<number>): Generator<number> {
  for (const value of values) yield value + 1
}
