import type { ContentionSummary } from '../model/comparison.ts'
import { percent, wholePercent } from '../model/figures.ts'
import type { LaunchRecord, Measured } from '../model/launch.ts'
import type { Floors } from '../model/floors.ts'
import type { Share } from '../model/units.ts'
import type { Warning } from '../model/warning.ts'
import { iterationShape } from '../stats/iteration-shape.ts'
import { median } from '../stats/median.ts'
import { steadyStart } from '../stats/steady-state.ts'
import { shapeReservations } from './iteration-shapes.ts'

export interface Observations {
  readonly pilots: Readonly<Record<'baseline' | 'candidate', Measured>>
  readonly steady: boolean
  readonly launches: readonly LaunchRecord[]
  readonly pairs: number
  /** Pairs that a failed launch made useless. */
  readonly failedPairs: number
  readonly contention: ContentionSummary | null
  readonly decidedBy: 'wall' | 'cpu'
  /** What stored campaigns say about the deciding time. */
  readonly floor: Floors['wall']
  /** The threshold that was asked for. */
  readonly asked: Share
}

/** What a reader has to know before trusting the numbers: each with the number that triggered it and what to do. */
export function reservations(observations: Observations): Warning[] {
  return [
    ...aboutChecksums(observations),
    ...aboutDroppedWork(observations),
    ...aboutShapes(observations),
    ...aboutMemory(observations),
    ...aboutPrinting(observations),
    ...aboutDroppedPairs(observations),
    ...aboutContention(observations),
    ...aboutFloor(observations),
  ]
}

export function checksumsDiffer({ baseline, candidate }: Observations['pilots']): boolean {
  return baseline.checksum !== candidate.checksum
}

function aboutChecksums({ pilots }: Observations): Warning[] {
  const { baseline, candidate } = pilots
  const warnings: Warning[] = []
  if (baseline.checksum === null && candidate.checksum === null) {
    warnings.push({
      code: 'no-checksum',
      message: 'run() returns no checksum, so nothing shows that both sides do the same work, or that the engine did not leave it out.',
      action: 'Return a number, a string or bytes that depend on all of the work.',
    })
  } else if (checksumsDiffer(pilots)) {
    warnings.push({
      code: 'checksums-differ',
      message: `The sides do different work: the baseline returns ${baseline.checksum ?? 'nothing'}, the candidate ${candidate.checksum ?? 'nothing'}.`,
      action: 'Find out which result is right before comparing times. If both are, return a checksum of what has to be equal.',
    })
  }
  const varying = (['baseline', 'candidate'] as const).filter(arm => pilots[arm].checksumVaries)
  if (varying.length > 0) {
    warnings.push({
      code: 'not-deterministic',
      message: `The checksum changes from iteration to iteration (${varying.join(' and ')}).`,
      action: 'Make the work the same in every iteration: seed random numbers, and do not let state pile up.',
    })
  }
  return warnings
}

/** An iteration that takes less than this is a call and nothing behind it, also on a processor that is shared and runs at half its speed (there 3.7 ns). */
const shortestPlausible = 5

function aboutDroppedWork({ pilots }: Observations): Warning[] {
  return (['baseline', 'candidate'] as const).flatMap(arm => droppedWork(arm, pilots[arm]) ?? [])
}

function droppedWork(arm: 'baseline' | 'candidate', { samplesNs, growth }: Measured): Warning | null {
  // The fastest, for others on the machine only add to it, and a few nanoseconds are soon a few more.
  const iteration = samplesNs.length === 0 ? Infinity : Math.min(...samplesNs)
  if (iteration < shortestPlausible) {
    return {
      code: 'work-dropped',
      message: `An iteration of the ${arm} takes ${iteration.toFixed(2)} ns: the engine has probably optimised the work away.`,
      action: 'Let the result depend on the work and on the state, and return it.',
    }
  }
  // Four times the work has to take about four times as long; half of that leaves room for noise.
  if (growth === null || growth >= 2) return null
  return {
    code: 'work-dropped',
    message: `Four times the iterations of the ${arm} take only ${growth.toFixed(2)} times as long: its time does not grow with its work.`,
    action: 'The engine may keep the result of an earlier iteration. Let every iteration depend on something that changes.',
  }
}

