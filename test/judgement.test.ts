import { describe, expect, test } from 'vitest'
import type { Facts } from '../packages/culprit/src/checks/check.ts'
import { collectEvidence } from '../packages/culprit/src/checks/index.ts'
import type { Comparison } from '../packages/culprit/src/model/comparison.ts'
import type { Counting, Evidence, LayerDifference, LayerTime, Range, Sampling } from '../packages/culprit/src/model/investigation.ts'
import type { Swaps } from '../packages/culprit/src/model/swaps.ts'
import { judge, type Judgement } from '../packages/culprit/src/verdict/judge.ts'
import { crash, improvement, inconclusive, noRegression, nothingMeasured, regression, smallChange } from './cases/report/comparisons.ts'
import { factsOf } from './facts.ts'

type Layers = Partial<Record<'module' | 'glue' | 'engine' | 'flags', boolean | null>>

/** Which layers differ; those that are not named do not. */
function layersOf(differing: Layers): LayerDifference[] {
  return (['module', 'glue', 'engine', 'flags'] as const).map(layer => ({
    layer,
    differs: layer in differing ? differing[layer]! : false,
    statement: `About the ${layer}.`,
  }))
}

/** The change of each part in milliseconds, with whether it is proven. */
function samplingOf(changes: { wasm: number; javascript: number }, proven = true): Sampling {
  const part = (name: LayerTime['part'], change: number): LayerTime => ({
    part: name,
    baselineShare: 0.5,
    candidateShare: 0.5,
    baselineNs: 10e6,
    candidateNs: 10e6 + change * 1e6,
    changeNs: { estimate: change * 1e6, low: proven ? change * 0.9e6 : -1e6, high: change * 1.1e6, confidence: 0.95 },
  })
  const parts = [part('wasm', changes.wasm), part('javascript', changes.javascript), part('collector', 0), part('other', 0)]
  return { launches: 12, intervalNs: 200e3, samples: 20_000, parts }
}

function judged(
  comparison: Comparison,
  differing: Layers,
  { range = null, ...known }: Partial<Facts> & { readonly range?: Range | null } = {},
): Judgement & { readonly evidence: readonly Evidence[] } {
  const layers = layersOf(differing)
  const facts = factsOf({ comparison, layers, ...known })
  const { sampling, swaps, counting } = facts
  const evidence = collectEvidence(facts)
  const notCounted = counting === null ? 'nobody asked' : null
  const sampled = sampling !== null
  return { ...judge({ comparison, evidence, layers, range, sampled, swaps, notCounted, commits: false, searched: false }), evidence }
}

function statusOf({ hypotheses }: Judgement, id: string): string | undefined {
  return hypotheses.find(hypothesis => hypothesis.id === id)?.status
}

const everyLayer = ['module', 'glue', 'engine', 'flags'] as const

describe('the layer', () => {
  test.each(everyLayer)('is %s when nothing else differs and a difference was measured', layer => {
    expect(judged(regression, { [layer]: true })).toMatchObject({ classification: 'real-regression', layer })
    expect(judged(improvement, { [layer]: true })).toMatchObject({ classification: 'improvement', layer })
  })

  test.each(everyLayer)('is not %s when no difference was measured, although it differs', layer => {
    expect(judged(noRegression, { [layer]: true })).toMatchObject({ classification: 'no-change', layer: null })
    expect(judged(inconclusive, { [layer]: true })).toMatchObject({ classification: 'needs-investigation', layer: null })
  })

  test('is the one of two whose time changed, and none without that evidence', () => {
    const both = { module: true, glue: true }
    expect(judged(regression, both, { sampling: samplingOf({ wasm: 7, javascript: 0.1 }) }).layer).toBe('module')
    expect(judged(regression, both, { sampling: samplingOf({ wasm: 0.1, javascript: 7 }) }).layer).toBe('glue')
    expect(judged(regression, both)).toMatchObject({ classification: 'real-regression', layer: null })
  })

  test('is none when the change of time is not proven, or lies in both', () => {
    const both = { module: true, glue: true }
    expect(judged(regression, both, { sampling: samplingOf({ wasm: 7, javascript: 0.1 }, false) }).layer).toBe(null)
    expect(judged(regression, both, { sampling: samplingOf({ wasm: 3, javascript: 3 }) }).layer).toBe(null)
  })

  test('is the glue when only the glue differs, even though it spends the time in the module', () => {
    expect(judged(regression, { glue: true }, { sampling: samplingOf({ wasm: 7, javascript: 0.1 }) }).layer).toBe('glue')
  })

  test('is none when it could not be seen whether another layer differs', () => {
    expect(judged(regression, { module: true, glue: null }).layer).toBe(null)
  })

  test('is none when the engine differs too, because the sampled time does not tell the engine from the module', () => {
    const judgement = judged(regression, { module: true, engine: true }, { sampling: samplingOf({ wasm: 7, javascript: 0.1 }) })
    expect(judgement).toMatchObject({ classification: 'real-regression', layer: null })
    expect(statusOf(judgement, 'engine')).toBe('inconclusive')
  })
})

