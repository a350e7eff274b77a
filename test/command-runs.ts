import type { CommandRun, PlannedCommand } from '../packages/culprit/src/model/suite-comparison.ts'

const noCounts = { tests: null, passed: null, failed: null }

/** A command of which nothing but this is asked. */
export function plannedCommand(name: string, fields: Partial<PlannedCommand> = {}): PlannedCommand {
  return { name, words: [name], folder: null, timeLimitNs: 600e9, hasOwnLimit: false, exitCodes: [0], counts: noCounts, ...fields }
}

/** A run of a command that ended well on a quiet machine, but for these fields. Of its time a fifth is the system's, unless it is said. */
export function commandRun(fields: Partial<Omit<CommandRun, 'key'>>): CommandRun {
  const { phase = 'screening', round = 0, command = 'a', side = 'baseline', wallNs = 1e9 } = fields
  return {
    key: `${phase}/${round}/${command}/${side}`,
    phase,
    round,
    command,
    side,
    startedMs: 0,
    end: { kind: 'exited', code: 0 },
    wallNs,
    userNs: wallNs * 0.8,
    systemNs: wallNs * 0.2,
    peakMemoryBytes: 50e6,
    counts: noCounts,
    unread: [],
    saysOutOfMemory: false,
    leftProcesses: false,
    output: '',
    competition: 0,
    stealShare: 0,
    throttledPeriods: 0,
    competitors: [],
    ...fields,
  }
}
