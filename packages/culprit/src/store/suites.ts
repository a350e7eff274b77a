import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { damagedRun, unfinishedRun, unknownRun } from '../model/errors.ts'
import {
  commandRunSchema,
  suiteComparisonSchema,
  suitePlanSchema,
  type CommandRun,
  type SuiteComparison,
  type SuitePlan,
} from '../model/suite-comparison.ts'
import { guardDisk, writeAtomically } from '../platform/files.ts'
import { newId } from './id.ts'
import { appendLines, readJournal } from './journal.ts'
import { lock, unlock } from './lock.ts'
import { readJson } from './run-folder.ts'

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
    const path = suiteFolder(root, plan.id)
    await guardDisk(path, () => fs.mkdir(path, { recursive: true }))
    await lock(path, plan.id)
    await writeAtomically(join(path, 'suite.json'), `${JSON.stringify(plan, null, 2)}\n`)
    return new SuiteFolder(path, plan, new Map())
  }

  /** Opens a suite to go on with it; refuses one that another process is measuring. `budgetNs` takes the place of the one it had. */
  static async open(root: string, id: string, budgetNs: number | null): Promise<SuiteFolder> {
    if (!(await isSuite(root, id))) throw unknownRun(id, [])
    const path = suiteFolder(root, id)
    const parsed = suitePlanSchema.safeParse(await readJson(join(path, 'suite.json'), id))
    if (!parsed.success) throw damagedRun(id, `suite.json is no suite of this version (${parsed.error.issues[0]?.path.join('.') ?? ''})`)
    await lock(path, id)
    try {
      const plan = { ...parsed.data, ...(budgetNs === null ? {} : { budgetNs }) }
      if (budgetNs !== null) await writeAtomically(join(path, 'suite.json'), `${JSON.stringify(plan, null, 2)}\n`)
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

  async write(name: string, text: string): Promise<void> {
    await writeAtomically(join(this.path, name), text)
  }

  /** Releases the suite for other processes. */
  async close(): Promise<void> {
    await unlock(this.path)
  }
}

/** The folder of a suite, in which its result and its reports are kept as well. */
export function suiteFolder(root: string, id: string): string {
  return join(root, 'suites', id)
}

/** Whether that is the id of a suite, and not of a run or a plan. */
export async function isSuite(root: string, id: string): Promise<boolean> {
  return /^[0-9]{8}-[0-9]{6}-[0-9a-f]{4}$/.test(id) && (await fs.stat(suiteFolder(root, id)).catch(() => null)) !== null
}

/** What a suite came to; `unfinished-run` when it was interrupted. */
export async function readSuiteResult(root: string, id: string): Promise<SuiteComparison> {
  const json = await readJson(join(suiteFolder(root, id), 'result.json'), id).catch(() => null)
  if (json === null) throw unfinishedRun(id, 'interrupted')
  const parsed = suiteComparisonSchema.safeParse(json)
  if (!parsed.success) throw damagedRun(id, `result.json is no result of this version (${parsed.error.issues[0]?.path.join('.') ?? ''})`)
  return parsed.data
}
