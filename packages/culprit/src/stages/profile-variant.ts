import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Workload } from '../engines/engine.ts'
import { resolveEngine } from '../engines/index.ts'
import { badWorkload, commandIsNoWorkload, missingFile } from '../model/errors.ts'
import type { Request } from '../model/run.ts'
import type { Nanoseconds } from '../model/units.ts'
import { parseReference, resolveFiles, type SourceContext } from '../sources/index.ts'
import { checkInvocation } from './invocation.ts'
import { profileWorkload, type ProfileChoice, type Profiled } from './profile-program.ts'

export interface VariantToProfile {
  readonly reference: string
  readonly engine: string
  readonly flags: readonly string[]
  readonly workload: Request['workload']
  readonly iterations: number
  readonly timeLimitNs: Nanoseconds
}

/** Profiles one variant: its files in a folder of their own, so that nothing that the workload does there stays. */
export async function profileVariant(variant: VariantToProfile, choice: ProfileChoice, context: SourceContext): Promise<Profiled> {
  const { flags, iterations, timeLimitNs } = variant
  const reference = parseReference(variant.reference)
  const workload = await findWorkload(variant.workload, context.cwd)
  const limits = { flags, iterations, timeLimitNs, signal: context.signal }
  if (reference.kind === 'engine') {
    const engine = await resolveEngine(`${reference.engine}@${reference.version}`, context)
    const dir = workload.kind === 'script' ? dirname(workload.path) : context.cwd
    return profileWorkload(engine, workload, choice, { program: engine.name, dir, file: null, ...limits })
  }
  const engine = await resolveEngine(variant.engine, context)
  const files = await resolveFiles(reference, context)
  const root = await fs.mkdtemp(join(tmpdir(), 'culprit-variant-'))
  try {
    await context.trees.copyTo(files.tree, root)
    const dir = join(root, files.folder)
    const file = files.file === null ? null : join(root, files.file)
    await checkInvocation(workload, [{ file }])
    return await profileWorkload(engine, workload, choice, { program: files.reference, dir, file, ...limits })
  } finally {
    await fs.rm(root, { recursive: true, force: true })
  }
}

async function findWorkload(workload: Request['workload'], cwd: string): Promise<Workload> {
  if (workload.kind === 'command') throw commandIsNoWorkload()
  if (workload.kind !== 'script') return workload
  const path = resolve(cwd, workload.path)
  const found = await fs.stat(path).catch(() => null)
  if (found === null) throw missingFile(workload.path)
  if (!found.isFile()) throw badWorkload(workload.path, 'it is no file')
  return { kind: 'script', path }
}
