import type {
  ComparedCommand,
  CommandMetricName,
  CountRange,
  Deadline,
  SuiteComparison,
  SuiteReference,
} from '../../model/suite-comparison.ts'
import {
  change,
  confidence,
  count,
  counted,
  duration,
  measure,
  moment,
  percent,
  ratio as ratioWords,
  ratioParts,
  shortVersion,
  unknown,
} from '../format.ts'
import type { Block, Item, Section, Story, Table } from '../story.ts'
import { joined, name, quiet, sentence, strong, text, type Mark, type Text } from '../text.ts'
import { verdictTones } from './answer.ts'
import { warningSection } from './comparison.ts'

/** Commands in two checkouts: what each took before and after, what failed, what is common to the changes, and whether the time limits fit. */
export function tellSuiteComparison(document: SuiteComparison): Story {
  const { commands, common, rounds, threshold, verdict, reason, suite, baseline, candidate, startedMs, warnings, run, seed, command } =
    document
  return {
    label: `suite ${suite}, ${moment(startedMs)}`,
    verdict,
    tone: verdictTones[verdict],
    answer: answer(document),
    facts: [
      { label: 'baseline', value: place(baseline) },
      { label: 'candidate', value: place(candidate) },
      { label: 'all', value: sentence(reason) },
      { label: 'grew most', value: worstWords(commands) },
      { label: 'common cause', value: sentence(common.statement) },
    ],
    sections: [
      { title: 'Before and after', blocks: [timeTable(commands), usedTable(commands), ...testTable(commands), ...failureTable(commands)] },
      findingSection(commands),
      deadlineSection(commands),
      ...outputSections(commands),
      ...warningSection(warnings),
      {
        title: 'How to reproduce',
        blocks: [
          { kind: 'command', argv: command },
          {
            kind: 'text',
            text: text`Suite run ${name(run)}, seed ${name(seed)}, ${roundWords(rounds)}, threshold ${percent(threshold)}. ${quiet('In each round every command runs on both sides, one after the other; a round before them warms up and is not timed. A change in time is claimed when fresh rounds show it too.')}`,
          },
          { kind: 'command', argv: ['culprit', 'report', run, '--format', 'html'] },
        ],
      },
    ],
  }
}

const tones: Record<ComparedCommand['verdict'], Mark> = { ...verdictTones, 'not-measured': 'unsure' }

function answer({ commands, verdict }: SuiteComparison): Text {
  const worse = commands.filter(one => one.verdict === 'regression')
  const total = counted(commands.length, 'command')
  if (worse.length > 0) {
    const shown = worse.slice(0, 5).map(one => text`${name(one.name)} ${inShort(one)}`)
    const more = worse.length > 5 ? ` and ${count(worse.length - 5)} more` : ''
    return text`${strong(count(worse.length))} of ${total} ${worse.length === 1 ? 'is' : 'are'} worse: ${joined(shown, '; ')}${more}`
  }
  const open = commands.filter(one => one.verdict === 'inconclusive' || one.verdict === 'not-measured')
  if (verdict === 'inconclusive') {
    const names = joined(
      open.slice(0, 5).map(one => name(one.name)),
      ', ',
    )
    return text`${strong(count(open.length))} of ${total} could not be decided or not be measured: ${names}`
  }
  if (verdict === 'improvement')
    return text`None of ${total} is worse, and ${strong(count(commands.filter(one => one.verdict === verdict).length))} are faster`
  return text`None of ${total} is worse`
}

/** What is wrong with a command that is worse, behind its name. */
function inShort({ decidedBy, ratio, perTest, isJudgedPerTest, candidate, baseline }: ComparedCommand): Text {
  if (decidedBy === 'failure') return text`${shortEnds[candidate.state]}`
  if (decidedBy === 'tests') {
    const [before, after] = [baseline.counts.passed, candidate.counts.passed]
    const fewer = before === null || after === null ? 0 : before.least - after.most
    return fewer > 0 ? text`passes ${counted(fewer, 'test')} fewer` : text`fails more tests`
  }
  const judged = isJudgedPerTest ? perTest : ratio
  const what = decidedBy === 'cpu' ? 'processor time' : 'time'
  return judged === null
    ? text`is slower`
    : text`takes ${strong(ratioParts(judged).estimate)} the ${what}${isJudgedPerTest ? ' per test' : ''}`
}

const endWords: Record<ComparedCommand['candidate']['state'], string> = {
  finished: 'finished',
  failed: 'failed',
  killed: 'killed',
  'out-of-memory': 'out of memory',
  'timed-out': 'time limit',
  'not-started': 'not started',
}

const shortEnds: Record<ComparedCommand['candidate']['state'], string> = {
  finished: 'fails',
  failed: 'fails',
  killed: 'is killed',
  'out-of-memory': 'runs out of memory',
  'timed-out': 'does not end within its time limit',
  'not-started': 'cannot be started',
}

function place({ reference, revision, sha256 }: SuiteReference): Text {
  const at = revision === null ? (sha256 === null ? '' : `, sha256 ${sha256.slice(0, 12)}`) : `, at commit ${shortVersion(revision)}`
  return text`${name(reference)}${quiet(at)}`
}

