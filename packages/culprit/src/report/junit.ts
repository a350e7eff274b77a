import { nothingJudged } from '../model/errors.ts'
import type { Nanoseconds } from '../model/units.ts'
import type { ReportDocument } from './document.ts'
import { answerLines, judgementOf, type Outcome, warningLines } from './outcomes.ts'

/**
 * JUnit XML as CI systems read it (https://github.com/testmoapp/junitxml): a test case for each judged thing, and in the output of the
 * first suite the answer with its facts and warnings.
 *
 * @throws CulpritError of a document that judges nothing, which must not look as if it had passed.
 */
export function renderJunit(document: ReportDocument): string {
  const judgement = judgementOf(document)
  if (judgement === null) throw nothingJudged(`A document of the kind "${document.kind}"`)
  const { outcomes } = judgement
  const suites = [...Map.groupBy(outcomes, ({ group }) => group)]
  const output = [...answerLines(document), ...warningLines(document).map(({ title, message }) => `warning ${title}: ${message}`)]
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: `culprit ${document.kind}`, ...countsOf(outcomes) })}>`,
    ...suites.flatMap(([group, of], index) => suiteLines(group, of, index === 0 ? output : [])),
    '</testsuites>',
  ]
  return `${lines.join('\n')}\n`
}

function suiteLines(name: string, outcomes: readonly Outcome[], output: readonly string[]): string[] {
  return [
    `  <testsuite${attributes({ name, ...countsOf(outcomes) })}>`,
    ...outcomes.map(caseLine),
    ...(output.length === 0 ? [] : [`    <system-out>${escaped(output.join('\n'))}</system-out>`]),
    '  </testsuite>',
  ]
}

const elements = { failed: 'failure', broken: 'error', skipped: 'skipped' } as const

function caseLine({ group, name, outcome, word, message, timeNs }: Outcome): string {
  const open = `    <testcase${attributes({ classname: group, name, time: seconds(timeNs) })}`
  if (outcome === 'passed') return `${open}/>`
  const element = elements[outcome]
  // Some readers show only the attribute, others only the text. What was skipped has no type and no text in the schemas.
  const result =
    outcome === 'skipped'
      ? `<${element}${attributes({ message: `${word}: ${message}` })}/>`
      : `<${element}${attributes({ message, type: word })}>${escaped(message)}</${element}>`
  return `${open}>${result}</testcase>`
}

function countsOf(outcomes: readonly Outcome[]): Record<string, string> {
  const count = (wanted: Outcome['outcome']) => String(outcomes.filter(({ outcome }) => outcome === wanted).length)
  return { tests: String(outcomes.length), failures: count('failed'), errors: count('broken'), skipped: count('skipped') }
}

const longestTime = 1e15

/** As a decimal number, which has no exponent, down to a thousandth of a nanosecond; null when it is not known or no time. */
function seconds(ns: Nanoseconds | null): string | null {
  if (ns === null || ns < 0 || ns > longestTime * 1e9) return null
  return (ns / 1e9).toFixed(12).replace(/\.?0+$/, '')
}

function attributes(values: Readonly<Record<string, string | null>>): string {
  return Object.entries(values)
    .map(([name, value]) => (value === null ? '' : ` ${name}="${escaped(value)}"`))
    .join('')
}

const entities = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  // The two that XML 1.0 forbids among those that are left when unsafe characters are written out.
  ['\ufffe', '\ufffd'],
  ['\uffff', '\ufffd'],
])

function escaped(text: string): string {
  return text.replace(/[&<>"\ufffe\uffff]/g, character => entities.get(character) ?? '')
}
