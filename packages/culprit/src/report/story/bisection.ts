import type { Bisection } from '../../model/bisection.ts'
import type { Verdict } from '../../model/comparison.ts'
import { confidence, count, counted, day, duration, intervalWords, moment, percent, ratioParts, shortVersion } from '../format.ts'
import type { Fact, RatioPlot, Section, Story, Table } from '../story.ts'
import { joined, type Mark, name, quiet, sentence, strong, text, type Text } from '../text.ts'
import { shortened } from '../untrusted.ts'
import { warningFact, warningSection } from './comparison.ts'
import { layerSection } from './investigation.ts'
import { modulePairSections } from './module-pair.ts'
import { tellPredicateBisection } from './predicate-bisection.ts'
import { changelogSection } from './suspects.ts'
import { scriptSection } from './time.ts'

type Gap = NonNullable<Bisection['culprit']>
type Compared = Omit<Bisection['sections'][number], 'verdict'> & { readonly verdict: Verdict | null }

/** Where a step lies in a range of versions: the step first, then every version on one axis, then how sure it is. */
export function tellBisection(bisection: Bisection): Story {
  const { outcome, warnings, predicate } = bisection
  if (predicate !== undefined) return tellPredicateBisection(bisection, predicate)
  return {
    label: bisectionLabel(bisection),
    verdict: outcome,
    tone: isFaster(bisection) ? 'good' : bisectionTones[outcome],
    answer: answerOf(bisection),
    facts: [...factsOf(bisection), ...warningFact(warnings)],
    sections: [
      ...nextSection(bisection),
      { title: 'Versions', blocks: [...effectPlot(bisection), versionTable(bisection)] },
      ...comparedSection('Steps', 'Steps that fresh pairs of the two neighbours confirmed', bisection.steps),
      ...changeSections(bisection),
      ...comparedSection('What is left', 'Parts of the range that were compared, and in which no step was located', bisection.sections),
      ...failureSection(bisection),
      ...warningSection(warnings),
      ...reproduceSection(bisection),
    ],
  }
}

/** By files only: what the step can come from, and not what it does. */
function changeSections({ changes }: Bisection): Section[] {
  if (changes === null) return []
  const { dependencies, changelog } = changes
  return [
    ...layerSection(changes),
    ...(dependencies.length === 0 ? [] : [dependencySection(dependencies)]),
    ...modulePairSections(changes.modules),
    ...scriptSection(changes.scripts),
    ...(changelog === null ? [] : [changelogSection(changelog)]),
  ]
}

function dependencySection(dependencies: NonNullable<Bisection['changes']>['dependencies']): Section {
  const version = (wanted: string | null) => (wanted === null ? quiet('none') : name(wanted))
  return {
    title: 'Dependencies',
    blocks: [
      {
        kind: 'table',
        caption: 'What package.json asks for on both sides of the step, where it differs',
        columns: [
          { title: 'package', align: 'left' },
          { title: 'before', align: 'left' },
          { title: 'with the step', align: 'left' },
        ],
        rows: dependencies.map(({ name: called, from, to }) => [name(called), version(from), version(to)]),
      },
    ],
  }
}

export function bisectionLabel({ startedMs }: Bisection): string {
  return startedMs === null ? 'bisection' : `bisection, ${moment(startedMs)}`
}

export const bisectionTones: Record<Bisection['outcome'], Mark> = {
  found: 'bad',
  'several-steps': 'bad',
  'no-step': 'good',
  undecided: 'unsure',
}

function answerOf(bisection: Bisection): Text {
  const { outcome, culprit } = bisection
  const of = bisection.source === null ? '' : ` of ${bisection.source}`
  if (culprit !== null) {
    const which = isFaster(bisection) ? 'a step down and is faster' : 'the step'
    const more = outcome === 'several-steps' ? '; it is not the only step' : ''
    return text`${versionName(culprit.to)}${of} brought ${which}: ${effectWords(culpritStep(bisection)?.ratio ?? null)} against ${versionName(culprit.from)}${more}`
  }
  if (outcome === 'no-step') return text`There is no step to find${of}: ${alikeWords(bisection)}`
  return text`It cannot be told which version${of} brought the step: ${whyUndecided[bisection.reason] ?? bisection.reason}`
}

function culpritStep({ culprit, steps }: Bisection): Bisection['steps'][number] | undefined {
  return steps.find(({ from, to }) => from === culprit?.from && to === culprit.to)
}

/** Whether the version that is named is the faster one of the two. */
function isFaster(bisection: Bisection): boolean {
  return culpritStep(bisection)?.verdict === 'improvement'
}