function roundWords({ planned, measured, confidence: level }: SuiteComparison['rounds']): string {
  const of = measured === planned ? counted(planned, 'round') : `${count(measured)} of ${counted(planned, 'round')}`
  return level === null ? of : `${of} with ${confidence(level)} intervals`
}

const metricWords: Record<CommandMetricName, string> = {
  wall: 'time on the clock',
  cpu: 'user and system time',
  user: 'user time',
  system: 'system time',
  'peak-memory': 'peak memory',
}

/** The command that grew most, and its part that did. */
function worstWords(commands: readonly ComparedCommand[]): Text {
  const grown = commands.flatMap(({ name: of, worst }) => (worst === null ? [] : [{ of, ...worst }])).sort((a, b) => b.ratio - a.ratio)
  const [worst] = grown
  if (worst === undefined) return quiet('nothing grew by the threshold where both sides were measured')
  return text`${metricWords[worst.metric]} of ${name(worst.of)}: ${strong(ratioWords(worst.ratio))}`
}

function timeTable(commands: readonly ComparedCommand[]): Table {
  return {
    kind: 'table',
    caption: `Time on the clock, medians of the rounds${commands.some(({ decidedBy }) => decidedBy === 'cpu') ? '; where others used the processors, the ratio is that of user and system time' : ''}${commands.some(({ isJudgedPerTest }) => isJudgedPerTest) ? '; where the number of tests changed, the verdict is about the time of one test' : ''}`,
    columns: [
      { title: 'command', align: 'left' },
      { title: 'verdict', align: 'left' },
      { title: 'before', align: 'right' },
      { title: 'after', align: 'right' },
      { title: 'ratio', align: 'right' },
      { title: 'interval', align: 'right' },
    ],
    rows: commands.map(one => {
      const { verdict, ratio } = one
      return [
        name(one.name),
        text`${verdict === 'regression' ? strong(verdict) : verdictWords(verdict)}`,
        wall(one.baseline),
        wall(one.candidate),
        ratio === null ? quiet(unknown) : text`${ratioParts(ratio).estimate}`,
        ratio === null ? quiet(unknown) : text`${ratioParts(ratio).bounds}`,
      ]
    }),
  }
}

/** How it ended, where it never came to its end. */
function wall({ wallNs, state }: ComparedCommand['baseline']): Text {
  return wallNs === null ? (state === 'finished' ? quiet(unknown) : strong(endWords[state])) : text`${duration(wallNs)}`
}

function verdictWords(verdict: ComparedCommand['verdict']): string {
  return verdict === 'not-measured' ? 'not measured' : verdict
}

function beforeAfter({ metrics }: ComparedCommand, wanted: CommandMetricName): [Text, Text] {
  const found = metrics.find(({ metric }) => metric === wanted)
  if (found === undefined) return [quiet(unknown), quiet(unknown)]
  // Nought is no step of the system's clock.
  const words = (value: number): Text => (value === 0 ? text`<${duration(1e7)}` : text`${measure(value, found.unit)}`)
  return [words(found.baseline), words(found.candidate)]
}

function usedTable(commands: readonly ComparedCommand[]): Table {
  return {
    kind: 'table',
    caption: 'What each used: user and system time together, and the most memory of one of its processes',
    columns: [
      { title: 'command', align: 'left' },
      { title: 'processor', align: 'right' },
      { title: 'after', align: 'right' },
      { title: 'memory', align: 'right' },
      { title: 'after', align: 'right' },
      { title: 'worst part', align: 'left' },
    ],
    rows: commands.map(one => [
      name(one.name),
      ...beforeAfter(one, 'cpu'),
      ...beforeAfter(one, 'peak-memory'),
      one.worst === null ? quiet('none') : text`${metricWords[one.worst.metric]} ${change(one.worst.ratio)}`,
    ]),
  }
}

/** Only where the output of a command was counted. */
function testTable(commands: readonly ComparedCommand[]): Block[] {
  const told = commands.filter(({ baseline, candidate }) =>
    [baseline, candidate].some(({ counts }) => Object.values(counts).some(range => range !== null)),
  )
  if (told.length === 0) return []
  return [
    {
      kind: 'table',
      caption: 'Tests, as the output says, before and after; and the time of one test',
      columns: [
        { title: 'command', align: 'left' },
        { title: 'tests', align: 'right' },
        { title: 'passed', align: 'right' },
        { title: 'failed', align: 'right' },
        { title: 'per test', align: 'right' },
        { title: 'interval', align: 'right' },
      ],
      rows: told.map(({ name: of, baseline, candidate, perTest }) => [
        name(of),
        pair(baseline.counts.tests, candidate.counts.tests),
        pair(baseline.counts.passed, candidate.counts.passed),
        pair(baseline.counts.failed, candidate.counts.failed),
        perTest === null ? quiet(unknown) : text`${ratioParts(perTest).estimate}`,
        perTest === null ? quiet(unknown) : text`${ratioParts(perTest).bounds}`,
      ]),
    },
  ]
}

