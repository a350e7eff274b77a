import type { Verdict } from '../model/comparison.ts'
import type { CommandRun, ComparedCommand, SuiteComparison, SuitePlan } from '../model/suite-comparison.ts'
import type { Share } from '../model/units.ts'
import type { Warning } from '../model/warning.ts'
import { meanShares } from '../stats/mean-shares.ts'
import { commonCauseOf } from './common-cause.ts'
import { judgeCommand } from './judge-command.ts'
import { fewestRounds, roundAlpha } from './time-verdict.ts'

/** What all runs of a suite come to. `isCut`: the budget ended before the rounds did. */
export function suiteDocument(plan: SuitePlan, runs: readonly CommandRun[], isCut: boolean): SuiteComparison {
  const commands = plan.commands.map(planned =>
    judgeCommand(
      planned,
      runs.filter(({ command }) => command === planned.name),
      plan.threshold,
    ),
  )
  const measured = Math.max(0, ...commands.map(({ screening }) => screening?.rounds ?? 0))
  return {
    formatVersion: 1,
    kind: 'suite-comparison',
    run: plan.id,
    suite: plan.suite,
    baseline: plan.baseline,
    candidate: plan.candidate,
    ...overall(commands),
    commands,
    common: commonCauseOf(commands),
    rounds: { planned: plan.rounds, measured, confidence: measured < fewestRounds ? null : 1 - roundAlpha },
    threshold: plan.threshold,
    seed: plan.seed,
    environment: plan.environment,
    startedMs: plan.startedMs,
    command: ['culprit', ...plan.command],
    warnings: warningsOf(plan, runs, commands, measured, isCut),
  }
}

const ranks: readonly (readonly [ComparedCommand['verdict'], Verdict])[] = [
  ['regression', 'regression'],
  ['inconclusive', 'inconclusive'],
  ['not-measured', 'inconclusive'],
  ['small-change', 'small-change'],
  ['improvement', 'improvement'],
  ['no-regression', 'no-regression'],
]

function overall(commands: readonly ComparedCommand[]): Pick<SuiteComparison, 'verdict' | 'reason'> {
  const of = (verdict: ComparedCommand['verdict']) => commands.filter(one => one.verdict === verdict).length
  const there = ranks.filter(([verdict]) => of(verdict) > 0)
  const words = there.map(([verdict]) => `${of(verdict)} ${verdict.replace('not-measured', 'not measured')}`)
  return {
    verdict: there[0]?.[1] ?? 'inconclusive',
    reason: `Of ${commands.length} ${commands.length === 1 ? 'command' : 'commands'}: ${words.join(', ')}.`,
  }
}

/** Two claims in a row of half of alpha each, so many commands at once may hold a false one with more than this. */
const falseClaims = 0.02

function warningsOf(
  plan: SuitePlan,
  runs: readonly CommandRun[],
  commands: readonly ComparedCommand[],
  measured: number,
  isCut: boolean,
): Warning[] {
  const { baseline, candidate, rounds } = plan
  const warnings: Warning[] = []
  if (isCut) {
    warnings.push({
      code: 'budget-spent',
      message: 'The budget ended before the rounds did.',
      action: `Go on with a larger one: culprit resume ${plan.id} --budget 2h`,
    })
  }
  if (measured < fewestRounds) {
    warnings.push({
      code: 'few-rounds',
      message: `${measured} ${measured === 1 ? 'round tells' : 'rounds tell'} failures and counts, and no change in time.`,
      action: `Take --rounds ${fewestRounds} or more.`,
    })
  }
  if (baseline.sha256 !== null && baseline.sha256 === candidate.sha256) {
    warnings.push({
      code: 'same-file',
      message: 'Both sides are the same file, byte for byte.',
      action: 'A change between them is noise, or comes from where they are.',
    })
  }
  if (baseline.path === candidate.path) {
    warnings.push({ code: 'same-path', message: 'Both sides are the same place.', action: 'A change between them is noise.' })
  }
  if (commands.length * (roundAlpha / 2) ** 2 > falseClaims) {
    warnings.push({
      code: 'many-commands',
      message: `With ${commands.length} commands the probability of a false claim among them is above ${falseClaims * 100} %.`,
      action: `Compare a claimed command again by itself, or with more than ${rounds} rounds.`,
    })
  }
  const contended = commands.filter(({ decidedBy, contendedRuns }) => contendedRuns > 0 && decidedBy !== 'failure')
  if (contended.length > 0) {
    warnings.push({
      code: 'contended',
      message: `Others used the processors while ${contended.length} of ${commands.length} ${commands.length === 1 ? 'command' : 'commands'} ran${competitorWords(runs)}.`,
      action: 'For them user and system time decide. Repeat on a quiet machine when the clock matters.',
    })
  }
  return warnings
}

/** Less of a processor is none. */
const leastNamed: Share = 0.01

function competitorWords(runs: readonly CommandRun[]): string {
  const busiest = meanShares(
    runs.map(({ competitors }) => competitors),
    3,
  ).filter(({ share }) => share >= leastNamed)
  if (busiest.length === 0) return ''
  return `: ${busiest.map(({ name, share }) => `${name} with ${Math.round(share * 100)} % of a processor`).join(', ')}, on average`
}
