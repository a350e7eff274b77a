import type { ReportDocument } from './document.ts'
import { answerLines, judgementOf, type Outcome, warningLines } from './outcomes.ts'
import { story } from './story.ts'

/**
 * Workflow commands of GitHub Actions, one a line, which a step prints to annotate its run: errors, then warnings, then the answer.
 * GitHub shows ten errors and ten warnings of a step; its log has all of them.
 */
export function renderGithub(document: ReportDocument): string {
  const judgement = judgementOf(document)
  const outcomes = judgement?.outcomes ?? []
  const answer = answerLines(document)
  const annotations: readonly Annotation[] = [
    ...(judgement?.isWhole ? [] : [{ level: 'notice', title: summaryTitle(document), lines: answer } as const]),
    ...outcomes
      .filter(({ outcome }) => judgement?.isWhole || outcome !== 'passed')
      .map(one => ({ level: levels[one.outcome], title: titleOf(one), lines: judgement?.isWhole ? answer : [one.message] })),
    ...warningLines(document).map(({ title, message }) => ({ level: 'warning', title, lines: [message] }) as const),
  ]
  const of = (level: Level) => annotations.filter(one => one.level === level)
  return `${[...of('error'), ...of('warning'), ...of('notice')].map(command).join('\n')}\n`
}

type Level = 'error' | 'warning' | 'notice'

interface Annotation {
  readonly level: Level
  readonly title: string
  readonly lines: readonly string[]
}

const levels = { failed: 'error', broken: 'error', skipped: 'warning', passed: 'notice' } as const satisfies Record<
  Outcome['outcome'],
  Level
>

function titleOf({ word, group, name }: Outcome): string {
  return `${word}: ${group}, ${name}`
}

function summaryTitle(document: ReportDocument): string {
  const { verdict } = story(document)
  return verdict === '' ? `culprit ${document.kind}` : `culprit ${document.kind}: ${verdict}`
}

/**
 * A line begins with its command, and neither ends the command's properties early nor the line, so nothing in it is read as another
 * command (actions/toolkit, packages/core/src/command.ts).
 */
function command({ level, title, lines }: Annotation): string {
  return `::${level} title=${escapedData(title).replaceAll(':', '%3A').replaceAll(',', '%2C')}::${escapedData(lines.join('\n'))}`
}

function escapedData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}
