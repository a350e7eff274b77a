import { readResult } from '../read-result.ts'
import { readAlarm } from '../store/alarms.ts'
import { kindOf } from '../store/folders.ts'
import { readPlanResult } from '../store/plans.ts'
import { readBench } from '../store/results.ts'
import { Store } from '../store/store.ts'
import { readSuiteResult } from '../store/suites.ts'
import type { Result } from './result-exit-code.ts'

/** What a finished run, or anything else of the store at `root`, came to. */
export async function openResult(root: string, id: string): Promise<Result> {
  const store = await Store.open(root)
  try {
    switch (await kindOf(root, id)) {
      case 'plans':
        return await readPlanResult(root, id)
      case 'suites':
        return await readSuiteResult(root, id)
      case 'benches':
        return await readBench(root, id)
      case 'alarms':
        return await readAlarm(root, id)
      case null:
        return await readResult(store, id)
    }
  } finally {
    await store.close()
  }
}
