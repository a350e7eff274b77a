import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import {
  commandRunSchema,
  suiteComparisonSchema,
  suitePlanSchema,
  type CommandRun,
  type SuiteComparison,
  type SuitePlan,
} from '../model/suite-comparison.ts'
import { readDocument, readOutcome, writeDocument } from './documents.ts'
import { existingFolder, makeFolder } from './folders.ts'
import { newId } from './id.ts'
import { appendLines, readJournal } from './journal.ts'
import { lock, unlock } from './lock.ts'

/**
 * `suites/<id>/`: what was asked for in `suite.json`, every run of a command in `runs.jsonl` as it came, then the result and its reports.
 *
 * It can be killed at any moment: a half-written last line is dropped when the suite is opened again.
 */
export class SuiteFolder {
  readonly path: string
  readonly plan: SuitePlan
  #runs: Map<string, CommandRun>

  private constructor(path: string, plan: SuitePlan, runs: Map<string, CommandRun>) {
    this.path = path
    this.plan = plan
    this.#runs = runs
  }

  /** Keeps a new suite; its id sorts by time, among those of the runs too. */
  static async create(root: string, fields: Omit<SuitePlan, 'formatVersion' | 'kind' | 'id'>): Promise<SuiteFolder> {
    const plan: SuitePlan = { formatVersion: 1, kind: 'suite', id: newId(fields.startedMs), ...fields }
    const path = await makeFolder(root, 'suites', plan.id)
    await lock(path, plan.id)
    await writeDocument(join(path, 'suite.json'), plan)
    return new SuiteFolder(path, plan, new Map())
  }

  /** Opens a suite to go on with it; refuses one that another process is measuring. `budgetNs` takes the place of the one it had. */
  static async open(root: string, id: string, budgetNs: number | null): Promise<SuiteFolder> {
    const path = await existingFolder(root, 'suites', id)
    const asked = await readDocument(suitePlanSchema, join(path, 'suite.json'), id, 'suite')
    await lock(path, id)
    try {
      const plan = { ...asked, ...(budgetNs === null ? {} : { budgetNs }) }
      if (budgetNs !== null) await writeDocument(join(path, 'suite.json'), plan)
      return new SuiteFolder(path, plan, readJournal(join(path, 'runs.jsonl'), id, commandRunSchema))
    } catch (error) {
      await unlock(path)
      throw error
    }
  }

  find(key: string): CommandRun | null {
    return this.#runs.get(key) ?? null
  }

  /** One line, before the next command is run. */
  append(run: CommandRun): void {
    appendLines(join(this.path, 'runs.jsonl'), [run])
    this.#runs.set(run.key, run)
  }

  runs(): CommandRun[] {
    return [...this.#runs.values()]
  }

  /** Whether it came to a result. */
  async isFinished(): Promise<boolean> {
    return (await fs.stat(join(this.path, 'result.json')).catch(() => null)) !== null
  }

  /** Releases the suite for other processes. */
  async close(): Promise<void> {
    await unlock(this.path)
  }
}

/** What a suite came to; `unfinished-run` when it was interrupted. */
export async function readSuiteResult(root: string, id: string): Promise<SuiteComparison> {
  return readOutcome(suiteComparisonSchema, await existingFolder(root, 'suites', id), id)
}
