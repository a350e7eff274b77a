import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { alarmSchema, type Alarm } from '../model/alarm.ts'
import { damagedRun, unknownRun } from '../model/errors.ts'
import { guardDisk, writeAtomically } from '../platform/files.ts'
import { newId } from './id.ts'
import { readJson } from './run-folder.ts'

/** The folder of a result of the alarm: `alarms/<id>/`. */
export function alarmFolder(root: string, id: string): string {
  return join(root, 'alarms', id)
}

/** Makes the folder of a new one; its id sorts by time, among those of runs too. */
export async function createAlarm(root: string, startedMs: number): Promise<string> {
  const id = newId(startedMs)
  const folder = alarmFolder(root, id)
  await guardDisk(folder, () => fs.mkdir(folder, { recursive: true }))
  return id
}

/** Keeps the result, and takes away what was laid out for it. */
export async function keepAlarm(root: string, alarm: Alarm): Promise<void> {
  const folder = alarmFolder(root, alarm.run)
  await writeAtomically(join(folder, 'result.json'), `${JSON.stringify(alarmSchema.parse(alarm))}\n`)
  await fs.rm(join(folder, 'variants'), { recursive: true, force: true })
}

/** Forgets one that came to nothing. */
export async function dropAlarm(root: string, id: string): Promise<void> {
  await fs.rm(alarmFolder(root, id), { recursive: true, force: true })
}

/** Whether that is the id of a result of the alarm. */
export async function isAlarm(root: string, id: string): Promise<boolean> {
  return /^[0-9]{8}-[0-9]{6}-[0-9a-f]{4}$/.test(id) && (await fs.stat(alarmFolder(root, id)).catch(() => null)) !== null
}

/** A result that was kept; `unknown-run` when there is none, `damaged-run` when its file is none. */
export async function readAlarm(root: string, id: string): Promise<Alarm> {
  if (!(await isAlarm(root, id))) throw unknownRun(id, [])
  const parsed = alarmSchema.safeParse(await readJson(join(alarmFolder(root, id), 'result.json'), id))
  if (!parsed.success) throw damagedRun(id, `result.json is no result of this version (${parsed.error.issues[0]?.path.join('.') ?? ''})`)
  return parsed.data
}
