import type { Compared, Comparisons } from '../../model/comparisons.ts'
import type { Verdict } from '../../model/comparison.ts'
import { count, counted, moment, percent, ratioParts } from '../format.ts'
import type { Section, Story, Table } from '../story.ts'
import { name, quiet, sentence, strong, text, type Text } from '../text.ts'
import { metricWords, verdictTones } from './answer.ts'
import { warningSection } from './comparison.ts'

/** Several comparisons: one table, a row for each, and how their number was corrected for. */
export function tellComparisons(document: Comparisons): Story {
  const { comparisons, artefacts, verdict, reason, correction, command, plan, startedMs, warnings } = document
  return {
    label: `comparisons, ${moment(startedMs)}`,
    verdict,
    tone: verdictTones[verdict],
    answer: answer(comparisons, verdict),
    facts: [
      { label: 'all', value: sentence(reason) },
      { label: 'correction', value: text`${correctionWords(correction)}` },
    ],
    sections: [
      { title: 'Comparisons', blocks: [table(comparisons)] },
      ...reasonSection(comparisons),
      ...artefactSection(artefacts),
      ...warningSection(warnings),
      {
        title: 'How to reproduce',
        blocks: [
          { kind: 'command', argv: command },
          { kind: 'text', text: text`Plan ${name(plan)}. ${quiet('Every comparison is a run of its own; show one with')}` },
          { kind: 'command', argv: ['culprit', 'report', comparisons[0]?.run ?? plan, '--format', 'html'] },
        ],
      },
    ],
  }
}

function answer(comparisons: readonly Compared[], verdict: Verdict): Text {
  const of = comparisons.filter(one => one.verdict === verdict)
  const names = of
    .slice(0, 3)
    .map(one => one.name)
    .join('; ')
  const more = of.length > 3 ? ` and ${count(of.length - 3)} more` : ''
  const words: Record<Verdict, string> = {
    regression: 'are slower',
    improvement: 'are faster',
    'small-change': 'differ by less than the threshold',
    'no-regression': 'show no regression',
    inconclusive: 'could not be decided',
  }
  return text`${strong(count(of.length))} of ${counted(comparisons.length, 'comparison')} ${words[verdict]}: ${names}${more}`
}

function correctionWords({ method, rate, screeningAlpha, confirmationAlpha }: Comparisons['correction']): string {
  const promise =
    method === 'holm'
      ? `the probability of any false claim is at most ${percent(rate)} (Holm)`
      : `of all claims at most ${percent(rate)} are expected to be false (Benjamini and Yekutieli)`
  return `screened at ${percent(screeningAlpha)} each; ${promise}; what survives is confirmed with fresh pairs at ${percent(confirmationAlpha)}`
}

function table(comparisons: readonly Compared[]): Table {
  return {
    kind: 'table',
    caption: 'Each comparison, after correction and confirmation',
    columns: [
      { title: 'comparison', align: 'left' },
      { title: 'verdict', align: 'left' },
      { title: 'ratio', align: 'right' },
      { title: 'interval', align: 'right' },
      { title: 'pairs', align: 'right' },
      { title: 'p', align: 'right' },
    ],
    rows: comparisons.map(row),
  }
}

function row({ name: words, verdict, ratio, decidedBy, screening, confirmation }: Compared): Text[] {
  // Nearly always the clock, which needs no words.
  const decided = decidedBy === 'wall' || decidedBy === null ? '' : ` (${decidedBy === 'failure' ? 'a failure' : metricWords[decidedBy]})`
  const { p } = screening
  return [
    name(words),
    text`${verdict === 'regression' ? strong(verdict) : verdict}${decided}`,
    ratio === null ? quiet('unknown') : text`${ratioParts(ratio).estimate}`,
    ratio === null ? quiet('unknown') : text`${ratioParts(ratio).bounds}`,
    text`${count(screening.pairs)}${confirmation === null ? '' : ` + ${count(confirmation.pairs)}`}`,
    p === null ? quiet('unknown') : text`${p < 0.0001 ? '< 0.0001' : p.toFixed(4)}`,
  ]
}

/** A common cause, seen over all of them. */
function artefactSection(artefacts: Comparisons['artefacts']): Section[] {
  if (artefacts.length === 0) return []
  const items = artefacts.map(({ test, strength, statement }) => ({
    badge: test,
    tone: strength === 'hard' ? ('bad' as const) : ('unsure' as const),
    text: sentence(statement),
    notes: [],
  }))
  return [{ title: 'What they have in common', blocks: [{ kind: 'items', items }] }]
}

/** Why a comparison is what it is, for those that a reader would ask about. */
function reasonSection(comparisons: readonly Compared[]): Section[] {
  const asked = comparisons.filter(({ survives, verdict }) => survives !== null || verdict === 'inconclusive')
  if (asked.length === 0) return []
  const items = asked.map(({ name: words, verdict, reason, run }) => ({
    badge: verdict,
    tone: verdictTones[verdict],
    text: text`${name(words)}: ${sentence(reason)}`,
    notes: [text`Run ${name(run)}`],
  }))
  return [{ title: 'Why', blocks: [{ kind: 'items', items }] }]
}
