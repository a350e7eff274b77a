import { join } from 'node:path'
import { suiteDocument } from './commands/document.ts'
import { isSettled, needsConfirmation } from './commands/judge-command.ts'
import { orderOf } from './measure/order.ts'
import { keyOfRun, runSuiteCommand, type CommandSlot } from './measure/command-run.ts'
import { badCommandSuite } from './model/errors.ts'
import type { ProgressEvent } from './model/progress.ts'
import type { CommandRun, PlannedCommand, SuiteComparison } from './model/suite-comparison.ts'
import { writeDocument } from './store/documents.ts'
import type { SuiteFolder } from './store/suites.ts'
import { writeReports } from './write-reports.ts'

/**
 * Carries out a suite of commands on both sides, or goes on with it. A round runs every command on one side and then on the other, in an order
 * that the seed decides. The first one warms what the system and the tools keep, and is not timed. The commands whose time has changed by
 * the rounds after it get as many fresh ones, so that no change is claimed that was only the largest of many.
 *
 * What is in the folder is not run again. The budget counts what runs took, so a resumed suite ends where an uninterrupted one would.
 */
export async function compareSuite(
  folder: SuiteFolder,
  signal: AbortSignal,
  show: (event: ProgressEvent) => void,
): Promise<SuiteComparison> {
  const { plan } = folder
  let usedNs = 0
  let isCut = false

  show({ kind: 'stage', text: `warming up: ${plan.commands.length} ${plan.commands.length === 1 ? 'command' : 'commands'} on both sides` })
  const warmedNs = await round('warm-up', 0, plan.commands)
  usedNs = 0
  const perRun = warmedNs / (2 * plan.commands.length)
  show({ kind: 'plan', text: `${plan.rounds} rounds will take about ${Math.ceil((plan.rounds * warmedNs) / 60e9)} min` })
  await rounds('screening', plan.commands, warmedNs)
  const suspects = plan.commands.filter(command => needsConfirmation(command, runsOf(command), plan.threshold))
  if (suspects.length > 0) {
    show({ kind: 'stage', text: `confirming with fresh rounds: ${suspects.map(({ name }) => name).join(', ')}` })
    await rounds('confirmation', suspects, 2 * suspects.length * perRun)
  }

  const result = suiteDocument(plan, folder.runs(), isCut)
  await writeDocument(join(folder.path, 'result.json'), result)
  await writeReports(folder.path, result)
  return result

  async function rounds(phase: CommandRun['phase'], commands: readonly PlannedCommand[], expectedNs: number): Promise<void> {
    for (let index = 0; index < plan.rounds && !isCut; index++) {
      const active = commands.filter(command => !isSettled(command, before(command, phase, index)))
      if (active.length === 0) return
      if (plan.budgetNs !== null && usedNs + expectedNs > plan.budgetNs) {
        isCut = true
        return
      }
      show({ kind: 'stage', text: `${phase === 'screening' ? 'round' : 'fresh round'} ${index + 1} of ${plan.rounds}` })
      expectedNs = await round(phase, index, active)
    }
  }

  /** What all its runs took. */
  async function round(phase: CommandRun['phase'], index: number, commands: readonly PlannedCommand[]): Promise<number> {
    let tookNs = 0
    for (const command of commands) {
      const pair: CommandRun[] = []
      for (const side of orderOf(['baseline', 'candidate'] as const, plan.seed, `${phase}/${command.name}`, index)) {
        pair.push(await once({ phase, round: index, command, side }))
      }
      if (phase === 'warm-up') refuseUnusable(command, pair)
      tookNs += pair.reduce((sum, { wallNs }) => sum + wallNs, 0)
    }
    usedNs += tookNs
    return tookNs
  }

  async function once(slot: CommandSlot): Promise<CommandRun> {
    const known = folder.find(keyOfRun(slot))
    if (known !== null) return known
    signal.throwIfAborted()
    const run = await runSuiteCommand(plan, slot, signal)
    folder.append(run)
    return run
  }

  function runsOf({ name }: PlannedCommand): CommandRun[] {
    return folder.runs().filter(({ command }) => command === name)
  }

  /** The runs that an uninterrupted suite has made when this round begins. */
  function before(command: PlannedCommand, phase: CommandRun['phase'], index: number): CommandRun[] {
    const isBefore = (run: CommandRun): boolean =>
      run.phase === phase ? run.round < index : run.phase === 'warm-up' || phase === 'confirmation'
    return runsOf(command).filter(isBefore)
  }

  /** A command that can be started on neither side is a mistake in the suite, and no result. */
  function refuseUnusable({ name }: PlannedCommand, pair: readonly CommandRun[]): void {
    const [first, second] = pair.map(({ end }) => end)
    if (first?.kind !== 'not-started' || second?.kind !== 'not-started') return
    throw badCommandSuite(plan.suite, name, `it can be started on neither side: ${first.why}`)
  }
}
