import { changePercent } from '../../model/figures.ts'
import { robustDeviation } from '../../stats/deviation.ts'
import { median } from '../../stats/median.ts'
import type { History } from './facts.ts'
import { type ArtefactTest, notApplicable } from './finding.ts'

/**
 * Does the step of a history come with a change of the way it was measured: a hole in the data before it, another harness from it on, or the same
 * step in all metrics, those included that run nothing of the workload?
 *
 * Another harness is hard. A hole and a step of all metrics are soft alone and hard together: a larger module is slower to compile, too, and real changes
 * fall into holes.
 */
export const methodology: ArtefactTest = ({ history }) => {
  if (history === null) return notApplicable('There is no history of the benchmark.')
  const size = stepOf(
    history.points.map(({ value }) => value),
    history.step,
  )
  if (size === null) return notApplicable('The history has fewer than three values on one side of the step.')
  if (!size.isStep) {
    return {
      outcome: 'clear',
      statement: `The history shows no step at the point claimed (${changePercent(size.logRatio)}).`,
      value: Math.exp(size.logRatio),
      unit: 'ratio',
      supports: [],
      against: ['harness'],
    }
  }
  const [hole, harness, others] = [holeBefore(history), harnessAt(history), otherMetrics(history, size.logRatio)]
  const signs = [hole, harness, others].filter(sign => sign !== null)
  if (signs.length === 0) return notApplicable('The history has neither dates, nor versions of the harness, nor other metrics.')
  const found = { value: hole?.days ?? null, unit: hole === null ? null : 'days without data' }
  const present = signs.filter(({ isPresent }) => isPresent)
  if (present.length === 0) {
    return {
      outcome: 'clear',
      statement: `The step comes with no change of method: ${said(signs)}.`,
      ...found,
      supports: [],
      against: ['harness'],
    }
  }
  const isHard = harness?.isPresent === true || (hole?.isPresent === true && others?.isPresent === true)
  return {
    outcome: 'hit',
    strength: isHard ? 'hard' : 'soft',
    statement: isHard
      ? `The step comes with a change of method: ${said(present)}.`
      : `The step may come with a change of method, which this alone does not show: ${said(present)}.`,
    ...found,
    supports: isHard ? ['harness'] : [],
    against: [],
  }
}

/** One sign of a change of method; null where it cannot be looked for. */
interface Sign {
  readonly isPresent: boolean
  readonly said: string
}

function said(signs: readonly Sign[]): string {
  return signs.map(sign => sign.said).join(', ')
}

const day = 24 * 60 * 60 * 1000
/** Fourteen days, the rule of those who triage such alarms; but a series measured every month has no hole for that. */
const longPause = 14

function holeBefore({ points, step }: History): (Sign & { days: number }) | null {
  const pauses = points.flatMap(({ measured }, index) => {
    const before = points[index - 1]?.measured ?? null
    return measured === null || before === null ? [] : [{ index, days: (measured - before) / day }]
  })
  const here = pauses.find(({ index }) => index === step)
  if (here === undefined) return null
  const usual = median(pauses.flatMap(({ index, days }) => (index === step ? [] : [days])))
  const isPresent = here.days > longPause && !(here.days <= 3 * usual)
  return { isPresent, days: here.days, said: `${here.days.toFixed(here.days < 10 ? 1 : 0)} days without data before it` }
}

function harnessAt({ points, step }: History): Sign | null {
  const changes = points.flatMap(({ harness }, index) => {
    const before = points[index - 1]?.harness ?? null
    return harness === null || before === null ? [] : [{ index, before, harness, isChange: harness !== before }]
  })
  const here = changes.find(({ index }) => index === step)
  if (here === undefined) return null
  if (!here.isChange) return { isPresent: false, said: `the same harness (${here.harness})` }
  const often = changes.filter(({ isChange }) => isChange).length
  // A label that is new at most points says nothing about this one.
  const isPresent = often <= changes.length / 2
  const shown = `another harness from it on (${here.before}, then ${here.harness})`
  return { isPresent, said: isPresent ? shown : `${shown}, which changes at ${often} of ${changes.length} points` }
}

/** Whether all other metrics step in the same direction, by at least half as much; it takes two, and one that is compile-only. */
function otherMetrics({ others, step }: History, logRatio: number): Sign | null {
  const steps = others.flatMap(({ metric, compileOnly, values }) => {
    const found = stepOf(values, step)
    if (found === null) return []
    return [{ metric, compileOnly, follows: found.isStep && found.logRatio / logRatio >= 0.5 }]
  })
  if (steps.length < 2 || !steps.some(({ compileOnly }) => compileOnly)) return null
  const staying = steps.filter(({ follows }) => !follows).map(({ metric }) => metric)
  if (staying.length === 0)
    return { isPresent: true, said: `all ${steps.length} other metrics step as well, with those that run no workload` }
  return { isPresent: false, said: `${staying.slice(0, 3).join(', ')}${staying.length > 3 ? ', …' : ''} did not step` }
}

/** Values on either side that a step is judged by. */
const window = 10

/** The step of a series at an index, by the medians of up to ten values on either side; null below three known positive ones on one. */
function stepOf(values: readonly (number | null)[], step: number): { logRatio: number; isStep: boolean } | null {
  const logs = (part: readonly (number | null)[]) => part.flatMap(value => (value !== null && value > 0 ? [Math.log(value)] : []))
  if (!(step > 0)) return null
  const before = logs(values.slice(0, step)).slice(-window)
  const after = logs(values.slice(step)).slice(0, window)
  if (before.length < 3 || after.length < 3) return null
  const [low, high] = [median(before), median(after)]
  const deviation = robustDeviation([...before.map(value => value - low), ...after.map(value => value - high)], 0)
  // The median of n normal values has the standard error 1.25 deviations / √n.
  const error = 1.2533 * deviation * Math.sqrt(1 / before.length + 1 / after.length)
  return { logRatio: high - low, isStep: Math.abs(high - low) > Math.max(4 * error, smallestStep) }
}

const smallestStep = Math.log(1.01)
