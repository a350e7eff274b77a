import type { Alarm, AlarmEntry } from '../../model/alarm.ts'
import { change, count, counted, duration, moment, number, percent, ratio, unknown } from '../format.ts'
import type { Block, Fact, Section, Story, Table } from '../story.ts'
import { joined, type Mark, name, quiet, sentence, strong, text, type Text } from '../text.ts'
import { warningFact, warningSection } from './comparison.ts'
import { environmentSections } from './environment.ts'

const outcomeTones: Record<Alarm['outcome'], Mark> = { alarm: 'bad', 'no-alarm': 'good', undecided: 'unsure', updated: 'plain' }
const stateTones: Record<AlarmEntry['state'], Mark> = {
  within: 'good',
  crossed: 'bad',
  undecided: 'unsure',
  'no-reference': 'unsure',
  failed: 'unsure',
  updated: 'plain',
  removed: 'plain',
}

/** Benchmarks against their references, or references before and after. */
export function tellAlarm(alarm: Alarm): Story {
  const { action, outcome, startedMs, warnings, environment, command, run } = alarm
  return {
    label: `alarm, ${moment(startedMs)}`,
    verdict: outcome,
    tone: outcomeTones[outcome],
    answer: action === 'check' ? checkAnswer(alarm) : sentence(alarm.reason),
    facts: [...(action === 'check' ? checkFacts(alarm) : []), ...referenceFacts(alarm), ...competitorFact(alarm), ...warningFact(warnings)],
    sections: [
      ...(action === 'check' ? [checkSection(alarm), processorSection(alarm)] : [updateSection(alarm)]),
      ...whySection(alarm),
      ...guidance(alarm),
      ...warningSection(warnings),
      ...environmentSections(environment),
      {
        title: 'How to reproduce',
        blocks: [
          { kind: 'command', argv: command },
          { kind: 'text', text: text`This result again:` },
          { kind: 'command', argv: ['culprit', 'report', run, '--format', 'html'] },
        ],
      },
    ],
  }
}

function checkAnswer({ entries, reason, outcome }: Alarm): Text {
  const crossed = entries.filter(({ state }) => state === 'crossed')
  if (outcome !== 'alarm') return sentence(reason)
  const named = crossed.slice(0, 5).map(one => text`${name(one.name)} ${strong(ratio(one.factor ?? 1))}`)
  const more = crossed.length > 5 ? ` and ${count(crossed.length - 5)} more` : ''
  const verb = crossed.length === 1 ? 'takes' : 'take'
  return text`${strong(count(crossed.length))} of ${counted(entries.length, 'benchmark')} ${verb} more than the budget allows: ${joined(named, ', ')}${more}`
}

function checkFacts({ together, entries }: Alarm): Fact[] {
  const open = entries.filter(({ crossed }) => crossed === null).length
  const judged = `${count(together.crossed)} of ${count(together.judged)} crossed`
  return [
    { label: 'together', value: text`${judged}. ${together.statement}` },
    ...(open === 0 ? [] : [{ label: 'not judged', value: text`${counted(open, 'benchmark')}` }]),
  ]
}

function referenceFacts({ references, note, settings }: Alarm): Fact[] {
  return [
    { label: 'references', value: text`${name(references)}; the minimum of ${counted(settings.runs, 'run')} or more` },
    ...(note === null ? [] : [{ label: 'note', value: sentence(note) }]),
  ]
}

function competitorFact({ competitors }: Alarm): Fact[] {
  if (competitors.length === 0) return []
  const each = competitors.map(({ name: who, share }) => text`${name(who)} ${percent(share)} of a processor`)
  return [{ label: 'beside it', value: joined(each, ', ') }]
}

function checkSection({ entries }: Alarm): Section {
  const rows = entries.flatMap(one =>
    one.factor === null || one.budget === null
      ? []
      : [{ label: one.name, factor: one.factor, budget: one.budget, crossed: one.crossed === true }],
  )
  const plot: Block[] = rows.length === 0 ? [] : [{ kind: 'factors', caption: 'How many times its reference each takes', rows }]
  return { title: 'Benchmarks', blocks: [checkTable(entries), ...plot] }
}

function processorSection({ entries }: Alarm): Section {
  return { title: 'Processor time, before → now', blocks: [processorTable(entries)] }
}

