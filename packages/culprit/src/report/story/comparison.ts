import type { Comparison } from '../../model/comparison.ts'
import type { Warning } from '../../model/warning.ts'
import { count, counted, moment } from '../format.ts'
import type { Fact, Section, Story } from '../story.ts'
import { badge, joined, name, quiet, sentence, text } from '../text.ts'
import { visibleLines } from '../untrusted.ts'
import { comparisonAnswer, failurePhrase, measuredLine, metricWords, verdictTones } from './answer.ts'
import { environmentSections } from './environment.ts'
import { measurementSections, noiseLine } from './measurements.ts'
import { sidesSections } from './variants.ts'

export function tellComparison(comparison: Comparison): Story {
  const measured = measuredLine(comparison)
  return {
    label: `comparison, ${moment(comparison.startedMs)}`,
    verdict: comparison.verdict,
    tone: verdictTones[comparison.verdict],
    answer: comparisonAnswer(comparison),
    facts: [
      { label: 'reason', value: sentence(comparison.reason) },
      ...(measured === null ? [] : [{ label: 'measured', value: measured }]),
      ...comparisonFacts(comparison),
      ...warningFact(comparison.warnings),
    ],
    sections: [
      ...measurementSections(comparison),
      ...failureSection(comparison),
      ...warningSection(comparison.warnings),
      ...sidesSections(comparison),
      ...environmentSections(comparison.environment),
      reproduceSection(comparison),
    ],
  }
}

/** What has to be known beside the effect: how noisy it was, what was left out, what is missing for a decision. */
export function comparisonFacts(comparison: Comparison): Fact[] {
  const { decidedBy, pairsNeeded, pairs, droppedPairs } = comparison
  const decided = decidedBy === null ? 'nothing' : decidedBy === 'failure' ? 'a failure' : metricWords[decidedBy]
  return [
    { label: 'decided by', value: text`${decided}` },
    { label: 'noise', value: noiseLine(comparison) },
    ...(droppedPairs === 0 ? [] : [{ label: 'dropped', value: text`${counted(droppedPairs, 'pair')} of ${count(droppedPairs + pairs)}` }]),
    ...(pairsNeeded === null
      ? []
      : [{ label: 'needed', value: text`about ${counted(pairsNeeded, 'pair')} would probably decide; ${count(pairs)} were measured` }]),
  ]
}

/** Points from the answer to its reservations, so that nobody reads one without the other. */
export function warningFact(warnings: readonly Warning[]): Fact[] {
  if (warnings.length === 0) return []
  return [
    {
      label: 'warnings',
      value: text`${count(warnings.length)}: ${joined(
        warnings.map(warning => name(warning.code)),
        ', ',
      )}`,
    },
  ]
}

export function warningSection(warnings: readonly Warning[]): Section[] {
  if (warnings.length === 0) return []
  const items = warnings.map(({ code, message, action }) => ({
    badge: badge(code),
    tone: 'unsure' as const,
    text: sentence(message),
    notes: action === '' ? [] : [text`What to do: ${action}`],
  }))
  return [{ title: 'Warnings', blocks: [{ kind: 'items', items }] }]
}

export function failureSection({ failures }: Comparison): Section[] {
  if (failures.length === 0) return []
  return [
    {
      title: 'Failures',
      blocks: failures.flatMap(failure => [
        {
          kind: 'items' as const,
          items: [{ badge: failure.arm, tone: 'bad' as const, text: failurePhrase(failure), notes: [sentence(failure.message)] }],
        },
        ...(failure.stderr.trim() === '' ? [] : [{ kind: 'output' as const, lines: lastLines(failure.stderr) }]),
      ]),
    },
  ]
}

/** The way back to this result: its command, and the run where everything is kept. */
export function reproduceSection({ command, run, seed }: Comparison): Section {
  return {
    title: 'How to reproduce',
    blocks: [
      { kind: 'command', argv: command },
      { kind: 'text', text: text`Run ${name(run)}, seed ${name(seed)}. ${quiet('Every launch of it is stored; show it again with')}` },
      { kind: 'command', argv: ['culprit', 'report', run, '--format', 'html'] },
    ],
  }
}

const outputLines = 20

function lastLines(output: string): string[] {
  const lines = visibleLines(output)
  const left = lines.length - outputLines
  return left > 0 ? [`… ${counted(left, 'line')} before`, ...lines.slice(-outputLines)] : lines
}
