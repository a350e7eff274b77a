import type { Classification, Evidence, Hypothesis, Investigation, Layer, Range } from '../../model/investigation.ts'
import type { Warning } from '../../model/warning.ts'
import { confidence, count, counted, day, measure, moment, percent, shortHash, signed, unknown } from '../format.ts'
import type { Fact, Item, Section, Story } from '../story.ts'
import { badge, joined, type Mark, name, quiet, sentence, strong, text, type Text } from '../text.ts'
import { comparisonAnswer, effectCertainty, measuredLine } from './answer.ts'
import { comparisonFacts, failureSection, reproduceSection, warningFact, warningSection } from './comparison.ts'
import { environmentSections } from './environment.ts'
import { measurementSections } from './measurements.ts'
import { modulePairSections } from './module-pair.ts'
import { swapSection } from './swaps.ts'
import { suspectBlocks } from './suspects.ts'
import { functionSection, samplingSection, scriptSection } from './time.ts'
import { sidesSections } from './variants.ts'

export function tellInvestigation(investigation: Investigation): Story {
  const { comparison, classification, notLookedAt, suspects, residualRegressions } = investigation
  const warnings = distinct([...investigation.warnings, ...comparison.warnings])
  return {
    label: `investigation, ${moment(comparison.startedMs)}`,
    verdict: classification,
    tone: classificationTones[classification],
    answer: answer(investigation),
    facts: [...answerFacts(investigation), ...comparisonFacts(comparison), ...warningFact(warnings)],
    sections: [
      ...measurementSections(comparison),
      ...failureSection(comparison),
      ...evidenceSection(investigation.evidence),
      ...hypothesisSection(investigation.hypotheses),
      ...layerSection(investigation),
      ...swapSection(investigation.swaps),
      ...samplingSection(investigation.sampling),
      ...functionSection(investigation.functions),
      ...modulePairSections(investigation.modules),
      ...scriptSection(investigation.scripts),
      ...rangeSections(investigation.range),
      ...(suspects.length === 0 ? [] : [{ title: 'Suspects', blocks: suspectBlocks(suspects) }]),
      ...list(
        'Also slower',
        residualRegressions.map(({ metric, statement }) => text`${name(metric)}: ${statement}`),
      ),
      ...warningSection(warnings),
      ...list('Not looked at', notLookedAt.map(sentence)),
      ...sidesSections(comparison),
      ...environmentSections(comparison.environment),
      {
        title: 'Recommendation',
        blocks: [{ kind: 'text', text: text`${strong(investigation.recommendation.action)}: ${investigation.recommendation.text}` }],
      },
      reproduceSection({ ...comparison, run: investigation.run }),
    ],
  }
}

const classificationTones: Record<Classification, Mark> = {
  'real-regression': 'bad',
  improvement: 'good',
  'no-change': 'good',
  'infrastructure-artifact': 'good',
  'needs-investigation': 'unsure',
}

/** An effect is told with its interval; the other outcomes are more than a number, so their summary tells them. */
function answer({ classification, comparison, summary }: Investigation): Text {
  return tellsEffect(classification) ? comparisonAnswer(comparison) : sentence(summary)
}

function tellsEffect(classification: Classification): boolean {
  return classification === 'real-regression' || classification === 'improvement'
}

const layerWords: Record<Layer, string> = {
  module: 'the WebAssembly module',
  glue: 'the JavaScript around the module',
  engine: 'the engine',
  flags: 'the flags of the engine',
  harness: 'the way of measuring',
  environment: 'the machine',
}

function answerFacts({ classification, summary, layer, evidence, counting, culprit, bisection, range, comparison }: Investigation): Fact[] {
  const why = evidence.find(({ supports }) => layer !== null && supports.includes(layer))
  const measured = measuredLine(comparison)
  return [
    {
      label: 'layer',
      value:
        layer === null ? text`none named` : text`${strong(layer)} (${layerWords[layer]})${why === undefined ? '' : `: ${why.statement}`}`,
    },
    ...countingFact(counting),
    {
      label: 'culprit',
      value: culprit === null ? text`none named` : text`${name(culprit.from)} → ${name(culprit.to)}${dates(culprit, range)}`,
    },
    ...sinceWhenFact(bisection),
    ...(summary.includes(comparison.reason) ? [] : [{ label: 'verdict', value: text`${comparison.verdict}: ${comparison.reason}` }]),
    ...(measured === null
      ? []
      : [{ label: 'measured', value: tellsEffect(classification) ? measured : text`${measured} ${effectCertainty(comparison)}` }]),
  ]
}

/** What the search over the versions between the two sides has told beside the culprit, and where it is told in full. */
function sinceWhenFact(bisection: Investigation['bisection']): Fact[] {
  if (bisection === undefined) return []
  const { run, outcome, probability } = bisection
  const certainty = probability === null ? '' : `, ${confidence(probability)} certain`
  return [{ label: 'bisection', value: text`${outcome}${certainty}${run === null ? '' : text`: culprit report ${name(run)}`}` }]
}

