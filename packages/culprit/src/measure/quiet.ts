import { setTimeout as pause } from 'node:timers/promises'
import { wholePercent } from '../model/figures.ts'
import type { Staged } from '../model/progress.ts'
import type { Nanoseconds, Share } from '../model/units.ts'
import { watchCompetitors, type Competitor } from '../platform/competitors.ts'
import { readMachineLoad } from '../platform/machine.ts'
import { stealBetween } from '../verdict/contention.ts'

/** Under this share of one processor, used by others for a second, the machine is quiet. */
const quietShare: Share = 0.1
const quietSteal: Share = 0.01
const lookMs = 1000

/** Waits for a quiet machine, at most so long over all waits of a run together. */
export class QuietWait {
  #leftNs: Nanoseconds

  constructor(limitNs: Nanoseconds) {
    this.#leftNs = limitNs
  }

  /** Ends when the machine is quiet, or at the limit; nothing of culprit's own may run meanwhile. */
  async *wait(signal: AbortSignal): Staged<void> {
    while (this.#leftNs > 0) {
      const begin = performance.now()
      const seen = await look(signal)
      this.#leftNs -= (performance.now() - begin) * 1e6
      if (seen === null) return
      yield { kind: 'waiting', text: `waiting for a quiet machine: ${seen}`, remainingNs: Math.max(0, this.#leftNs) }
    }
  }
}

/** What keeps the machine busy, in words; null when it is quiet. */
async function look(signal: AbortSignal): Promise<string | null> {
  const [competitorsSince, loadBefore] = [watchCompetitors(), readMachineLoad()]
  await pause(lookMs, undefined, { signal })
  const [competitors, loadAfter] = [competitorsSince(), readMachineLoad()]
  if (competitors.reduce((sum, { share }) => sum + share, 0) >= quietShare) return competitors.map(words).join(', ')
  const steal = stealBetween(loadBefore, loadAfter)
  return steal !== null && steal > quietSteal ? `the hypervisor takes ${wholePercent(steal)}` : null
}

function words({ name, share }: Competitor): string {
  return `${name} uses ${wholePercent(share)} of a processor`
}