describe('identical sides', () => {
  test('that differ in speed put the method in question, and flip when a layer differs', () => {
    expect(judged(regression, {})).toMatchObject({ classification: 'needs-investigation', layer: null })
    expect(judged(regression, { module: true }).classification).toBe('real-regression')
  })

  test('that show no difference are no change, where differing ones would need more', () => {
    const wide: Comparison = { ...inconclusive, ratio: { estimate: 1.004, low: 0.97, high: 1.04, confidence: 0.98 } }
    expect(judged(wide, {}).classification).toBe('no-change')
    expect(judged(wide, { module: true }).classification).toBe('needs-investigation')
    expect(judged({ ...wide, ratio: { ...wide.ratio!, low: null, high: null } }, {}).classification).toBe('needs-investigation')
  })

  test('that could not be measured are no pass', () => {
    expect(judged(nothingMeasured, {}).classification).toBe('needs-investigation')
  })
})

describe('the copy of the baseline', () => {
  const aa = (estimate: number, low: number, high: number): Comparison => ({
    ...regression,
    aa: { estimate, low, high, confidence: 0.95, pairs: 8 },
  })

  test('that differs as much as the candidate puts the method in question', () => {
    expect(judged(aa(1.4, 1.3, 1.5), { module: true }).classification).toBe('needs-investigation')
  })

  test('that equals the baseline speaks against the method', () => {
    const judgement = judged(aa(1.002, 0.99, 1.01), { module: true })
    expect(judgement.classification).toBe('real-regression')
    expect(statusOf(judgement, 'harness')).toBe('eliminated')
  })
})

describe('a candidate that fails where the baseline works', () => {
  test('is a regression', () => {
    expect(judged(crash, { module: null, glue: null })).toMatchObject({ classification: 'real-regression', layer: null })
  })
})

describe('the culprit', () => {
  const range = (...versions: string[]): Range => ({ source: 'npm:amaro', versions: versions.map(version => ({ version, date: null })) })

  test('is the pair when no version lies between, and unknown when one does', () => {
    expect(judged(regression, { module: true }, { range: range('0.5.3', '1.0.0') }).culprit).toEqual({ from: '0.5.3', to: '1.0.0' })
    const wider = judged(regression, { module: true }, { range: range('0.5.3', '0.9.0', '1.0.0') })
    expect(wider.culprit).toBe(null)
    expect(wider.notLookedAt[0]).toContain('The 1 versions between the two')
  })

  test('is nobody when nothing changed', () => {
    expect(judged(noRegression, { module: true }, { range: range('0.5.3', '1.0.0') }).culprit).toBe(null)
    expect(judged(smallChange, { module: true }, { range: range('0.5.3', '1.0.0') })).toMatchObject({
      classification: 'no-change',
      culprit: null,
    })
  })
})

