import type { FrameKind, Profile } from '../../model/profile.ts'
import { measuresOf, columnOf, treeOf, type Measure } from '../../profile/measures.ts'

/** What a flame graph shows: paths of calls, with one or several measures that can give the widths. */
export interface Flame {
  readonly functions: readonly FlameFunction[]
  /** Paths in columns: node 0 is the root, a parent stands before its children, nodes name functions by their place (root: -1). */
  readonly parents: readonly number[]
  readonly nodes: readonly number[]
  /** Not empty unless there are no paths; the first one is shown first. */
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
  readonly measure: Measure
  /** `instructions`, `time`, `calls`, or what an imported file counted. */
  readonly title: string
  /** Of each node itself, without its children. */
  readonly own: readonly number[]
  /** The same in the baseline, where two profiles are compared; then `own` is the candidate's. */
  readonly baseline: readonly number[] | null
}

export function flameOfProfile(profile: Profile): Flame {
  const tree = treeOf(profile)
  return {
    functions: profile.functions,
    parents: tree.parents,
    nodes: tree.functions,
    measures: measuresOf(profile).map(measure => ({
      measure,
      title: measureTitle(measure, profile.weightUnit),
      own: columnOf(tree, measure),
      baseline: null,
    })),
  }
}

/** What the numbers of a measure are, in the plural. */
export function measureTitle(measure: Measure, weightUnit: string | null): string {
  const titles: Record<Measure, string> = { instructions: 'instructions', selfNs: 'time', weights: weightUnit ?? 'units', calls: 'calls' }
  return titles[measure]
}
