import * as fs from 'node:fs/promises'
import { sampledProfile } from '../measure/launch.ts'
import type { Share } from '../model/units.ts'
import { profileOfCpuProfile } from '../profile/imports/index.ts'
import { bodyNames } from './body-names.ts'
import type { Profiled } from './profile-program.ts'
import type { Prepared } from './resolve.ts'

/** The share of the sampled time that a function took itself; null where nothing was sampled. */
export type ShareOf = (one: { readonly module: string | null; readonly index: number | null }) => Share | null

/** By the profiles that the sampled launches of one side left, all together. The modules are those that were counted. */
export async function functionShares(
  { folder }: Prepared,
  arm: 'baseline' | 'candidate',
  { profile, modules }: Profiled,
): Promise<ShareOf> {
  const wasmNames = bodyNames(
    profile.modules.flatMap(({ name, sha256 }) => {
      const bytes = sha256 === null ? undefined : modules.get(sha256)
      return bytes === undefined ? [] : [{ name, bytes }]
    }),
  )
  const times = new Map<string, number>()
  let whole = 0
  for (const record of folder
    .launches()
    .filter(({ stage, arm: side, observed }) => stage === 'sample' && side === arm && observed?.parts)) {
    const json: unknown = JSON.parse(await fs.readFile(sampledProfile(folder.path, record), 'utf8'))
    for (const { module, index, selfNs } of profileOfCpuProfile(json, { program: arm, engine: null, wasmNames, profiler: null })
      .functions) {
      whole += selfNs ?? 0
      if (index !== null) times.set(`${index} ${module}`, (times.get(`${index} ${module}`) ?? 0) + (selfNs ?? 0))
    }
  }
  return ({ module, index }) => (whole === 0 ? null : (times.get(`${index} ${module}`) ?? 0) / whole)
}
