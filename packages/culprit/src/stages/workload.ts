import * as fs from 'node:fs/promises'
import { basename, dirname, resolve as resolvePath } from 'node:path'
import type { Workload } from '../engines/index.ts'
import { badWorkload, commandIsNoWorkload, missingFile } from '../model/errors.ts'
import type { Request } from '../model/run.ts'
import type { Sha256 } from '../model/units.ts'
import { digestBytes } from '../platform/files.ts'

/** A workload as launches get it. */
export interface ResolvedWorkload {
  readonly workload: Workload
  /** Of a script; null where nothing but the module is run. */
  readonly sha256: Sha256 | null
  /** Where a script workload stands; engine references run there. */
  readonly folder: string
}

/** A script with its whole path and its hash; `missing-file` or `bad-workload` when it cannot be read. A command is no workload of a launch. */
export async function resolveWorkload({ workload, cwd }: Pick<Request, 'workload' | 'cwd'>): Promise<ResolvedWorkload> {
  if (workload.kind === 'command') throw commandIsNoWorkload()
  if (workload.kind !== 'script') return { workload, sha256: null, folder: cwd }
  const path = resolvePath(cwd, workload.path)
  const bytes = await fs.readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? missingFile(workload.path) : badWorkload(workload.path, error.message)
  })
  return { workload: { ...workload, path }, sha256: digestBytes(bytes), folder: dirname(path) }
}

/** How a workload is called in reports, when it has no name of its own. */
export function workloadName(workload: Workload): string {
  switch (workload.kind) {
    case 'script':
      return basename(workload.path)
    case 'export':
      return `${workload.export}(${workload.args.join(', ')})`
    case 'wasi':
      return '_start'
  }
}
