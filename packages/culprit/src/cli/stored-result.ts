import { readResult } from '../read-result.ts'
import { readAlarm } from '../store/alarms.ts'
import { kindOf } from '../store/folders.ts'
import { readPlanResult } from '../store/plans.ts'
import { readBench } from '../store/results.ts'
import { runsFolderOf } from '../store/runs.ts'
import { readSuiteResult } from '../store/suites.ts'
import type { Result } from './result-exit-code.ts'

/** What a finished run, or anything else of the store at `root`, came to. Nothing is written, and no store is made where there is none. */
export async function openResult(root: string, id: string): Promise<Result> {
  switch (await kindOf(root, id)) {
    case 'plans':
      return readPlanResult(root, id)
    case 'suites':
      return readSuiteResult(root, id)
    case 'benches':
      return readBench(root, id)
    case 'alarms':
      return readAlarm(root, id)
    case null:
      return readResult(runsFolderOf(root), id)
  }
}
