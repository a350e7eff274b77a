import { join } from 'node:path'
import type { Bench } from '../model/bench.ts'
import type { Alarm } from '../model/alarm.ts'
import { comparisonsSchema, type Comparisons } from '../model/comparisons.ts'
import { damagedRun, unfinishedRun } from '../model/errors.ts'
import type { SuiteComparison } from '../model/suite-comparison.ts'
import { readResult, type RunDocument } from '../read-result.ts'
import { isAlarm, readAlarm } from '../store/alarms.ts'
import { isPlan, planFolder } from '../store/plans.ts'
import { isBench, readBench } from '../store/results.ts'
import { readJson } from '../store/run-folder.ts'
import { Store } from '../store/store.ts'
import { isSuite, readSuiteResult } from '../store/suites.ts'

/** What a finished run, a plan of several or suites of the store at `root` came to. */
export async function openResult(root: string, id: string): Promise<RunDocument | Comparisons | Bench | Alarm | SuiteComparison> {
  const store = await Store.open(root)
  try {
    if (await isAlarm(root, id)) return await readAlarm(root, id)
    if (await isBench(root, id)) return await readBench(root, id)
    if (await isSuite(root, id)) return await readSuiteResult(root, id)
    return (await isPlan(root, id)) ? await readPlanResult(root, id) : await readResult(store, id)
  } finally {
    await store.close()
  }
}

async function readPlanResult(root: string, id: string): Promise<Comparisons> {
  const json = await readJson(join(planFolder(root, id), 'result.json'), id).catch(() => null)
  if (json === null) throw unfinishedRun(id, 'interrupted')
  const parsed = comparisonsSchema.safeParse(json)
  if (!parsed.success) throw damagedRun(id, `result.json is no result of this version (${parsed.error.issues[0]?.path.join('.') ?? ''})`)
  return parsed.data
}