function checkTable(entries: readonly AlarmEntry[]): Table {
  return {
    kind: 'table',
    caption: 'The fastest run of each against its reference',
    columns: [left('benchmark'), left('state'), right('reference'), right('measured'), right('factor'), right('budget'), right('runs')],
    rows: entries.map(one => [
      name(one.name),
      [{ text: one.state, mark: stateTones[one.state] }],
      time(one.reference),
      time(one.measured),
      one.factor === null ? quiet(unknown) : one.crossed ? strong(ratio(one.factor)) : text`${ratio(one.factor)}`,
      one.budget === null ? quiet(unknown) : text`${number(one.budget)}×`,
      text`${count(one.values.length)}`,
    ]),
  }
}

/** Beside the clock: what the processor was used for, which others do not add to. */
function processorTable(entries: readonly AlarmEntry[]): Table {
  const parts = entries.some(({ user }) => user.measured !== null || user.reference !== null) ? (['user', 'system'] as const) : []
  const shown = [...parts, 'processor'] as const
  return {
    kind: 'table',
    caption: 'User and system time of each run that used least',
    columns: [left('benchmark'), ...shown.map(part => right(part === 'processor' ? 'in all' : part)), right('factor')],
    rows: entries.map(one => [
      name(one.name),
      ...shown.map(part => besides(one[part])),
      one.processor.reference === null || one.processor.measured === null
        ? quiet(unknown)
        : text`${ratio(one.processor.measured / one.processor.reference)}`,
    ]),
  }
}

function besides({ reference, measured }: AlarmEntry['wall']): Text {
  if (reference === null && measured === null) return quiet(unknown)
  return text`${time(reference)} → ${time(measured)}`
}

function left(title: string) {
  return { title, align: 'left' as const }
}

function right(title: string) {
  return { title, align: 'right' as const }
}

function updateSection({ entries }: Alarm): Section {
  return {
    title: 'References',
    blocks: [
      {
        kind: 'table',
        caption: 'Each reference before and after',
        columns: [left('benchmark'), left('state'), right('before'), right('after'), right('change')],
        rows: entries.map(one => [
          name(one.name),
          [{ text: one.state, mark: stateTones[one.state] }],
          one.reference === null ? quiet('none') : time(one.reference),
          one.measured === null ? quiet('none') : time(one.measured),
          one.factor === null ? [] : text`${change(one.factor)}`,
        ]),
      },
    ],
  }
}

/** What a reader would ask about: all but what the clock alone has cleared. */
function whySection({ entries, action }: Alarm): Section[] {
  const asked = entries.filter(({ state, decidedBy }) =>
    action === 'update' ? state === 'failed' || state === 'removed' : state !== 'within' || decidedBy === 'processor',
  )
  if (asked.length === 0) return []
  const items = asked.map(one => ({
    badge: one.state,
    tone: stateTones[one.state],
    text: text`${name(one.name)}: ${sentence(one.reason)}`,
    notes: [
      ...(one.rounds > 1 ? [text`Measured again ${counted(one.rounds - 1, 'time')}, in ${counted(one.values.length, 'run')} in all.`] : []),
      ...(one.contendedRuns === 0 ? [] : [text`Others were in the way of ${counted(one.contendedRuns, 'run')}.`]),
      ...(one.made === null ? [] : [text`Reference of ${one.made.date}: ${sentence(one.made.note)}`]),
    ],
  }))
  return [{ title: 'Why', blocks: [{ kind: 'items', items }] }]
}

function guidance({ action, outcome, entries }: Alarm): Section[] {
  if (action === 'update' || outcome === 'no-alarm') return []
  const crossed = entries.filter(({ state }) => state === 'crossed').map(one => one.name)
  const missing = entries.filter(({ state }) => state === 'no-reference').map(one => one.name)
  const blocks: Block[] = [
    {
      kind: 'text',
      text: text`A budget of 2 to 3 suits a quiet machine, 5 is the default, and 10 suits a crowded one (${name('--factor')}). To find what made a benchmark slower, compare two versions with ${name('culprit investigate')}.`,
    },
    ...(missing.length === 0 ? [] : update('What has no reference gets one:', missing)),
    ...(crossed.length === 0 ? [] : update('When a slowdown is meant to stay, its reference says so:', crossed)),
  ]
  return [{ title: 'What to do', blocks }]
}

function update(words: string, names: readonly string[]): Block[] {
  return [
    { kind: 'text', text: text`${words}` },
    { kind: 'command', argv: ['culprit', 'alarm', 'update', ...names, '--note', 'why'] },
  ]
}

function time(ns: number | null): Text {
  return ns === null ? quiet(unknown) : text`${duration(ns)}`
}
