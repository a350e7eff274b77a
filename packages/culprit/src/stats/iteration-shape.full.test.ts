import { describe, expect, test } from 'vitest'
import { isWithin } from '../../../../bench/statistics/rates.ts'
import { exhaustive } from '../../../../test/exhaustive.ts'
import { namedRate, steadyWorlds } from '../../../../bench/statistics/shapes.ts'

describe.each(steadyWorlds)('steady iterations in the world "$name"', world => {
  test.each([
    { samples: 30, launches: 12 },
    { samples: 60, launches: 20 },
    { samples: 150, launches: 40 },
    { samples: 400, launches: 60 },
  ])('are called neither of four names in more than 2 %: $samples samples, $launches launches', size => {
    for (const kind of ['coarse-timer', 'trend', 'two-modes', 'never-steady'] as const) {
      expect({ kind, isWithin: isWithin(0.02, namedRate(world, kind, { ...size, runs: exhaustive ? 400 : 200 })) }).toEqual({
        kind,
        isWithin: true,
      })
    }
  })
})
