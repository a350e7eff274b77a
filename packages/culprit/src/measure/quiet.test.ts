import { execFileSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { ProgressEvent } from '../model/progress.ts'
import { QuietWait } from './quiet.ts'

async function eventsOf(wait: QuietWait, signal = new AbortController().signal): Promise<ProgressEvent[]> {
  const events: ProgressEvent[] = []
  for await (const event of wait.wait(signal)) events.push(event)
  return events
}

describe.runIf(process.platform === 'linux')('waiting for a quiet machine', () => {
  test('goes on while another program is busy, says which, and ends at its limit over all waits together', async () => {
    // Its parent ends at once, so that it is nobody's child here.
    const pid = Number(
      execFileSync('sh', ['-c', '"$0" --eval "for (;;);" >/dev/null 2>&1 & echo $!', process.execPath], { encoding: 'utf8' }),
    )
    try {
      // The shell has to become the program first.
      await pause(500)
      const wait = new QuietWait(1.5e9)
      const first = await eventsOf(wait)
      expect(first.length).toBeGreaterThan(0)
      expect(first.every(({ kind }) => kind === 'waiting')).toBe(true)
      expect(JSON.stringify(first)).toMatch(/uses \d+ % of a processor/)
      expect(first.at(-1)).toMatchObject({ remainingNs: 0 })
      expect(await eventsOf(wait)).toEqual([])
    } finally {
      process.kill(pid, 'SIGKILL')
    }
  })

  test('ends when the run is interrupted', async () => {
    const controller = new AbortController()
    const waiting = eventsOf(new QuietWait(60e9), controller.signal)
    controller.abort()
    await expect(waiting).rejects.toThrow(/abort/i)
  })

  test('without a limit is no waiting', async () => {
    expect(await eventsOf(new QuietWait(0))).toEqual([])
  })
})
