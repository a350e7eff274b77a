import type { FunctionDiffRow } from '../model/function-diff.ts'
import type { Arm } from '../model/launch.ts'
import type { Probability, Ratio } from '../model/units.ts'
import type { ReportDocument } from './document.ts'
import type { Flame } from './flame/flame.ts'
import { tellBench } from './story/bench.ts'
import { tellAlarm } from './story/alarm.ts'
import { tellBisection } from './story/bisection.ts'
import { tellComparison } from './story/comparison.ts'
import { tellEnvironment } from './story/environment.ts'
import { tellError } from './story/error.ts'
import { tellFunctionDiff } from './story/function-diff.ts'
import { tellFilesDiff } from './story/files-diff.ts'
import { tellInvestigation } from './story/investigation.ts'
import { tellModuleDiff } from './story/module-diff.ts'
import { tellModule } from './story/module.ts'
import { tellComparisons } from './story/comparisons.ts'
import { tellModules } from './story/modules.ts'
import { tellProfileDiff } from './story/profile-diff.ts'
import { tellProfile } from './story/profile.ts'
import { tellSuiteComparison } from './story/suite-comparison.ts'
import { tellSuspects } from './story/suspects.ts'
import type { Mark, Text } from './text.ts'

/**
 * What a report says, in reading order, before any form gives it a look: the answer, then why, then how to go on.
 *
 * Documents are worded once, here and in story/; a form knows only the kinds of block, never the kinds of document.
 */
export interface Story {
  /** What kind of report this is, and when it was made. */
  readonly label: string
  /** The answer in a word, as documents and scripts have it; empty where nothing was judged. */
  readonly verdict: string
  readonly tone: Mark
  /** The answer in a sentence. */
  readonly answer: Text
  /** The lines that belong to the answer. */
  readonly facts: readonly Fact[]
  readonly sections: readonly Section[]
}

export interface Fact {
  readonly label: string
  readonly value: Text
}

export interface Section {
  readonly title: string
  readonly blocks: readonly Block[]
  /** True for lists that only some readers need: a form that is short leaves the section out, others fold it. */
  readonly appendix?: true
}

export type Block =
  | { readonly kind: 'text'; readonly text: Text }
  | { readonly kind: 'facts'; readonly facts: readonly Fact[] }
  | { readonly kind: 'items'; readonly items: readonly Item[] }
  | Table
  | StripPlot
  | RatioPlot
  | PairPlot
  | PartsPlot
  | FactorPlot
  | FlameGraph
  | LinesDiff
  /** Lines that a process printed. */
  | { readonly kind: 'output'; readonly lines: readonly string[] }
  | { readonly kind: 'command'; readonly argv: readonly string[] }

/** One line of a list that begins with a word such as a status, with further lines that belong to it. */
export interface Item {
  readonly badge: string
  readonly tone: Mark
  readonly text: Text
  readonly notes: readonly Text[]
}

export interface Column {
  readonly title: string
  readonly align: 'left' | 'right'
  /** Where a terminal is too narrow for all columns, it is among the last to go; the first one stays always. */
  readonly isKey?: true
}

export interface Table {
  readonly kind: 'table'
  readonly caption: string
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Text[])[]
  /** True where every row was asked for; otherwise short forms end a long table early. */
  readonly isWhole?: true
  /** What is not among `rows`: how many, and the option with which the command lists them, null where none does. */
  readonly leftOut?: { readonly count: number; readonly listedBy: string | null }
}

/** What one mark of a strip plot stands for, and several. */
export const markWords: Readonly<Record<'launches' | 'values', readonly [one: string, several: string]>> = {
  launches: ['launch', 'launches'],
  values: ['value', 'values'],
}

/** Every launch, or every value of a benchmark, as one mark on one scale, a row for each arm. */
export interface StripPlot {
  readonly kind: 'strip'
  readonly marks: keyof typeof markWords
  readonly caption: string
  readonly unit: 'ns' | 'bytes'
  readonly rows: readonly {
    readonly arm: Arm
    readonly label: string
    readonly values: readonly number[]
    readonly median: number | null
  }[]
}

/** Intervals of ratios on one axis, with 1 and the threshold on both sides of it. */
export interface RatioPlot {
  readonly kind: 'ratios'
  readonly caption: string
  readonly threshold: number
  readonly rows: readonly {
    readonly arm: Arm
    readonly label: string
    readonly estimate: Ratio
    readonly low: Ratio | null
    readonly high: Ratio | null
    readonly confidence: Probability | null
    /** The ratio of each pair that the interval was made from. */
    readonly pairs: readonly Ratio[]
  }[]
}

/** The ratio of each pair in the order of measuring, and who ran first in it. */
export interface PairPlot {
  readonly kind: 'pairs'
  readonly caption: string
  readonly threshold: number
  readonly estimate: Ratio
  readonly low: Ratio | null
  readonly high: Ratio | null
  readonly pairs: readonly { readonly block: number; readonly ratio: Ratio; readonly first: 'baseline' | 'candidate' }[]
}

/** Two texts side by side, in which equal lines stand beside each other. */
export interface LinesDiff {
  readonly kind: 'lines-diff'
  readonly caption: string
  readonly sides: readonly [string, string]
  readonly rows: readonly FunctionDiffRow[]
}

/** How a whole is made up on each side, as bars on one scale. */
export interface PartsPlot {
  readonly kind: 'parts'
  readonly caption: string
  readonly unit: 'ns' | 'bytes'
  readonly parts: readonly string[]
  readonly rows: readonly { readonly label: string; readonly values: readonly number[] }[]
}

/** How many times something each takes, as bars beside what it may take; for the eye only, since a table has the numbers. */
export interface FactorPlot {
  readonly kind: 'factors'
  readonly caption: string
  readonly rows: readonly { readonly label: string; readonly factor: Ratio; readonly budget: Ratio; readonly crossed: boolean }[]
}

/** Paths of calls; a form without pictures tells the hottest ones. */
export interface FlameGraph {
  readonly kind: 'flame'
  readonly caption: string
  readonly flame: Flame
}

const tellers: ByKind<ReportDocument, Story> = {
  comparison: tellComparison,
  investigation: tellInvestigation,
  bisection: tellBisection,
  alarm: tellAlarm,
  module: tellModule,
  comparisons: tellComparisons,
  bench: tellBench,
  modules: tellModules,
  'module-diff': tellModuleDiff,
  'function-diff': tellFunctionDiff,
  'files-diff': tellFilesDiff,
  profile: tellProfile,
  'profile-diff': tellProfileDiff,
  'suite-comparison': tellSuiteComparison,
  suspects: tellSuspects,
  environment: tellEnvironment,
  error: tellError,
}

/** The report of a document, in words. */
export function story(document: ReportDocument): Story {
  return answerOf(tellers, document)
}

/** What each kind of a tagged union answers. */
export type ByKind<Union extends { readonly kind: string }, Answer> = {
  readonly [Kind in Union['kind']]: (value: Extract<Union, { readonly kind: Kind }>) => Answer
}

/** Asks the answer of a value's own kind; the type of the table makes sure that it fits. */
export function answerOf<Union extends { readonly kind: string }, Answer>(answers: ByKind<Union, Answer>, value: Union): Answer {
  return (answers[value.kind as Union['kind']] as (value: Union) => Answer)(value)
}
