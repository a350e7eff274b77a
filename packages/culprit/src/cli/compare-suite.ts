import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { Command } from 'commander'
import { compareSuite } from '../compare-suite.ts'
import { badArguments, badSuiteSides, changedSinceStart, noConfig, type ExitCode } from '../model/errors.ts'
import type { SuiteReference } from '../model/suite-comparison.ts'
import { readConfig } from '../platform/config-file.ts'
import { digestFile } from '../platform/files.ts'
import { askGit } from '../platform/git.ts'
import { readEnvironment } from '../platform/machine.ts'
import { Store } from '../store/store.ts'
import { readSuiteResult, SuiteFolder } from '../store/suites.ts'
import type { Terminal } from './command.ts'
import { storePath, type CommonOptions, type MeasuringOptions } from './options.ts'
import { plannedCommands, suiteOf } from './planned-commands.ts'
import { progressOf } from './progress.ts'
import { showResult } from './show-result.ts'

export interface SuiteOptions {
  readonly suite?: string
  readonly config?: string
  readonly rounds?: number
}

/** Of the options that measuring has, those that a suite has too. */
const shared = ['suite', 'config', 'rounds', 'threshold', 'budget', 'timeLimit', 'seed']
const usual = { rounds: 6, threshold: 0.05, timeLimitNs: 600e9 }

/** Runs a suite of the configuration on both sides and compares them. */
export async function startSuite(references: readonly string[], suite: string, command: Command, terminal: Terminal): Promise<ExitCode> {
  const options = command.optsWithGlobals<CommonOptions & MeasuringOptions & SuiteOptions>()
  const given = (name: string): boolean => command.getOptionValueSource(name) === 'cli'
  const unusable = command.options.find(option => given(option.attributeName()) && !shared.includes(option.attributeName()))
  if (unusable !== undefined) throw badArguments(`${unusable.long} does not go with --suite, whose commands say what is run.`)
  if (references.length !== 2) throw badArguments('With --suite there is one baseline and one candidate.')

  const config = await readConfig(options.config ?? null, process.cwd())
  if (config === null) throw noConfig(join(process.cwd(), 'culprit.config.ts'))
  const commands = plannedCommands(suite, suiteOf(config, suite), given('timeLimit') ? options.timeLimit : usual.timeLimitNs)
  const [baseline, candidate] = [await sideOf(references[0]!, terminal.signal), await sideOf(references[1]!, terminal.signal)]
  if (baseline.kind !== candidate.kind)
    throw badSuiteSides(`${references[0]} is a ${baseline.kind}, and ${references[1]} is a ${candidate.kind}.`)

  const root = storePath(options)
  await (await Store.open(root)).close()
  const folder = await SuiteFolder.create(root, {
    startedMs: Date.now(),
    suite,
    baseline,
    candidate,
    commands,
    folder: config.folder,
    rounds: options.rounds ?? usual.rounds,
    threshold: given('threshold') ? options.threshold : usual.threshold,
    seed: options.seed ?? randomBytes(6).toString('hex'),
    budgetNs: given('budget') ? options.budget : null,
    environment: readEnvironment(),
    command: process.argv.slice(2),
  })
  return see(folder, false, options, terminal)
}

/** Goes on with a suite: what it has run is taken from its folder. A finished one is only shown again, unless it is given another budget. */
export async function resumeSuite(id: string, budgetNs: number | null, options: CommonOptions, terminal: Terminal): Promise<ExitCode> {
  const root = storePath(options)
  const folder = await SuiteFolder.open(root, id, budgetNs)
  if (budgetNs === null && (await folder.isFinished())) {
    await folder.close()
    return showResult(await readSuiteResult(root, id), 'suites', id, options, terminal)
  }
  try {
    await refuseChanged(folder, terminal.signal)
  } catch (error) {
    await folder.close()
    throw error
  }
  return see(folder, true, options, terminal)
}

async function see(folder: SuiteFolder, resumed: boolean, options: CommonOptions, terminal: Terminal): Promise<ExitCode> {
  const { id } = folder.plan
  const shown = progressOf(options, terminal)
  terminal.runs.add(id)
  try {
    shown.show({ kind: 'run', id, resumed })
    const result = await compareSuite(folder, terminal.signal, shown.show)
    shown.end()
    return await showResult(result, 'suites', id, options, terminal)
  } finally {
    shown.end()
    await folder.close()
  }
}

/** A side, where it is. A checkout may be gigabytes, so it is not read; the commit of git stands for it. */
async function sideOf(reference: string, signal: AbortSignal): Promise<SuiteReference> {
  const path = await fs.realpath(resolve(reference)).catch(() => null)
  const found = path === null ? null : await fs.stat(path)
  if (path === null || found === null) throw badSuiteSides(`There is no folder or file ${JSON.stringify(reference)}.`)
  if (found.isDirectory()) return { reference, kind: 'folder', path, sha256: null, revision: await revisionOf(path, signal) }
  if (!found.isFile()) throw badSuiteSides(`${JSON.stringify(reference)} is neither a folder nor a file.`)
  return { reference, kind: 'file', path, sha256: await digestFile(path), revision: null }
}

async function revisionOf(path: string, signal: AbortSignal): Promise<string | null> {
  const answer = await askGit(['rev-parse', '--verify', '--quiet', 'HEAD'], { cwd: path, signal }).catch(() => null)
  signal.throwIfAborted()
  return answer?.code === 0 ? answer.stdout.trim() : null
}

async function refuseChanged({ plan }: SuiteFolder, signal: AbortSignal): Promise<void> {
  if (plan.environment.fingerprint !== readEnvironment().fingerprint) throw changedSinceStart(plan.id, 'the machine')
  for (const side of [plan.baseline, plan.candidate]) {
    const { kind, sha256, revision } = await sideOf(side.path, signal)
    if (kind !== side.kind || sha256 !== side.sha256 || revision !== side.revision) throw changedSinceStart(plan.id, side.reference)
  }
}
