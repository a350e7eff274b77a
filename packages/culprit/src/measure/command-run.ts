import * as fs from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readCounts } from '../commands/counts.ts'
import { saysOutOfMemory } from '../commands/run-state.ts'
import { launchEnvironment } from '../engines/launch-environment.ts'
import type { CommandRun, PlannedCommand, SuitePlan, SuiteReference, SuiteSide } from '../model/suite-comparison.ts'
import type { Bytes } from '../model/units.ts'
import { competitionOf, watchCompetitors } from '../platform/competitors.ts'
import { readMachineLoad } from '../platform/machine.ts'
import { measureCommand, type MeasuredCommand } from '../platform/measured-command.ts'
import { takenBetween } from '../verdict/contention.ts'

/** Which run of a suite. */
export interface CommandSlot {
  readonly phase: CommandRun['phase']
  readonly round: number
  readonly command: PlannedCommand
  readonly side: SuiteSide
}

/** What is looked through for counts; a summary stands at the end. */
const readOutput: Bytes = 256_000
/** What is kept of a run that did not end well. */
const keptOutput = 4000

export function keyOfRun({ phase, round, command, side }: CommandSlot): string {
  return `${phase}/${round}/${command.name}/${side}`
}

/** Runs one command of a suite on one side, where that side is. */
export async function runSuiteCommand(plan: SuitePlan, slot: CommandSlot, signal: AbortSignal): Promise<CommandRun> {
  const { command, side } = slot
  const reference = plan[side]
  const cwd = join(reference.kind === 'folder' ? reference.path : plan.folder, command.folder ?? '.')
  const isThere = (await fs.stat(cwd).catch(() => null))?.isDirectory() ?? false
  const startedMs = Date.now()
  const [competitorsSince, before] = [watchCompetitors(), readMachineLoad()]
  const measured = isThere ? await measureCommand(requestOf(command, reference, cwd, signal)) : notStarted(`there is no folder ${cwd}`)
  const [competitors, after] = [competitorsSince(), readMachineLoad()]
  const { end, output, ...used } = measured
  return {
    key: keyOfRun(slot),
    phase: slot.phase,
    round: slot.round,
    command: command.name,
    side,
    startedMs,
    end: end.kind === 'disk-full' ? { kind: 'not-started', why: 'the disk is full' } : end,
    ...used,
    ...(end.kind === 'not-started' ? { counts: noCounts, unread: [] } : readCounts(output, command.counts)),
    saysOutOfMemory: saysOutOfMemory(output),
    output: end.kind === 'exited' && end.code === 0 ? '' : output.slice(-keptOutput),
    competition: competitionOf(competitors),
    ...takenBetween(before, after),
    competitors,
  }
}

function requestOf(command: PlannedCommand, { kind, path }: SuiteReference, cwd: string, signal: AbortSignal) {
  return {
    command: command.words.map(word => word.replaceAll('{variant}', () => path)),
    cwd,
    env: launchEnvironment(process.env, { CULPRIT_FOLDER: kind === 'folder' ? path : dirname(path) }),
    timeLimitNs: command.timeLimitNs,
    outputBytes: readOutput,
    signal,
  }
}

const noCounts: CommandRun['counts'] = { tests: null, passed: null, failed: null }

function notStarted(why: string): MeasuredCommand {
  return {
    end: { kind: 'not-started', why },
    wallNs: 0,
    userNs: null,
    systemNs: null,
    peakMemoryBytes: null,
    output: '',
    leftProcesses: false,
  }
}
