import { labelsOf } from '../labels.ts'
import { columnOf, treeOf } from '../measures.ts'
import { callers, stacks } from '../stacks.ts'
import type { ProfileFormat } from './format.ts'

/** One line for each path: `main;parse;next 1234`, the numbers of one measure (Brendan Gregg's folded stacks). */
export const folded: ProfileFormat = {
  title: 'folded stacks, for flamegraph.pl, inferno and most other tools',
  extension: '.folded',
  *write(profile, measure) {
    if (measure === undefined) return
    const tree = treeOf(profile)
    const frames = labelsOf(profile.functions).map(frame)
    for (const { node, values } of stacks(tree, [columnOf(tree, measure)])) {
      const path = Array.from(callers(tree, node), index => frames[index]).reverse()
      yield `${path.join(';')} ${values[0]}\n`
    }
  },
}

/** A name without what ends a frame or a line. */
function frame(label: string): string {
  return (
    label
      .replaceAll(';', ':')
      .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
      .trim() || '(anonymous)'
  )
}
