import { besideBaseline, type BaselinePlan } from './bench/beside-baseline.ts'
import type { Bench } from './model/bench.ts'
import { folderOf, kindOf } from './store/folders.ts'
import { createBench, readBench } from './store/results.ts'
import { writeReports } from './write-reports.ts'

/** Whether both are results of suites in the store at `root`, measured or imported, and not variants that can be launched. */
export async function areResults(root: string, references: readonly [string, string]): Promise<boolean> {
  const [baseline, candidate] = await Promise.all(references.map(reference => kindOf(root, reference)))
  return baseline === 'benches' && candidate === 'benches'
}

/**
 * Puts a stored result beside another one, and keeps what came of it as a result of its own. Nothing is launched, so nothing
 * is claimed where the worlds are shown to differ.
 */
export async function compareResults(
  root: string,
  [baseline, candidate]: readonly [string, string],
  plan: Omit<BaselinePlan, 'name'>,
  command: readonly string[],
): Promise<Bench> {
  const { run: _, ...compared } = besideBaseline(await readBench(root, candidate), await readBench(root, baseline), {
    name: baseline,
    ...plan,
  })
  const result = await createBench(root, { ...compared, savedAs: null, startedMs: Date.now(), command: ['culprit', ...command] })
  await writeReports(folderOf(root, 'benches', result.run), result)
  return result
}
