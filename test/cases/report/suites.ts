import { suiteDocument } from '../../../packages/culprit/src/commands/document.ts'
import type {
  CommandRun,
  PlannedCommand,
  SuiteComparison,
  SuitePlan,
  SuiteSide,
} from '../../../packages/culprit/src/model/suite-comparison.ts'
import { commandRun, plannedCommand } from '../../command-runs.ts'
import { environment } from './comparisons.ts'

const counts = { tests: 'tests: (\\d+)', passed: 'passed: (\\d+)', failed: null }

function planned(name: string, changed: Partial<PlannedCommand> = {}): PlannedCommand {
  return plannedCommand(name, { words: ['make', '-C', 'guests', name], counts, ...changed })
}

export const suitePlan: SuitePlan = {
  formatVersion: 1,
  kind: 'suite',
  id: '20260203-140509-c0de',
  startedMs: Date.UTC(2026, 1, 3, 14, 5, 9),
  suite: 'guests',
  baseline: {
    reference: './before',
    kind: 'folder',
    path: '/build/before',
    sha256: null,
    revision: '3f1d0c7a9b2e4d5f60718293a4b5c6d7e8f90123',
  },
  candidate: {
    reference: './after',
    kind: 'folder',
    path: '/build/after',
    sha256: null,
    revision: '9a8b7c6d5e4f30211203f4e5d6c7b8a990817263',
  },
  commands: [
    planned('lua'),
    planned('python'),
    planned('ruby'),
    planned('perl'),
    planned('php', { hasOwnLimit: true }),
    planned('scheme', { counts: { tests: null, passed: null, failed: null }, hasOwnLimit: true, timeLimitNs: 20e9 }),
    planned('forth'),
  ],
  folder: '/build',
  rounds: 6,
  threshold: 0.05,
  seed: 'guests',
  budgetNs: null,
  environment,
  command: ['compare', './before', './after', '--suite', 'guests'],
}

interface Side {
  readonly seconds: number
  readonly tests?: number
  readonly passed?: number
  readonly memory?: number
  readonly end?: CommandRun['end']
  readonly output?: string
}

/** What each command takes on both sides. */
const taken: Readonly<Record<string, readonly [Side, Side]>> = {
  lua: [
    { seconds: 12, tests: 412 },
    { seconds: 24, tests: 412 },
  ],
  python: [
    { seconds: 40, tests: 800 },
    { seconds: 60, tests: 1200 },
  ],
  ruby: [
    { seconds: 9, tests: 230 },
    { seconds: 9, tests: 230, passed: 229 },
  ],
  perl: [
    { seconds: 21, tests: 512, memory: 190e6 },
    { seconds: 7, end: { kind: 'killed', signal: 'SIGKILL' }, output: 'ok 170 op/sprintf\nok 171 op/repeat\n' },
  ],
  php: [
    { seconds: 14, tests: 333 },
    { seconds: 14, tests: 333 },
  ],
  scheme: [{ seconds: 17.5 }, { seconds: 17.5 }],
  forth: [
    { seconds: 1, end: { kind: 'exited', code: 2 }, output: 'core.fth: no such word\n' },
    { seconds: 1, end: { kind: 'exited', code: 2 }, output: 'core.fth: no such word\n' },
  ],
}

const skew = [1.01, 0.99, 1.015, 0.995, 1.02, 0.985]

function runs(): CommandRun[] {
  return suitePlan.commands.flatMap(({ name }) => {
    const [baseline, candidate] = taken[name]!
    const isFailing = [baseline, candidate].some(({ end }) => end !== undefined)
    const phases = isFailing
      ? ([
          ['warm-up', 1],
          ['screening', 1],
        ] as const)
      : ([
          ['warm-up', 1],
          ['screening', 6],
          ['confirmation', name === 'lua' ? 6 : 0],
        ] as const)
    return phases.flatMap(([phase, rounds]) =>
      Array.from({ length: rounds }, (_, round) => [
        run(name, phase, round, 'baseline', baseline, 1),
        run(name, phase, round, 'candidate', candidate, skew[round]!),
      ]).flat(),
    )
  })
}

function run(command: string, phase: CommandRun['phase'], round: number, side: SuiteSide, taken: Side, factor: number): CommandRun {
  const { seconds, tests = null, passed = tests, memory = 64e6, end = { kind: 'exited', code: 0 }, output = '' } = taken
  const wallNs = Math.round(seconds * factor * 1e9)
  return commandRun({
    phase,
    round,
    command,
    side,
    startedMs: suitePlan.startedMs,
    end,
    wallNs,
    userNs: Math.round(wallNs * 0.09) * 10,
    systemNs: Math.round(wallNs * 0.005) * 10,
    peakMemoryBytes: memory,
    counts: { tests, passed, failed: null },
    leftProcesses: command === 'php',
    output,
    competition: 0.02,
  })
}

/** Seven commands: slower, grown, one test fewer, killed, a limit too loose, one too tight, failing on both sides. */
export const suiteComparison: SuiteComparison = suiteDocument(suitePlan, runs(), false)
