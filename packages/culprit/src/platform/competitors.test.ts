import { spawn } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { competitorsBetween, readProcessTimes, type ProcessTimes } from './competitors.ts'

const at = (atMs: number, ...processes: [pid: number, name: string, parent: number, ticks: number][]): ProcessTimes => ({
  atMs,
  processes: new Map(processes.map(([pid, name, parent, ticks]) => [pid, { name, parent, ticks }])),
})
/** Ids above those that Linux gives out (proc_sys_kernel(5)), so that no such process exists. */
const [self, child, one, two] = [5_000_001, 5_000_002, 5_000_003, 5_000_004]

describe('who else uses the processors', () => {
  test('is named with its share of one processor, programs of one name together, the busiest first', () => {
    const before = at(0, [one, 'cc1', 1, 100], [two, 'cc1', 1, 0], [5_000_009, 'cron', 1, 0])
    const after = at(1000, [one, 'cc1', 1, 190], [two, 'cc1', 1, 60], [5_000_009, 'cron', 1, 4])
    expect(competitorsBetween(before, after, self)).toEqual([{ name: 'cc1', share: 1.5 }])
  })

  test('is not the process itself and what it started', () => {
    const before = at(0, [self, 'node', 1, 0], [child, 'node', self, 0])
    expect(competitorsBetween(before, at(1000, [self, 'node', 1, 90], [child, 'node', self, 90]), self)).toEqual([])
  })

  test('is nothing that began or ended in between, or took the place of another', () => {
    const after = at(1000, [one, 'new', 1, 90], [two, 'other', 1, 90])
    expect(competitorsBetween(at(0, [two, 'gone', 1, 0]), after, self)).toEqual([])
    expect(competitorsBetween(at(0), at(0), self)).toEqual([])
  })

  test.runIf(process.platform === 'linux')('is seen on this machine', async () => {
    const busy = spawn(process.execPath, ['--eval', 'for (;;);'], { stdio: 'ignore' })
    try {
      // The name of its first moments is another.
      await pause(300)
      const before = readProcessTimes()
      await pause(700)
      // Asked by nobody, so that the child of this test counts as a stranger.
      const found = competitorsBetween(before, readProcessTimes(), 0)
      expect(found.find(({ name }) => name.startsWith('node'))?.share ?? 0).toBeGreaterThan(0.05)
    } finally {
      busy.kill('SIGKILL')
    }
  })
})
