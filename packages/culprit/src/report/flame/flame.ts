import type { FrameKind, Profile, ProfileMeasure } from '../../model/profile.ts'
import type { ProfileDiff } from '../../model/profile-diff.ts'

/** What a flame graph shows: paths of calls, with one or several measures that can give the widths. */
export interface Flame {
  readonly functions: readonly FlameFunction[]
  /** Paths in columns: node 0 is the root, a parent stands before its children, nodes name functions by their place (root: -1). */
  readonly parents: readonly number[]
  readonly nodes: readonly number[]
  /** Empty where there are no paths; the first one is shown first. */
  readonly measures: readonly FlameMeasure[]
}

export interface FlameFunction {
  readonly name: string | null
  /** In its module. */
  readonly index: number | null
  readonly module: string | null
  readonly kind: FrameKind
}

export interface FlameMeasure {
  readonly measure: ProfileMeasure
  /** `instructions`, `time`, `calls`, or what an imported file counted. */
  readonly title: string
  /** Of each node itself, without its children. */
  readonly own: readonly number[]
  /** The same in the baseline, where two profiles are compared; then `own` is the candidate's. */
  readonly baseline: readonly number[] | null
}

/**
 * The flame graph of a document. It also runs in the page, on the document that is in it, so it uses nothing from outside of itself.
 */
export function flameOf(document: Profile | ProfileDiff): Flame {
  const { tree, functions, weightUnit } = document
  if (tree === null) return { functions: [], parents: [-1], nodes: [-1], measures: [] }
  const titles = { instructions: 'instructions', selfNs: 'time', weights: weightUnit ?? 'units', calls: 'calls' }
  const own = 'b' in tree ? tree.b : tree
  const baseline = 'a' in tree ? tree.a : null
  const measures = (['instructions', 'selfNs', 'weights', 'calls'] as const).flatMap(measure => {
    const column = own[measure]
    return column === null ? [] : [{ measure, title: titles[measure], own: column, baseline: baseline?.[measure] ?? null }]
  })
  return {
    functions: functions.map(each => {
      if (!('change' in each)) return each
      const side = each.b ?? each.a
      return { kind: each.kind, module: side?.module ?? null, index: side?.index ?? null, name: side?.name ?? null }
    }),
    parents: tree.parents,
    nodes: tree.functions,
    measures,
  }
}
