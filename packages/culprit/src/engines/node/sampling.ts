import { Session } from 'node:inspector'
import type { Nanoseconds } from '../../model/units.ts'

/** V8's sampling profiler of this thread, which runs until it is stopped. Answers come at once, so it can be stopped while a process ends. */
export function startSampling(intervalNs: Nanoseconds): { stop(): unknown } {
  const session = new Session()
  session.connect()
  session.post('Profiler.enable')
  session.post('Profiler.setSamplingInterval', { interval: Math.max(50, Math.round(intervalNs / 1000)) })
  session.post('Profiler.start')
  let profile: unknown = null
  return {
    stop() {
      // It can be stopped once; who asks again gets the same.
      session.post('Profiler.stop', (error: Error | null, result: { profile: unknown }) => {
        if (error === null) profile = result.profile
      })
      return profile
    },
  }
}