function pair(before: CountRange | null, after: CountRange | null): Text {
  if (before === null && after === null) return quiet(unknown)
  const [left, right] = [range(before), range(after)]
  return left === right ? text`${left}` : text`${left} → ${strong(right)}`
}

function range(value: CountRange | null): string {
  if (value === null) return unknown
  return value.least === value.most ? count(value.least) : `${count(value.least)} to ${count(value.most)}`
}

/** How many runs of each side did not finish, and how they ended. */
function failureTable(commands: readonly ComparedCommand[]): Block[] {
  const failing = commands.filter(({ baseline, candidate }) => baseline.failures.length + candidate.failures.length > 0)
  if (failing.length === 0) return []
  const words = ({ failures, runs }: ComparedCommand['baseline']): Text =>
    failures.length === 0
      ? text`finished`
      : joined(
          failures.map(failure => text`${endWords[failure.state]} ${quiet(`(${count(failure.times)} of ${counted(runs, 'run')})`)}`),
          '; ',
        )
  return [
    {
      kind: 'table',
      caption: 'Runs that did not finish',
      columns: [
        { title: 'command', align: 'left' },
        { title: 'baseline', align: 'left' },
        { title: 'candidate', align: 'left' },
      ],
      rows: failing.map(({ name: of, baseline, candidate }) => [name(of), words(baseline), words(candidate)]),
    },
  ]
}

/** The worst first; what is as it was is not worth a line, unless there is something to know about it. */
const order: readonly ComparedCommand['verdict'][] = [
  'regression',
  'not-measured',
  'inconclusive',
  'small-change',
  'improvement',
  'no-regression',
]

function findingSection(commands: readonly ComparedCommand[]): Section {
  const items: Item[] = commands
    .toSorted((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict))
    .map(({ name: of, verdict, reason, notes }) => ({
      badge: verdictWords(verdict),
      tone: tones[verdict],
      text: text`${name(of)}: ${sentence(reason)}`,
      notes: notes.map(note => sentence(note.text)),
    }))
  return { title: 'What each command says', blocks: [{ kind: 'items', items }] }
}

/** Limits that do not fit come with one that would. */
function deadlineSection(commands: readonly ComparedCommand[]): Section {
  const unfit = commands.filter(({ deadline }) => deadline.state === 'tight' || deadline.state === 'loose')
  const table: Table = {
    kind: 'table',
    caption: 'Time limits beside the longest run that finished',
    columns: [
      { title: 'command', align: 'left' },
      { title: 'limit', align: 'right' },
      { title: 'longest', align: 'right' },
      { title: 'is', align: 'left' },
      { title: 'proposal', align: 'right' },
    ],
    rows: commands.map(({ name: of, deadline }) => [
      name(of),
      text`${duration(deadline.limitNs)}${deadline.isOwn ? '' : quiet(' (usual)')}`,
      deadline.longestNs === null ? quiet(unknown) : text`${duration(deadline.longestNs)}`,
      text`${deadlineWords(deadline)}`,
      deadline.proposalNs === null ? quiet('none') : strong(duration(deadline.proposalNs)),
    ]),
  }
  const words = unfit.map(({ name: of, deadline }) =>
    deadline.state === 'loose'
      ? text`The limit of ${name(of)} is ${factor(deadline)} times what it needs: when it hangs, a build waits ${duration(deadline.limitNs)} for what takes ${duration(deadline.longestNs!)}. ${duration(deadline.proposalNs!)} would do.`
      : text`The limit of ${name(of)} is tight: its longest run took ${percent(deadline.longestNs! / deadline.limitNs)} of it. ${duration(deadline.proposalNs!)} leaves room.`,
  )
  return { title: 'Time limits', blocks: [table, ...words.map((each): Block => ({ kind: 'text', text: each }))] }
}

function deadlineWords(deadline: Deadline): string {
  switch (deadline.state) {
    case 'fits':
      return 'fits'
    case 'tight':
      return 'too tight'
    case 'loose':
      return `${factor(deadline)} times too loose`
    case 'unknown':
      return 'nothing finished'
  }
}

function factor({ limitNs, longestNs }: Deadline): string {
  return count(Math.round(limitNs / longestNs!))
}

const shownLines = 12

/** The end of what a failing side printed, for each command that fails on one. */
function outputSections(commands: readonly ComparedCommand[]): Section[] {
  const failing = commands.flatMap(({ name: of, baseline, candidate }) =>
    (
      [
        ['baseline', baseline],
        ['candidate', candidate],
      ] as const
    ).flatMap(([side, { failures }]) => {
      const lines = (failures[0]?.output ?? '').trimEnd().split('\n').slice(-shownLines)
      return lines.join('') === '' ? [] : [{ of, side, lines }]
    }),
  )
  if (failing.length === 0) return []
  return [
    {
      title: 'What they printed last',
      appendix: true,
      blocks: failing.flatMap(({ of, side, lines }): Block[] => [
        { kind: 'text', text: text`${name(of)}, ${side}` },
        { kind: 'output', lines },
      ]),
    },
  ]
}
