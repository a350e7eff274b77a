import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { benchSchema, type Bench } from '../model/bench.ts'
import { badBaseline, baselineExists, noBaseline } from '../model/errors.ts'
import { guardDisk, writeAtomically } from '../platform/files.ts'

const namePattern = /^[\w][\w.-]{0,99}$/

/** Where a saved result stands: a name in the store, or a file wherever the user wants it, such as in a repository. */
export function baselinePath(root: string, name: string): string {
  if (name.endsWith('.json')) return name
  if (!namePattern.test(name)) throw badBaseline(name, 'a name has letters, digits, ".", "-" and "_"; a file ends with .json')
  return join(root, 'baselines', `${name}.json`)
}

/** Refuses a name that is taken, before anything is measured for it. */
export async function refuseTaken(root: string, name: string, force: boolean): Promise<void> {
  const path = baselinePath(root, name)
  if (!force && (await fs.stat(path).catch(() => null)) !== null) throw baselineExists(name, path)
}

/** Saves a result whole, so that it outlives its folder and can be carried elsewhere; `baseline-exists` when the name is taken. */
export async function saveBaseline(root: string, name: string, bench: Bench, force: boolean): Promise<void> {
  const path = baselinePath(root, name)
  if (!(await isSaved(path, bench.run))) await refuseTaken(root, name, force)
  await guardDisk(path, () => fs.mkdir(join(path, '..'), { recursive: true }))
  await writeAtomically(path, `${JSON.stringify(bench, null, 1)}\n`)
}

/** Whether that result itself is there: its measuring was ended after it was saved, and then resumed. */
async function isSaved(path: string, run: string): Promise<boolean> {
  const text = await fs.readFile(path, 'utf8').catch(() => '')
  try {
    return benchSchema.safeParse(JSON.parse(text)).data?.run === run
  } catch {
    return false
  }
}

/** A saved result; `no-baseline` when there is none of that name, with those there are, `bad-baseline` when the file is none. */
export async function readBaseline(root: string, name: string): Promise<Bench> {
  const path = baselinePath(root, name)
  const found = await fs.stat(path).catch(() => null)
  if (found === null) throw noBaseline(name, await baselineNames(root))
  if (found.size > largestBaseline)
    throw badBaseline(name, `${path} has ${found.size} bytes, and no result is larger than ${largestBaseline}`)
  let json: unknown
  try {
    json = JSON.parse(await fs.readFile(path, 'utf8'))
  } catch (error) {
    throw badBaseline(name, `${path}: ${error instanceof Error ? error.message : String(error)}`)
  }
  const parsed = benchSchema.safeParse(json)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw badBaseline(name, `${path} is no saved result of this version: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`)
  }
  return parsed.data
}

const largestBaseline = 64 * 2 ** 20

async function baselineNames(root: string): Promise<string[]> {
  const names = await fs.readdir(join(root, 'baselines')).catch(() => [])
  return names.flatMap(name => (name.endsWith('.json') ? [name.slice(0, -5)] : [])).sort()
}