/** Exact, so it is worth a line of the answer whatever the clock says. */
function countingFact(counting: Investigation['counting']): Fact[] {
  if (counting === null) return []
  const { baseline, candidate, spread } = counting
  const change = baseline === candidate ? text`the same` : strong(signed(candidate / baseline - 1, percent))
  const repeats = spread === 0 ? 'equal in each launch of a side' : `launches of a side differ by ${percent(spread)}`
  return [
    {
      label: 'executes',
      value: text`${count(baseline)} → ${count(candidate)} wasm instructions per run, ${change} ${quiet(`(${repeats})`)}`,
    },
  ]
}

function dates(culprit: { readonly from: string; readonly to: string }, range: Range | null): Text {
  const published = (version: string) => day(range?.versions.find(each => each.version === version)?.date ?? null)
  const [from, to] = [published(culprit.from), published(culprit.to)]
  return from === null && to === null ? [] : quiet(` (published ${from ?? unknown} → ${to ?? unknown})`)
}

function evidenceSection(evidence: readonly Evidence[]): Section[] {
  if (evidence.length === 0) return []
  const items = evidence.map((each): Item => {
    const sides = [
      ...(each.supports.length === 0 ? [] : [text`for ${names(each.supports)}`]),
      ...(each.against.length === 0 ? [] : [text`against ${names(each.against)}`]),
    ]
    const weighed = sides.length === 0 ? quiet('for and against nothing') : joined(sides, ', ')
    return { badge: badge(each.id), tone: 'plain', text: sentence(each.statement), notes: [text`${evidenceValue(each)}; ${weighed}`] }
  })
  return [{ title: 'Evidence', blocks: [{ kind: 'items', items }] }]
}

function evidenceValue({ value, unit }: Evidence): Text {
  if (value === null) return quiet(unknown)
  if (typeof value === 'number') return strong(measure(value, unit))
  if (typeof value === 'boolean') return strong(value ? 'yes' : 'no')
  return name(/^[0-9a-f]{64}$/.test(value) ? shortHash(value) : value)
}

const hypothesisTones: Record<Hypothesis['status'], Mark> = {
  validated: 'strong',
  eliminated: 'quiet',
  open: 'unsure',
  inconclusive: 'unsure',
}

function hypothesisSection(hypotheses: readonly Hypothesis[]): Section[] {
  if (hypotheses.length === 0) return []
  const items = hypotheses.map(({ id, statement, status, evidence }): Item => {
    const weighed = evidence.length === 0 ? quiet('no evidence') : text`evidence: ${names(evidence)}`
    return { badge: status, tone: hypothesisTones[status], text: text`${name(id)}: ${statement}`, notes: [weighed] }
  })
  return [{ title: 'Hypotheses', blocks: [{ kind: 'items', items }] }]
}

export function layerSection({ layers }: Pick<Investigation, 'layers'>): Section[] {
  if (layers.length === 0) return []
  const items = layers.map(({ layer, differs, statement }): Item => {
    const badge = differs === null ? unknown : differs ? 'differs' : 'same'
    return {
      badge,
      tone: differs === null ? 'unsure' : differs ? 'strong' : 'quiet',
      text: text`${strong(layer)}: ${statement}`,
      notes: [],
    }
  })
  return [{ title: 'Layers that can differ', blocks: [{ kind: 'items', items }] }]
}

function rangeSections(range: Range | null): Section[] {
  const first = range?.versions[0]
  const last = range?.versions.at(-1)
  if (range === null || first === undefined || last === undefined) return []
  const dated = ({ version, date }: Range['versions'][number]) => text`${name(version)} ${quiet(`(${day(date) ?? unknown})`)}`
  const between = range.versions.length - 2
  return [
    {
      title: 'Versions',
      blocks: [
        {
          kind: 'text',
          text: text`${name(range.source)}: ${dated(first)} to ${dated(last)}, ${between <= 0 ? 'next to each other' : `${counted(between, 'version')} between them`}`,
        },
      ],
    },
    ...(between <= 0
      ? []
      : [
          {
            title: 'Every version between',
            blocks: [{ kind: 'text' as const, text: joined(range.versions.map(dated), ', ') }],
            appendix: true as const,
          },
        ]),
  ]
}

function list(title: string, texts: readonly Text[]): Section[] {
  if (texts.length === 0) return []
  const items = texts.map((text): Item => ({ badge: '', tone: 'plain', text, notes: [] }))
  return [{ title, blocks: [{ kind: 'items', items }] }]
}

function names(ids: readonly string[]): Text {
  return joined(ids.map(name), ', ')
}

function distinct(warnings: readonly Warning[]): Warning[] {
  return [...new Map(warnings.map(warning => [`${warning.code}\n${warning.message}`, warning])).values()]
}
