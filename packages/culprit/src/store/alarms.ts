import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { alarmSchema, type Alarm } from '../model/alarm.ts'
import { writeAtomically } from '../platform/files.ts'
import { readDocument } from './documents.ts'
import { existingFolder, folderOf, makeFolder } from './folders.ts'
import { newId } from './id.ts'

/** Makes the folder of a new result of the alarm, `alarms/<id>/`; its id sorts by time, among those of runs too. */
export async function createAlarm(root: string, startedMs: number): Promise<string> {
  const id = newId(startedMs)
  await makeFolder(root, 'alarms', id)
  return id
}

/** Keeps the result, and takes away what was laid out for it. */
export async function keepAlarm(root: string, alarm: Alarm): Promise<void> {
  const folder = folderOf(root, 'alarms', alarm.run)
  await writeAtomically(join(folder, 'result.json'), `${JSON.stringify(alarmSchema.parse(alarm))}\n`)
  await fs.rm(join(folder, 'variants'), { recursive: true, force: true })
}

/** Forgets one that came to nothing. */
export async function dropAlarm(root: string, id: string): Promise<void> {
  await fs.rm(folderOf(root, 'alarms', id), { recursive: true, force: true })
}

/** A result that was kept; `unknown-run` when there is none, `damaged-run` when its file is none. */
export async function readAlarm(root: string, id: string): Promise<Alarm> {
  return readDocument(alarmSchema, join(await existingFolder(root, 'alarms', id), 'result.json'), id, 'result')
}