function alikeWords({ versions, threshold, ends }: Bisection): Text {
  const [first, last] = [versionName(versions[0]!.version), versionName(versions.at(-1)!.version)]
  const effect = effectWords(ends?.ratio ?? null)
  return (ends?.ratio?.low ?? 0) > 1 / (1 + threshold)
    ? text`${last} is neither slower nor faster than ${first} by ${percent(threshold)} or more (${effect})`
    : text`${last} is not slower than ${first} by ${percent(threshold)} or more (${effect}); whether it is faster, its pairs do not tell`
}

const whyUndecided: Partial<Record<Bisection['reason'], string>> = {
  'ends-inconclusive': 'all pairs together do not tell whether the two ends differ',
  'good-end-broken': 'the good end does not run',
  'bad-end-broken': 'the bad end does not run',
  'same-bytes': 'the ends differ, and the bytes of the versions do not, so it is not the versions',
  'not-confirmed': 'no place became likely enough, or fresh pairs did not show the step there',
  over: 'the budget was spent before',
}

function effectWords(effect: Bisection['steps'][number]['ratio']): Text {
  if (effect === null) return text`nothing was measured`
  return text`${strong(ratioParts(effect).estimate)} ${quiet(`(${intervalWords(effect)})`)}`
}

function factsOf(bisection: Bisection): Fact[] {
  const { probability, culprit, credible, measurements, measurementsBy, decidedBy, measuredNs, alpha } = bisection
  const { ends, search, confirmation, remainder } = measurementsBy
  const took = measuredNs === null ? '' : `, ${duration(measuredNs)} of launches`
  return [
    ...layerFact(bisection),
    ...(probability === null
      ? []
      : [
          {
            label: culprit === null ? 'likeliest' : 'certainty',
            value: text`${confidence(probability)}${culprit === null ? '' : `; a version that brought no step is named with a probability of at most ${percent(alpha)}`}`,
          },
        ]),
    ...(culprit !== null || credible.length === 0
      ? []
      : [{ label: 'candidates', value: joined(credible.slice(0, 6).map(gapWords), ', ') }]),
    {
      label: 'measured',
      value: text`${counted(measurements, 'pair')}${took}: ${count(ends)} of the ends, ${count(search)} to search, ${count(confirmation)} to confirm, ${count(remainder)} of what is left${decidedBy === 'cpu' ? '; in processor time' : ''}`,
    },
  ]
}

/** Named where the two versions differ in one layer only: then it carries the step that fresh pairs have shown. */
function layerFact({ changes }: Bisection): Fact[] {
  const layer = changes?.layers.find(one => one.layer === changes.layer)
  return layer === undefined ? [] : [{ label: 'layer', value: text`${strong(layer.layer)}: ${layer.statement} Nothing else differs.` }]
}

/** A cell of a table that may be empty. */
export function quietly(words: string | null): Text {
  return words === null ? [] : quiet(words)
}

export function versionName(version: string): Text {
  return name(shortVersion(version))
}

export function gapWords({ from, to }: Gap): Text {
  return text`${versionName(from)} → ${versionName(to)}`
}

function nextSection(bisection: Bisection): Section[] {
  const next = nextStep(bisection)
  if (next === null) return []
  return [
    {
      title: 'What to do next',
      blocks: [{ kind: 'text', text: next.why }, ...(next.argv === null ? [] : [{ kind: 'command' as const, argv: next.argv }])],
    },
  ]
}

/** What a report tells to do, and the command for it; null when there is none. */
export interface NextStep {
  readonly why: Text
  readonly argv: readonly string[] | null
}

export function investigateStep({ versions, command }: Bisection, culprit: Gap): NextStep {
  const reference = (version: string) => versions.find(one => one.version === version)?.reference ?? null
  const [from, to] = [reference(culprit.from), reference(culprit.to)]
  return {
    why: text`Investigate the two versions, with the same workload: which layer carries the step, and what changed in it.`,
    argv: from === null || to === null ? null : ['culprit', 'investigate', from, to, ...sameWork(command)],
  }
}

function nextStep(bisection: Bisection): NextStep | null {
  const { culprit, run, outcome, reason } = bisection
  if (culprit !== null) return investigateStep(bisection, culprit)
  if (outcome !== 'undecided') return null
  if (reason === 'over' && run !== null) {
    return { why: text`Go on with a larger budget; what is measured stays.`, argv: ['culprit', 'resume', run, '--budget', '2h'] }
  }
  if (reason === 'same-bytes') return { why: text`Look at the engine and the machine instead of the versions.`, argv: ['culprit', 'env'] }
  if (reason.endsWith('broken')) return { why: text`Look below at why it does not run, or take another end.`, argv: null }
  return { why: text`Measure on a quieter machine, or with a larger threshold.`, argv: ['culprit', 'env'] }
}