describe('swapped parts', () => {
  const both = { module: true, glue: true }
  type Decision = Swaps['parts'][number]['decision']
  const swapsOf = (module: Decision, glue: Decision): Swaps => ({
    parts: (
      [
        ['module', module],
        ['glue', glue],
      ] as const
    ).map(([layer, decision]) => ({
      layers: [layer],
      effect: { estimate: 1.2, low: 1.1, high: 1.3, confidence: 0.98 },
      decision,
      exchanges: { measured: 2, possible: 2 },
    })),
    interactions: [],
    variants: [],
    together: [],
    decidedBy: 'wall',
    blocks: 12,
    droppedBlocks: 0,
    limit: 0.05,
    stoppedBy: 'decision',
  })
  const inseparable: Swaps = {
    ...swapsOf('inconclusive', 'inconclusive'),
    parts: [{ layers: ['module', 'glue'], effect: null, decision: 'inconclusive', exchanges: { measured: 0, possible: 1 } }],
    together: [{ layers: ['module', 'glue'], why: 'it imports env.log' }],
    blocks: 0,
    stoppedBy: null,
  }
  const says = ({ notLookedAt }: Judgement) => notLookedAt.filter(sentence => sentence.includes('swapped'))

  test('name the layer that made the difference, and none without them', () => {
    expect(judged(regression, both).layer).toBe(null)
    expect(judged(regression, both, { swaps: swapsOf('slower', 'negligible') }).layer).toBe('module')
    expect(judged(regression, both, { swaps: swapsOf('negligible', 'slower') }).layer).toBe('glue')
    expect(judged(improvement, both, { swaps: swapsOf('negligible', 'faster') })).toMatchObject({
      classification: 'improvement',
      layer: 'glue',
    })
  })

  test('eliminate the layer that does nothing, or the contrary', () => {
    expect(statusOf(judged(regression, both, { swaps: swapsOf('slower', 'negligible') }), 'glue')).toBe('eliminated')
    expect(statusOf(judged(regression, both, { swaps: swapsOf('slower', 'faster') }), 'glue')).toBe('eliminated')
  })

  test('name none when both parts do it, or nothing was decided', () => {
    expect(judged(regression, both, { swaps: swapsOf('slower', 'slower') }).layer).toBe(null)
    expect(judged(regression, both, { swaps: swapsOf('inconclusive', 'inconclusive') }).layer).toBe(null)
  })

  test('overrule what the profiler and the counters suggest: glue that calls the module more often spends its time there', () => {
    const inWasm = {
      sampling: samplingOf({ wasm: 7, javascript: 0.1 }),
      counting: { baseline: 1e6, candidate: 1.4e6, launches: 2, spread: 0 },
    }
    expect(judged(regression, both, inWasm).layer).toBe('module')
    expect(judged(regression, both, { ...inWasm, swaps: swapsOf('negligible', 'slower') }).layer).toBe('glue')
    expect(judged(regression, both, { ...inWasm, swaps: swapsOf('inconclusive', 'inconclusive') }).layer).toBe('module')
  })

  test('are listed as not looked at, with the reason, only where they were not', () => {
    expect(says(judged(regression, both))).toEqual([
      'Parts were not swapped between the sides; a script that calls the module more often would look like a slower module.',
    ])
    expect(says(judged(regression, both, { swaps: swapsOf('slower', 'negligible') }))).toEqual([])
    expect(says(judged(regression, both, { swaps: inseparable }))).toEqual([
      'Module and glue were not swapped apart from each other: it imports env.log.',
    ])
  })
})

describe('executed instructions', () => {
  const counting = (candidate: number): Counting => ({ baseline: 1e6, candidate, launches: 2, spread: 0 })

  test('name the module where they grow with the time, and eliminate it where they are equal', () => {
    const both = { module: true, glue: true }
    expect(judged(regression, both).layer).toBe(null)
    expect(judged(regression, both, { counting: counting(1.4e6) }).layer).toBe('module')
    const equal = judged(regression, both, { counting: counting(1e6) })
    expect([statusOf(equal, 'module'), equal.layer]).toEqual(['eliminated', null])
  })

  test('are listed as not looked at, with the reason, only when they were not counted', () => {
    const says = (judgement: Judgement) => judgement.notLookedAt.some(sentence => sentence.startsWith('Executed instructions'))
    expect(says(judged(regression, { module: true }))).toBe(true)
    expect(judged(regression, { module: true }).notLookedAt.join(' ')).toContain('nobody asked')
    expect(says(judged(regression, { module: true }, { counting: counting(1.4e6) }))).toBe(false)
  })
})

test('every piece of evidence that a hypothesis names exists, and the other way round', () => {
  const sampling = samplingOf({ wasm: 7, javascript: 0.1 })
  const { hypotheses, evidence } = judged(regression, { module: true, glue: true }, { sampling })
  const named = new Set(hypotheses.flatMap(({ evidence }) => evidence))
  expect(evidence.filter(({ supports, against }) => supports.length + against.length > 0).map(({ id }) => id)).toEqual(
    [...named].sort(byNumber),
  )
})

function byNumber(a: string, b: string): number {
  return Number(a.slice(1)) - Number(b.slice(1))
}

test('what too few pairs leave open is gone on with, and what they leave unclear is measured elsewhere', () => {
  const textOf = (comparison: Comparison) => judged(comparison, { module: true }).recommendation.text
  const ratio = inconclusive.ratio!
  expect(textOf({ ...inconclusive, pairs: 1, pairsNeeded: null, ratio: { ...ratio, low: null, high: null } })).toBe(
    '1 pair cannot tell how many would decide it: go on with a larger --budget (`culprit resume`), or measure on a quieter machine.',
  )
  expect(textOf({ ...inconclusive, pairsNeeded: 80 })).toBe(
    'About 80 pairs would decide it: raise --budget, or measure on a quieter machine.',
  )
  expect(textOf({ ...inconclusive, pairsNeeded: null, ratio: { ...ratio, low: 0.9, high: 1.2 } })).toBe(
    'Run it again on another machine before anything is concluded.',
  )
})
