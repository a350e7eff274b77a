import type { Profile, ProfileMeasure } from '../../model/profile.ts'
import { labelsOf } from '../labels.ts'
import { columnOf, measuresOf, treeOf } from '../measures.ts'
import { subtreeSums, walk } from '../tree.ts'
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
function eventedProfile(profile: Profile, measure: ProfileMeasure): string[] {
  const tree = treeOf(profile)
  const own = columnOf(tree, measure)
  const sums = subtreeSums(tree, own)
  const events: string[] = []
  let at = 0
  const event = (type: 'O' | 'C', node: number) =>
    events.push(`${events.length === 0 ? '' : ','}{"type":"${type}","frame":${tree.functions[node]},"at":${at}}`)
  walk(
    tree,
    node => {
      if (sums[node] === 0) return
      event('O', node)
      at += own[node]!
    },
    node => {
      if (sums[node] !== 0) event('C', node)
    },
  )
  const unit = measure === 'weights' && profile.weightUnit === 'bytes' ? 'bytes' : units[measure]
  const name = measure === 'weights' ? (profile.weightUnit ?? 'weights') : measure === 'selfNs' ? 'time' : measure
  return [JSON.stringify({ type: 'evented', name, unit, startValue: 0, endValue: at }).slice(0, -1), ',"events":[', ...events, ']}']
}
