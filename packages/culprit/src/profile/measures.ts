import { type Profile, type ProfileMeasure, profileMeasureSchema, type ProfileTree } from '../model/profile.ts'

/** What a profile's tree knows, what tells most first; empty where it has only names. */
export function measuresOf(profile: Profile): ProfileMeasure[] {
  const tree = treeOf(profile)
  return profileMeasureSchema.options.filter(measure => tree[measure] !== null)
}

/** The paths of a profile; where it has none, each function stands alone below the root. */
export function treeOf({ tree, functions }: Profile): ProfileTree {
  if (tree !== null) return tree
  const column = (measure: 'calls' | 'instructions' | 'selfNs') =>
    functions.some(each => each[measure] !== null) ? [0, ...functions.map(each => each[measure] ?? 0)] : null
  return {
    parents: [-1, ...functions.map(() => 0)],
    functions: [-1, ...functions.keys()],
    calls: column('calls'),
    instructions: column('instructions'),
    selfNs: column('selfNs'),
    weights: null,
  }
}

/** The numbers of one measure, which the tree must know. */
export function columnOf(tree: ProfileTree, measure: ProfileMeasure): readonly number[] {
  const column = tree[measure]
  if (column === null) throw new TypeError(`the tree has no ${measure}`)
  return column
}
