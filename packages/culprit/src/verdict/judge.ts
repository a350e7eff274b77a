import type { HypothesisId } from '../checks/check.ts'
import type { Comparison } from '../model/comparison.ts'
import { counted, percent } from '../model/figures.ts'
import type { Classification, Evidence, Hypothesis, Investigation, Layer, LayerDifference, Range } from '../model/investigation.ts'
import type { Swaps } from '../model/swaps.ts'

export interface Judgement extends Pick<
  Investigation,
  'classification' | 'summary' | 'layer' | 'culprit' | 'hypotheses' | 'notLookedAt' | 'recommendation'
> {}

export interface JudgedFacts {
  readonly comparison: Comparison
  readonly evidence: readonly Evidence[]
  readonly layers: readonly LayerDifference[]
  readonly sampled: boolean
  /** Null when parts were not swapped. */
  readonly swaps: Swaps | null
  /** Why executed instructions were not counted; null when they were. */
  readonly notCounted: string | null
  /** Whether the commits between the two sides were read. */
  readonly commits: boolean
  readonly range: Range | null
  /** Whether the versions between the two sides are searched next. */
  readonly searched: boolean
}

/**
 * Weighs the evidence into a classification. The layer is named only where measurement leads to it: a difference was measured, and
 * either only one layer differs, or the time that changed lies in one.
 */
export function judge(facts: JudgedFacts): Judgement {
  const { comparison } = facts
  const hypotheses = weigh(facts)
  const classification = classify(facts, hypotheses)
  const changed = classification === 'real-regression' || classification === 'improvement'
  const validated = hypotheses.filter(({ status }) => status === 'validated')
  const layer = changed && validated.length === 1 ? (validated[0]!.id as Layer) : null
  return {
    classification,
    summary: summarise(classification, layer, comparison),
    layer,
    culprit: changed ? adjacentPair(facts) : null,
    hypotheses,
    notLookedAt: notLookedAt(facts, layer, changed),
    recommendation: recommend(classification, layer, facts),
  }
}

const layerStatements: Readonly<Record<Layer, string>> = {
  module: 'The WebAssembly module itself changed its speed.',
  glue: 'The JavaScript around the module changed its speed.',
  engine: 'The engine runs the same code at another speed.',
  flags: "The engine's flags made the difference.",
  harness: 'The way of measuring made the difference.',
  environment: 'The machine or its load made the difference.',
}

/**
 * A hypothesis is eliminated by evidence against it, validated by evidence for it where a difference was measured, and inconclusive
 * where there is both, or where its layer differs and nothing tells more.
 */
function weigh({ comparison, evidence, layers }: JudgedFacts): Hypothesis[] {
  const measured = comparison.verdict === 'regression' || comparison.verdict === 'improvement'
  const about = (id: HypothesisId) => evidence.filter(({ supports, against }) => supports.includes(id) || against.includes(id))
  const supported = (id: HypothesisId): boolean => evidence.some(({ supports }) => supports.includes(id))
  const opposed = (id: HypothesisId): boolean => evidence.some(({ against }) => against.includes(id))
  const statusOf = (id: HypothesisId): Hypothesis['status'] => {
    if (supported(id) && opposed(id)) return 'inconclusive'
    if (opposed(id)) return 'eliminated'
    if (!measured) return 'open'
    if (supported(id)) return 'validated'
    return layers.some(({ layer, differs }) => layer === id && differs !== false) ? 'inconclusive' : 'open'
  }
  const hypothesis = (id: HypothesisId, statement: string): Hypothesis => ({
    id,
    statement,
    status: statusOf(id),
    evidence: about(id).map(one => one.id),
  })
  return [
    ...(Object.entries(layerStatements) as [Layer, string][]).map(([id, statement]) => hypothesis(id, statement)),
    hypothesis('different-work', 'The two sides do different work.'),
  ]
}

function classify({ comparison, layers }: JudgedFacts, hypotheses: readonly Hypothesis[]): Classification {
  const status = (id: HypothesisId) => hypotheses.find(hypothesis => hypothesis.id === id)?.status
  const identical = layers.length > 0 && layers.every(({ differs }) => differs === false)
  switch (comparison.verdict) {
    case 'regression':
    case 'improvement': {
      // Identical inputs cannot differ in speed, and a copy of the baseline cannot differ from it: the method is in question, not the code.
      if (identical || status('harness') === 'validated' || status('different-work') === 'validated') return 'needs-investigation'
      return comparison.verdict === 'regression' ? 'real-regression' : 'improvement'
    }
    case 'no-regression':
    case 'small-change':
      return 'no-change'
    case 'inconclusive':
      // Nothing differs and nothing was seen: the width of the interval leaves room for noise only.
      return identical && comparison.pairs > 0 && comparison.ratio?.low !== null && comparison.failures.length === 0
        ? 'no-change'
        : 'needs-investigation'
  }
}