/** What the iterations of each side look like; and where no shape says more, that its pilot did not become steady. */
function aboutShapes({ pilots, launches, steady }: Observations): Warning[] {
  const warnings = (['baseline', 'candidate'] as const).flatMap(arm => {
    // Iterations of nothing have no shape.
    if (droppedWork(arm, pilots[arm]) !== null) return []
    const { samplesNs, batch, timerStepNs } = pilots[arm]
    const launchesNs = launches.flatMap(({ stage, arm: of, outcome }) =>
      stage === 'steady' && of === arm && outcome.kind === 'measured' ? [median(outcome.samplesNs.slice(outcome.warmUp))] : [],
    )
    return shapeReservations(arm, iterationShape({ samplesNs, steadyStart: steadyStart(samplesNs), batch, timerStepNs, launchesNs }))
  })
  if (steady || warnings.some(({ code }) => code === 'no-steady-state' || code === 'iterations-slow-down')) return warnings
  return [
    ...warnings,
    {
      code: 'no-steady-state',
      message:
        'At least one side did not become steady in its pilot launch: its iterations kept changing their speed, or the machine was too busy to tell.',
      action: 'Half of what the pilot ran was taken as warm-up. Let iterations do the same work, without state that piles up.',
    },
  ]
}

/** Growth that is worth a warning: a megabyte in the pilot, and more than rounding per iteration. */
const leak = { total: 1e6, perIteration: 64 }

function aboutMemory({ pilots }: Observations): Warning[] {
  return (['baseline', 'candidate'] as const).flatMap(arm => {
    const held = pilots[arm].heldBytes
    if (held === null) return []
    const grown = held.end - held.start
    const perIteration = grown / held.iterations
    if (grown < leak.total || perIteration < leak.perIteration) return []
    return [
      {
        code: 'memory-grows',
        message: `The ${arm} holds ${(perIteration / 1e3).toFixed(1)} kB more after each iteration, even after a full collection (${(grown / 1e6).toFixed(1)} MB in ${held.iterations} iterations).`,
        action: 'Release what an iteration allocates. Otherwise later iterations are slower, and long runs fail.',
      },
    ]
  })
}

function aboutPrinting({ launches }: Observations): Warning[] {
  const printed = launches.filter(({ stage }) => stage === 'steady').map(({ printedBytes }) => printedBytes)
  if (printed.length === 0 || Math.max(...printed) === 0) return []
  return [
    {
      code: 'prints',
      message: `The workload prints (${Math.max(...printed)} bytes in one launch), and printing is part of its time.`,
      action: 'Print nothing in run().',
    },
  ]
}

function aboutDroppedPairs({ pairs, failedPairs }: Observations): Warning[] {
  if (failedPairs === 0) return []
  return [
    {
      code: 'dropped-pairs',
      message: `${failedPairs} of ${pairs + failedPairs} pairs were dropped, because a launch in them failed.`,
      action: 'The launches table of the store tells why: culprit sql "select key, failure from launches where failure is not null".',
    },
  ]
}

function aboutContention({ contention, decidedBy, pairs }: Observations): Warning[] {
  if (contention === null || contention.contendedPairs + contention.repeatedPairs === 0) return []
  const { contendedPairs, repeatedPairs, competitors } = contention
  const who =
    competitors.length === 0
      ? ''
      : ` Beside it ran ${competitors.map(({ name, share }) => `${name} (${wholePercent(share)} of a processor)`).join(', ')}.`
  if (decidedBy === 'cpu') {
    return [
      {
        code: 'wall-not-usable',
        message: `${contendedPairs} of ${pairs} pairs were contended, so the clock does not decide; processor time does.${who}`,
        action: 'If wall time matters, run it on a quiet machine, or let it wait for one: --wait-quiet 10m.',
      },
    ]
  }
  return [
    {
      code: 'busy-machine',
      message: `${repeatedPairs} contended pairs were measured again, and ${contendedPairs} of them stayed contended and were dropped.${who}`,
      action: 'The other pairs were not disturbed; a quiet machine would have been faster: --wait-quiet 10m.',
    },
  ]
}

function aboutFloor({ floor, asked }: Observations): Warning[] {
  if (floor.value === null) {
    const stored = floor.campaigns === 0 ? 'no stored campaigns' : `only ${floor.campaigns} of 5 stored campaigns`
    return [
      {
        code: 'floor-unknown',
        message: `The noise floor of this machine is not known: ${stored} of a variant against itself exist for this workload.`,
        action:
          'culprit env --calibrate measures it once; until then the baseline against its own copy, in every third pair, stands in for it.',
      },
    ]
  }
  if (floor.value <= asked) return []
  return [
    {
      code: 'floor-above-threshold',
      message: `A variant against itself differs by up to ${percent(floor.value)} on this machine (96 % limit from ${floor.campaigns} campaigns), so that is the threshold, and not ${percent(asked, 3)}.`,
      action: 'Smaller differences need a quieter machine, or a workload that repeats better.',
    },
  ]
}
