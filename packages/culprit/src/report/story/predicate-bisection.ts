import type { Bisection } from '../../model/bisection.ts'
import { confidence, count, counted, day, duration, percent, ratioParts } from '../format.ts'
import type { Fact, Section, Story, Table } from '../story.ts'
import { joined, name, quiet, strong, text, type Text } from '../text.ts'
import {
  bisectionLabel,
  bisectionTones,
  effectPlot,
  failureSection,
  gapWords,
  investigateStep,
  quietly,
  reproduceSection,
  versionName,
  type NextStep,
} from './bisection.ts'
import { warningFact, warningSection } from './comparison.ts'

type Predicate = NonNullable<Bisection['predicate']>
type Answers = NonNullable<Bisection['versions'][number]['answers']>

/** Where answers turn from good to bad: the version first, then what every version answered. */
export function tellPredicateBisection(bisection: Bisection, predicate: Predicate): Story {
  const { outcome, warnings } = bisection
  return {
    label: bisectionLabel(bisection),
    verdict: outcome,
    tone: bisectionTones[outcome],
    answer: answerOf(bisection, predicate),
    facts: [...factsOf(bisection, predicate), ...warningFact(warnings)],
    sections: [
      ...nextSection(bisection, predicate),
      { title: 'Versions', blocks: [...effectPlot(bisection), versionTable(bisection)] },
      ...failureSection(bisection),
      ...warningSection(warnings),
      ...reproduceSection(bisection),
    ],
  }
}

function answerOf(bisection: Bisection, { contradictions }: Predicate): Text {
  const { culprit, source, outcome } = bisection
  const of = source === null ? '' : ` of ${source}`
  if (culprit !== null) {
    const { before, after } = contradictions ?? nothingAnswered
    return text`${versionName(culprit.to)}${of} is the first bad version: from it on ${strong(`${after.of - after.good} of ${after.of}`)} answers are bad, until ${versionName(culprit.from)} ${strong(`${before.bad} of ${before.of}`)}`
  }
  if (outcome === 'no-step') {
    return text`The ends${of} are not told apart, so there is nothing to find: ${endsWords(bisection)}`
  }
  return text`It cannot be told which version${of} is the first bad one: ${whyUndecided[bisection.reason] ?? bisection.reason}`
}

const nothingAnswered = { before: { bad: 0, of: 0 }, after: { good: 0, of: 0 } } as const

const whyUndecided: Partial<Record<Bisection['reason'], string>> = {
  'good-end-skipped': 'the good end gives no answer',
  'bad-end-skipped': 'the bad end gives no answer',
  'not-confirmed': 'no place became likely enough, or fresh runs did not show the step there',
  over: 'the budget was spent before',
}

function endsWords({ versions }: Bisection): Text {
  const words = ({ good, bad }: Answers) => `bad in ${bad} of ${good + bad} answers`
  const [first, last] = [versions[0]!, versions.at(-1)!]
  return text`${versionName(first.version)} is ${words(first.answers ?? none)}, and ${versionName(last.version)} is ${words(last.answers ?? none)}`
}

const none: Answers = { good: 0, bad: 0 }

function factsOf(bisection: Bisection, { kind, words, timeLimitNs }: Predicate): Fact[] {
  const { probability, culprit, credible, measurements, measurementsBy, measuredNs, alpha } = bisection
  const { ends, search, confirmation } = measurementsBy
  const took = measuredNs === null ? '' : `, ${duration(measuredNs)} in all`
  return [
    kind === 'command'
      ? { label: 'asked', value: text`${name(words.join(' '))}, for at most ${duration(timeLimitNs)} a run` }
      : { label: 'asked', value: text`a version is bad when one pair of it and the good end has ${name(words.join(' '))}` },
    ...(probability === null
      ? []
      : [
          {
            label: culprit === null ? 'likeliest' : 'certainty',
            value: text`${confidence(probability)}${culprit === null ? '' : `; a version whose answers are like those before it is named with a probability of at most ${percent(alpha)}`}`,
          },
        ]),
    ...(culprit !== null || credible.length === 0
      ? []
      : [{ label: 'candidates', value: joined(credible.slice(0, 6).map(gapWords), ', ') }]),
    {
      label: kind === 'command' ? 'runs' : 'measured',
      value: text`${counted(measurements, kind === 'command' ? 'run' : 'pair')}${took}: ${count(ends)} of the ends, ${count(search)} to search, ${count(confirmation)} to confirm`,
    },
  ]
}

function nextSection(bisection: Bisection, predicate: Predicate): Section[] {
  const next = nextStep(bisection, predicate)
  if (next === null) return []
  return [
    {
      title: 'What to do next',
      blocks: [{ kind: 'text', text: next.why }, ...(next.argv === null ? [] : [{ kind: 'command' as const, argv: next.argv }])],
    },
  ]
}

function nextStep(bisection: Bisection, { kind }: Predicate): NextStep | null {
  const { culprit, run, reason, source, outcome } = bisection
  if (culprit !== null) {
    if (kind === 'condition') return investigateStep(bisection, culprit)
    const folder = /^git(?::(.*))?$/s.exec(source ?? '')
    return {
      why: text`Look at what changed between the two versions. To measure it, give them to ${name('culprit investigate')} with a workload.`,
      argv:
        folder === null
          ? null
          : ['git', ...(folder[1] === undefined ? [] : ['-C', folder[1]]), 'log', '--stat', `${culprit.from}..${culprit.to}`],
    }
  }
  if (reason === 'over' && run !== null) {
    return { why: text`Go on with a larger budget; what is answered stays.`, argv: ['culprit', 'resume', run, '--budget', '2h'] }
  }
  const output = run === null ? '' : `; what it printed is in runs/${run}/answers of the store`
  if (outcome === 'no-step') {
    return kind === 'command'
      ? {
          why: text`Look whether the command does what it should in the folder of a version${output}. Files of yours need their full path in it.`,
          argv: null,
        }
      : { why: text`Look with a comparison of the two how large the difference is, and take another limit.`, argv: null }
  }
  if (reason.endsWith('skipped')) return { why: text`Look below at why it gives no answer, or take another end.`, argv: null }
  return { why: text`Make the command surer of itself: one that repeats what it measures, or counts instead.`, argv: null }
}

function versionTable({ versions, culprit, predicate }: Bisection): Table {
  const hasEffects = predicate?.kind === 'condition'
  return {
    kind: 'table',
    caption: hasEffects
      ? 'All versions of the range, oldest first; effects are against the good end'
      : 'All versions of the range, oldest first, and how often each was called good and bad',
    columns: [
      { title: 'version', align: 'left' },
      { title: 'date', align: 'left' },
      { title: 'state', align: 'left' },
      { title: 'good', align: 'right' },
      { title: 'bad', align: 'right' },
      ...(hasEffects ? [{ title: 'effect', align: 'right' as const }] : []),
    ],
    rows: versions.map(({ version, date, state, effect, answers = none }) => [
      versionName(version),
      quietly(day(date)),
      text`${state}${version === culprit?.to ? strong(' ← the first bad one') : ''}`,
      text`${answers.good === 0 ? '' : count(answers.good)}`,
      text`${answers.bad === 0 ? '' : count(answers.bad)}`,
      ...(hasEffects ? [effect === null ? [] : quiet(ratioParts(effect).estimate)] : []),
    ]),
  }
}
