import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { join } from 'node:path'
import type { Nanoseconds } from '../../model/units.ts'

/** The addresses of all scripts that are loaded in this process, Node's own excluded: enabling the debugger names every one that is alive. */
export async function loadedScripts(): Promise<string[]> {
  const session = new Session()
  session.connect()
  const urls = new Set<string>()
  session.on('Debugger.scriptParsed', message => {
    if (message.params.url.startsWith('file:')) urls.add(message.params.url)
  })
  await new Promise<void>((resolve, reject) => session.post('Debugger.enable', error => (error ? reject(error) : resolve())))
  session.disconnect()
  return [...urls].sort()
}

/** Runs `work` under V8's sampling profiler and writes the profile as DevTools reads it. */
export async function sampled(folder: string, intervalNs: Nanoseconds, work: () => Promise<void>): Promise<void> {
  const session = new Session()
  session.connect()
  const post = (method: string, params: object = {}): Promise<unknown> =>
    new Promise((resolve, reject) => session.post(method, params, (error, result) => (error ? reject(error) : resolve(result))))
  await post('Profiler.enable')
  await post('Profiler.setSamplingInterval', { interval: Math.max(50, Math.round(intervalNs / 1000)) })
  await post('Profiler.start')
  await work()
  const { profile } = (await post('Profiler.stop')) as { profile: unknown }
  session.disconnect()
  writeFileSync(join(folder, 'profile.cpuprofile'), JSON.stringify(profile))
}
