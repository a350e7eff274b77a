import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { compare, investigate } from '../investigate.ts'
import type { Comparison } from '../model/comparison.ts'
import { CulpritError, exitCodes, type ExitCode } from '../model/errors.ts'
import type { Investigation } from '../model/investigation.ts'
import type { Staged } from '../model/progress.ts'
import type { Request } from '../model/run.ts'
import type { Nanoseconds } from '../model/units.ts'
import { writeAtomically } from '../platform/files.ts'
import { record } from '../record.ts'
import { render } from '../report/index.ts'
import type { RunFolder } from '../store/run-folder.ts'
import { Store } from '../store/store.ts'
import type { Terminal } from './command.ts'
import { storePath, type CommonOptions, type MeasuringOptions } from './options.ts'
import { printDocument } from './output.ts'
import { sourceOptionsOf } from './source-options.ts'
import { readResult } from './stored-result.ts'
import { flagList, workloadOf } from './workload-options.ts'
import { progress, type Progress } from './progress.ts'

/** Starts a run and sees it to its end. */
export async function startRun(
  command: Request['command'],
  references: { baseline: string; candidate: string },
  options: CommonOptions & MeasuringOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const request = requestOf(command, references, options)
  const store = await Store.open(storePath(options))
  try {
    const folder = await store.createRun({
      state: 'running',
      startedMs: Date.now(),
      request,
      budgetNs: request.budgetNs,
      looks: [],
      resolved: null,
    })
    return await see(store, folder, null, options, terminal)
  } finally {
    await store.close()
  }
}

/**
 * Goes on with a run: what it has measured is taken from its folder, the rest is measured now.
 *
 * A finished run is only shown again, unless it could not decide and is given a larger budget.
 */
export async function resumeRun(id: string, budgetNs: Nanoseconds | null, options: CommonOptions, terminal: Terminal): Promise<ExitCode> {
  const store = await Store.open(storePath(options))
  try {
    const folder = await store.openRun(id)
    if (folder.run.state === 'finished') {
      const result = await readResult(store, id)
      if (exitCodeOf(result) !== exitCodes.undecided || budgetNs === null || budgetNs <= folder.run.budgetNs) {
        await folder.close()
        return show(result, folder, options, terminal)
      }
    }
    return await see(store, folder, budgetNs, options, terminal)
  } finally {
    await store.close()
  }
}

async function see(
  store: Store,
  folder: RunFolder,
  budgetNs: Nanoseconds | null,
  options: CommonOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const before = folder.run
  const shown = progress(terminal.stderr, options.quiet ? 'quiet' : options.verbose ? 'verbose' : 'normal')
  terminal.runs.add(folder.id)
  try {
    shown.show({ kind: 'run', id: folder.id, resumed: before.resolved !== null })
    await folder.writeRun({ ...before, state: 'running', budgetNs: budgetNs ?? before.budgetNs })
    const open = { store, folder, signal: terminal.signal }
    const { command } = folder.run.request
    const result = command === 'compare' ? await drive(compare(open), shown) : await drive(investigate(open), shown)
    await folder.writeRun({ ...folder.run, state: 'finished' })
    await record(store, folder, result)
    await folder.dropVariants()
    await writeAtomically(join(folder.path, 'report.html'), render(result, 'html'))
    await writeAtomically(join(folder.path, 'report.md'), render(result, 'md'))
    shown.end()
    return show(result, folder, options, terminal)
  } catch (error) {
    shown.end()
    if (before.state === 'finished') await folder.writeRun(before)
    else await leave(store, folder, error)
    throw error
  } finally {
    await folder.close()
  }
}

function show(result: Comparison | Investigation, folder: RunFolder, options: CommonOptions, terminal: Terminal): ExitCode {
  printDocument(result, options, terminal)
  if (!options.json) terminal.stdout.write(`\nThe whole report: ${join(options.store, 'runs', folder.id, 'report.html')}\n`)
  return exitCodeOf(result)
}

/** An unfinished run keeps its launches; one that has none yet leaves nothing behind. */
async function leave(store: Store, folder: RunFolder, error: unknown): Promise<void> {
  if (folder.launches().length === 0) {
    await fs.rm(folder.path, { recursive: true, force: true })
    return
  }
  const state = error instanceof CulpritError && error.code === 'interrupted' ? 'interrupted' : 'failed'
  try {
    await folder.writeRun({ ...folder.run, state })
    await record(store, folder, null)
  } catch {
    // A full disk is the likeliest reason to be here; the launches are safe, and the first error is the one to show.
  }
}

async function drive<T>(stages: Staged<T>, shown: Progress): Promise<T> {
  for (;;) {
    const step = await stages.next()
    if (step.done === true) return step.value
    shown.show(step.value)
  }
}

function exitCodeOf(result: Comparison | Investigation): ExitCode {
  if (result.kind === 'comparison') {
    switch (result.verdict) {
      case 'regression':
        return exitCodes.regression
      case 'inconclusive':
        return exitCodes.undecided
      case 'improvement':
      case 'no-regression':
      case 'small-change':
        return exitCodes.fine
    }
  }
  switch (result.classification) {
    case 'real-regression':
      return exitCodes.regression
    case 'needs-investigation':
      return exitCodes.undecided
    case 'improvement':
    case 'no-change':
    case 'infrastructure-artifact':
      return exitCodes.fine
  }
}

function requestOf(
  command: Request['command'],
  { baseline, candidate }: { baseline: string; candidate: string },
  options: MeasuringOptions,
): Request {
  const flags = (own: string | undefined): string[] => flagList(own ?? options.flags)
  return {
    command,
    baseline: { reference: baseline, engine: options.baselineEngine ?? options.engine, flags: flags(options.baselineFlags) },
    candidate: { reference: candidate, engine: options.candidateEngine ?? options.engine, flags: flags(options.candidateFlags) },
    workload: workloadOf(options),
    sources: sourceOptionsOf(options),
    threshold: options.threshold,
    budgetNs: options.budget,
    timeLimitNs: options.timeLimit,
    waitQuietNs: options.waitQuiet,
    seed: options.seed ?? randomBytes(6).toString('hex'),
    commandLine: process.argv.slice(2),
    cwd: process.cwd(),
  }
}
