import type { Alarm, AlarmEntry } from '../model/alarm.ts'
import type { Share } from '../model/units.ts'
import type { Warning } from '../model/warning.ts'

/** What a check comes to: the worst of its entries. */
export function outcomeOf(entries: readonly AlarmEntry[]): Pick<Alarm, 'outcome' | 'reason'> {
  const of = (...states: AlarmEntry['state'][]) => entries.filter(({ state }) => states.includes(state))
  const crossed = of('crossed')
  const open = of('undecided', 'no-reference', 'failed')
  const notJudged = open.length === 0 ? '' : ` Not judged: ${named(open)}.`
  if (crossed.length > 0)
    return {
      outcome: 'alarm',
      reason: `${counted(crossed.length, 'benchmark')} of ${entries.length} over budget: ${named(crossed)}.${notJudged}`,
    }
  if (open.length > 0)
    return {
      outcome: 'undecided',
      reason: `${counted(open.length, 'benchmark')} of ${entries.length} could not be judged: ${named(open)}.`,
    }
  const excused = entries.filter(({ decidedBy }) => decidedBy === 'processor')
  if (excused.length === 0) return { outcome: 'no-alarm', reason: 'Every benchmark keeps to its budget.' }
  return {
    outcome: 'no-alarm',
    reason: `Every benchmark keeps to its budget, by processor time where the clock did not: ${named(excused)}.`,
  }
}

/** What an update comes to; all or nothing is written. */
export function updateOutcome(entries: readonly AlarmEntry[], references: string): Pick<Alarm, 'outcome' | 'reason'> {
  const failed = entries.filter(({ state }) => state === 'failed')
  if (failed.length > 0) return { outcome: 'undecided', reason: `Nothing was written: ${named(failed)} could not be measured.` }
  const written = entries.filter(({ state }) => state === 'updated')
  return { outcome: 'updated', reason: `${counted(written.length, 'reference')} written to ${references}.` }
}

/** What has to be known beside the result of a check; `unused` are the names of references that no benchmark has. */
export function checkWarnings(entries: readonly AlarmEntry[], competitors: Alarm['competitors'], unused: readonly string[]): Warning[] {
  const elsewhere = entries.filter(({ made }) => made !== null && !made.isThisMachine)
  // What keeps to its budget by the clock needs no excuse.
  const contended = entries.filter(
    ({ contendedRuns, values, state, decidedBy }) => contendedRuns > values.length / 2 && !(state === 'within' && decidedBy === 'clock'),
  )
  const models = [...new Set(elsewhere.map(({ made }) => made?.model ?? 'a processor that is not known'))]
  return [
    ...(elsewhere.length === 0
      ? []
      : [
          {
            code: 'other-machine',
            message: `${counted(elsewhere.length, 'reference')} of ${entries.length} made on another machine or system (${models.join(', ')}): ${named(elsewhere)}.`,
            action:
              'The budget has to cover the difference of the machines; for a budget of 2 or 3, make references where they are checked.',
          },
        ]),
    ...(contended.length === 0
      ? []
      : [
          {
            code: 'contended',
            message: `Others had the processors in most runs of ${named(contended)}${whoWords(competitors)}.`,
            action: 'Their time on the clock says how busy the machine was. Check on a quieter machine, or with --factor 10.',
          },
        ]),
    ...unusedWarning(unused),
  ]
}

function unusedWarning(names: readonly string[]): Warning[] {
  if (names.length === 0) return []
  return [
    {
      code: 'unused-references',
      message: `${counted(names.length, 'reference')} of benchmarks that the configuration does not have: ${names.slice(0, 10).join(', ')}.`,
      action: '`culprit alarm update --note "…"` without names removes them.',
    },
  ]
}

export function contendedReferences(competitors: Alarm['competitors']): Warning {
  return {
    code: 'contended-references',
    message: `Others had the processors in most runs${whoWords(competitors)}, so the references may be too high.`,
    action: 'An alarm with such references goes off too late: make them again on a quieter machine.',
  }
}

/** Less of a processor is none. */
const leastNamed: Share = 0.01

function whoWords(competitors: Alarm['competitors']): string {
  const busy = competitors.filter(({ share }) => share >= leastNamed)
  if (busy.length === 0) return ''
  return ` (${busy.map(({ name, share }) => `${name} ${Math.round(share * 100)} % of a processor`).join(', ')})`
}

function named(entries: readonly { readonly name: string }[]): string {
  const names = entries.slice(0, 10).map(({ name }) => name)
  return `${names.join(', ')}${entries.length > 10 ? ` and ${entries.length - 10} more` : ''}`
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
