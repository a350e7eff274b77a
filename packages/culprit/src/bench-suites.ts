import { join } from 'node:path'
import { besideBaseline, withVerdict } from './bench/beside-baseline.ts'
import { confirmSuspects } from './confirm-suspects.ts'
import { drive } from './drive.ts'
import type { Bench } from './model/bench.ts'
import { usualRate } from './model/correction.ts'
import type { ProgressEvent, Staged } from './model/progress.ts'
import type { Warning } from './model/warning.ts'
import { watchCompetitors } from './platform/competitors.ts'
import { benchDocument, competitionWarnings } from './stages/bench-document.ts'
import { measureBenchmarks } from './stages/measure-benchmarks.ts'
import { prepareBenchmarks, type OpenBench } from './stages/prepare-benchmarks.ts'
import { cacheBytes, keepCacheWithin } from './store/cache-limit.ts'
import { readBaseline, saveBaseline } from './store/baselines.ts'
import { writeDocument } from './store/documents.ts'
import { writeReports } from './write-reports.ts'

/**
 * Measures suites, or goes on with them: every process is kept as it comes. Puts them beside a saved result where one is named, has what
 * differs confirmed where that was asked for, and keeps and saves what came of it. The folder is closed in any case.
 */
export async function benchSuites(open: OpenBench, show: (event: ProgressEvent) => void): Promise<Bench> {
  const { store, folder } = open
  try {
    const { request } = folder
    show({ kind: 'run', id: request.id, resumed: request.resolved !== null })
    // Read first: a baseline that is none is found out before anything is measured for it.
    const baseline = request.baseline === null ? null : await readBaseline(store.root, request.baseline)
    const measured = await drive(measure(open), show)
    const { threshold } = request.settings
    const plan = { name: request.baseline ?? '', threshold, correction: { method: request.correction, rate: usualRate } }
    const compared = baseline === null ? measured : besideBaseline(measured, baseline, plan)
    const judged =
      baseline === null || request.confirm === null ? compared : withVerdict(await confirmSuspects(open, compared, baseline, show))
    const saved = judged.benchmarks.some(({ state }) => state === 'measured') ? request.save : null
    const warnings = saved === request.save ? judged.warnings : [...judged.warnings, notSaved]
    const result = { ...judged, savedAs: saved?.name ?? null, warnings }

    await writeDocument(join(folder.path, 'result.json'), result)
    await writeReports(folder.path, result)
    if (saved !== null) await saveBaseline(store.root, saved.name, result, saved.force)
    await folder.dropVariants()
    await keepCacheWithin(store.root, cacheBytes, Date.now())
    return result
  } finally {
    await folder.close()
  }
}

const notSaved: Warning = {
  code: 'not-saved',
  message: 'Nothing was measured, so nothing was saved: a baseline without values would pass for one.',
  action: 'See what failed, and save again.',
}

async function* measure(open: OpenBench): Staged<Bench> {
  const { request } = open.folder
  const prepared = yield* prepareBenchmarks(open)
  const competitorsSince = watchCompetitors()
  const results = yield* measureBenchmarks(prepared.benchmarks, request)
  return benchDocument(prepared, results, request, competitionWarnings(competitorsSince()))
}