/** The options that say what the versions are exercised with; `investigate` has them too. */
const workOptions = /^--(workload|invoke|args|engine|flags|time-limit|threshold|app|nuget-feed|build|build-output|build-time-limit)(=|$)/

function sameWork(command: readonly string[]): string[] {
  return command.flatMap((word, index) => (workOptions.test(word) ? (word.includes('=') ? [word] : [word, command[index + 1] ?? '']) : []))
}

const longestLabel = 24

/** The versions whose effect is known on both sides, on one axis. */
export function effectPlot({ versions, threshold }: Bisection): RatioPlot[] {
  const rows = versions.flatMap(({ version, effect, state }) =>
    effect === null || effect.low === null || effect.high === null
      ? []
      : [
          {
            arm: state === 'bad' ? ('candidate' as const) : ('baseline' as const),
            label: shortened(shortVersion(version), longestLabel),
            ...effect,
            pairs: [],
          },
        ],
  )
  if (rows.length === 0) return []
  return [{ kind: 'ratios', caption: `Versions against ${shortened(shortVersion(versions[0]!.version), longestLabel)}`, threshold, rows }]
}

function versionTable(bisection: Bisection): Table {
  const { versions, culprit } = bisection
  // Who is faster is not bad.
  const words = isFaster(bisection) ? { good: 'before', bad: 'faster' } : { good: 'good', bad: 'bad' }
  const counted = versions.some(({ instructions }) => instructions !== null)
  return {
    kind: 'table',
    caption: 'All versions of the range, oldest first; effects are against the good end',
    columns: [
      { title: 'version', align: 'left' },
      { title: 'date', align: 'left' },
      { title: 'state', align: 'left' },
      { title: 'effect', align: 'right' },
      { title: 'interval', align: 'right' },
      { title: 'pairs', align: 'right' },
      ...(counted ? [{ title: 'instructions', align: 'right' as const }] : []),
    ],
    rows: versions.map(version => {
      const { date, state, effect, pairs, instructions } = version
      const parts = effect === null ? null : ratioParts(effect)
      return [
        versionName(version.version),
        quietly(day(date)),
        text`${state === 'good' || state === 'bad' ? words[state] : state}${version.version === culprit?.to ? strong(' ← the step') : ''}`,
        text`${parts?.estimate ?? ''}`,
        quietly(parts?.bounds ?? null),
        text`${pairs === 0 ? '' : count(pairs)}`,
        ...(counted ? [text`${instructions === null ? '' : count(instructions)}`] : []),
      ]
    }),
  }
}

function comparedSection(title: string, caption: string, compared: readonly Compared[]): Section[] {
  if (compared.length === 0) return []
  return [
    {
      title,
      blocks: [
        {
          kind: 'table',
          caption,
          columns: [
            { title: 'from', align: 'left' },
            { title: 'to', align: 'left' },
            { title: 'verdict', align: 'left' },
            { title: 'ratio', align: 'right' },
            { title: 'interval', align: 'right' },
            { title: 'pairs', align: 'right' },
          ],
          rows: compared.map(({ from, to, verdict, ratio, pairs }) => {
            const parts = ratio === null ? null : ratioParts(ratio)
            return [
              versionName(from),
              versionName(to),
              text`${verdict ?? 'not compared'}`,
              text`${parts?.estimate ?? ''}`,
              quietly(parts?.bounds ?? null),
              text`${count(pairs)}`,
            ]
          }),
        },
      ],
    },
  ]
}

export function failureSection({ versions }: Bisection): Section[] {
  const items = versions.flatMap(({ version, state, failure }) =>
    failure === null ? [] : [{ badge: state, tone: 'bad' as const, text: text`${versionName(version)}: ${sentence(failure)}`, notes: [] }],
  )
  return items.length === 0 ? [] : [{ title: 'Versions that failed', blocks: [{ kind: 'items', items }] }]
}

export function reproduceSection({ run, command, seed }: Bisection): Section[] {
  if (run === null) return []
  return [
    {
      title: 'How to reproduce',
      blocks: [
        { kind: 'command', argv: command },
        { kind: 'text', text: text`Run ${name(run)}, seed ${name(seed)}. ${quiet('Every launch of it is stored; show it again with')}` },
        { kind: 'command', argv: ['culprit', 'report', run, '--format', 'html'] },
      ],
    },
  ]
}