function summarise(classification: Classification, layer: Layer | null, comparison: Comparison): string {
  const { baseline, candidate, ratio } = comparison
  const [from, to] = [sideName(baseline, candidate), sideName(candidate, baseline)]
  const where = layer === null ? '' : `; the layer is ${layer}`
  switch (classification) {
    case 'real-regression':
      if (ratio === null) return `${to} fails where ${from} works${where}.`
      return `${to} ${effectWords(comparison, ratio.estimate)} ${from}${where}.`
    case 'improvement':
      return `${to} ${effectWords(comparison, ratio?.estimate ?? null)} ${from}, so it is faster${where}.`
    case 'no-change':
      return `No slowdown of ${percent(comparison.threshold, 3)} or more between ${from} and ${to}.`
    case 'infrastructure-artifact':
      return `The slowdown between ${from} and ${to} comes from how it was measured.`
    case 'needs-investigation':
      return `Whether ${to} is slower than ${from} is not decided: ${comparison.reason}`
  }
}

function effectWords({ decidedBy }: Comparison, estimate: number | null): string {
  const times = estimate?.toFixed(2) ?? 'unknown'
  if (decidedBy === 'instructions') return `executes ${times} times the instructions of`
  return decidedBy === 'cpu' ? `uses ${times} times the processor time of` : `takes ${times} times as long as`
}

function sideName(side: Comparison['baseline'], other: Comparison['baseline']): string {
  return side.engine === other.engine || side.reference === side.engine ? side.reference : `${side.reference} on ${side.engine}`
}

/** Baseline and candidate themselves, when the source lists no version between them. */
function adjacentPair({ range, comparison }: JudgedFacts): Investigation['culprit'] {
  if (range === null || range.versions.length !== 2) return null
  const { baseline, candidate } = comparison
  return { from: baseline.version ?? baseline.engine, to: candidate.version ?? candidate.engine }
}

function notLookedAt(
  { comparison, range, searched, sampled, swaps, notCounted, commits, layers }: JudgedFacts,
  layer: Layer | null,
  changed: boolean,
): string[] {
  const between = range === null ? 0 : range.versions.length - 2
  return [
    ...(between > 0 && changed && !searched
      ? [`The ${between} versions between the two: which of them carries the step was not searched.`]
      : []),
    ...(notCounted === null
      ? []
      : [
          `Executed instructions were not counted, so whether a function does more work, or the same work more slowly, is open: ${notCounted}.`,
        ]),
    ...(changed && layers.filter(({ differs }) => differs === true).length > 1 ? notSwapped(swaps) : []),
    ...(sampled || !changed || layer !== null ? [] : ['Where the time goes was not sampled.']),
    ...(commits ? [] : ['Commits and pull requests between the two sides.']),
    `Other engines, machines and workloads than ${comparison.workload.name} on this one.`,
  ]
}

/** What the swaps have not told, and why not. */
function notSwapped(swaps: Swaps | null): string[] {
  const risk = 'a script that calls the module more often would look like a slower module'
  if (swaps === null) return [`Parts were not swapped between the sides; ${risk}.`]
  const together = swaps.together.map(
    ({ layers, why }) => `${sentenceStart(layers.join(' and '))} were not swapped apart from each other: ${why}.`,
  )
  if (swaps.parts.some(({ effect }) => effect !== null) || together.length > 0) return together
  const why = swaps.variants.flatMap(({ why }) => why ?? [])[0]
  return [`Parts were not swapped between the sides${why === undefined ? '' : `: ${why}`}; ${risk}.`]
}

function sentenceStart(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

function recommend(classification: Classification, layer: Layer | null, { comparison }: JudgedFacts): Investigation['recommendation'] {
  switch (classification) {
    case 'real-regression':
      return {
        action: 'assign',
        text: `Give it to whoever ships ${layer === null ? '' : `the ${layer} of `}${comparison.candidate.reference}, with this report.`,
      }
    case 'improvement':
    case 'no-change':
      return { action: 'none', text: 'Nothing has to be done.' }
    case 'infrastructure-artifact':
      return { action: 'close-as-artifact', text: 'Close the alarm with this report.' }
    case 'needs-investigation':
      if (comparison.pairs === 0) return { action: 'escalate', text: 'Mend what keeps it from being measured, then run it again.' }
      return { action: 'measure-elsewhere', text: howToDecide(comparison) }
  }
}

function howToDecide({ pairs, pairsNeeded, ratio }: Comparison): string {
  if (pairsNeeded !== null) return `About ${pairsNeeded} pairs would decide it: raise --budget, or measure on a quieter machine.`
  if (ratio?.low == null && ratio?.high == null) {
    return `${counted(pairs, 'pair')} cannot tell how many would decide it: go on with a larger --budget (\`culprit resume\`), or measure on a quieter machine.`
  }
  return 'Run it again on another machine before anything is concluded.'
}
