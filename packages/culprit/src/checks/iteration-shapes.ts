import { duration, percent } from '../model/figures.ts'
import type { Warning } from '../model/warning.ts'
import type { IterationShape, IterationTrend } from '../stats/iteration-shape.ts'

/** What the shape of a side's iterations has to be told about, with the numbers and what to do; nothing for a shape that needs no words. */
export function shapeReservations(side: 'baseline' | 'candidate', shape: IterationShape): Warning[] {
  switch (shape.kind) {
    case 'trend':
      return [aboutTrend(side, shape)]
    case 'two-modes':
      return [aboutModes(side, shape)]
    case 'never-steady':
      return [
        {
          code: 'no-steady-state',
          message: `The iterations of the ${side} never became steady: their time moves between ${duration(shape.lowNs)} and ${duration(shape.highNs)} from one part of a launch to the next, also when interruptions are left out.`,
          action:
            'Let every iteration do the same work, without state that piles up or is thrown away, or give launches more time to warm up.',
        },
      ]
    case 'coarse-timer':
      return [
        {
          code: 'coarse-timer',
          message: `A sample of the ${side} takes ${Math.round(shape.stepsPerSample)} steps of the timer, and ${shape.samples} samples take ${shape.distinct} different values.`,
          action: 'Let an iteration do more work: a sample of a thousand steps is timed to a thousandth.',
        },
      ]
    case 'steady':
    case 'unclear':
      return []
  }
}

function aboutTrend(side: string, { slopeNs, growth, iterations, course }: IterationTrend): Warning {
  const grown = `${percent(growth - 1)} over ${iterations} iterations, ${duration(slopeNs.estimate)} each (95 % interval ${duration(slopeNs.low)} to ${duration(slopeNs.high)})`
  const courses: Readonly<Record<IterationTrend['course'], string>> = {
    linear: 'It grows as a line, so the time of all iterations together grows with the square of their number.',
    saturating: 'It levels off.',
    accelerating: 'It grows faster and faster, so the time of all iterations together grows faster than the square of their number.',
  }
  return {
    code: 'iterations-slow-down',
    message: `Each iteration of the ${side} takes longer than the one before it: ${grown}. ${courses[course]}`,
    action:
      'Look for state that iterations leave behind, such as a list or a table that grows, and make it anew in each iteration. If that is what the program does, measure a fixed number of iterations in one run.',
  }
}

function aboutModes(side: string, { where, lowNs, highNs, highShare, count }: Extract<IterationShape, { kind: 'two-modes' }>): Warning {
  const levels = `${percent(1 - highShare)} at ${duration(lowNs)}, ${percent(highShare)} at ${duration(highNs)}`
  return where === 'samples'
    ? {
        code: 'two-modes',
        message: `Within a launch the iterations of the ${side} alternate between two speeds: ${levels} (${count} samples).`,
        action:
          'The median jumps when the shares change a little. Look for work that only some iterations do, such as collections or the growth of a buffer.',
      }
    : {
        code: 'two-modes',
        message: `The launches of the ${side} fall into two groups: ${levels} (${count} launches).`,
        action:
          'Something is settled once per launch: what the engine optimises, or where code and memory lie. Compare the shares of the two speeds and not only the ratio.',
      }
}
