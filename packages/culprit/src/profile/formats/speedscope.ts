import type { Profile, ProfileMeasure } from '../../model/profile.ts'
import { labelsOf } from '../labels.ts'
import { columnOf, measuresOf, treeOf } from '../measures.ts'
import { brackets, subtreeSums } from '../tree.ts'
import type { ProfileFormat } from './format.ts'
import { batched } from './pieces.ts'

/** https://www.speedscope.app/file-format-schema.json: a profile for each measure, as events, which repeat no path. */
export const speedscope: ProfileFormat = {
  title: 'speedscope.app',
  extension: '.speedscope.json',
  *write(profile, measure) {
    const frames = labelsOf(profile.functions).map((name, index) => ({ name, file: profile.functions[index]!.module ?? undefined }))
    const head = {
      $schema: 'https://www.speedscope.app/file-format-schema.json',
      exporter: 'culprit',
      name: profile.program,
      activeProfileIndex: 0,
      shared: { frames },
    }
    yield `${JSON.stringify(head).slice(0, -1)},"profiles":[`
    const others = measuresOf(profile).filter(each => each !== measure)
    for (const [place, each] of (measure === undefined ? [] : [measure, ...others]).entries()) {
      if (place > 0) yield ','
      yield* batched(eventedProfile(profile, each))
    }
    yield ']}\n'
  },
}

const units: Record<ProfileMeasure, 'none' | 'nanoseconds'> = {
  instructions: 'none',
  calls: 'none',
  selfNs: 'nanoseconds',
  weights: 'none',
}

/** Each frame is opened, has its own amount, then its callees, and is closed. */
function* eventedProfile(profile: Profile, measure: ProfileMeasure): Generator<string> {
  const tree = treeOf(profile)
  const own = columnOf(tree, measure)
  const sums = subtreeSums(tree, own)
  const unit = measure === 'weights' && profile.weightUnit === 'bytes' ? 'bytes' : units[measure]
  const name = measure === 'weights' ? (profile.weightUnit ?? 'weights') : measure === 'selfNs' ? 'time' : measure
  yield `${JSON.stringify({ type: 'evented', name, unit, startValue: 0 }).slice(0, -1)},"events":[`
  let at = 0
  let comma = ''
  for (const bracket of brackets(tree)) {
    const node = Math.abs(bracket)
    if (sums[node] === 0) continue
    yield `${comma}{"type":"${bracket > 0 ? 'O' : 'C'}","frame":${tree.functions[node]},"at":${at}}`
    comma = ','
    if (bracket > 0) at += own[node]!
  }
  yield `],"endValue":${at}}`
}
