import { isAbsolute, normalize, sep } from 'node:path'
import type { CommandSuite } from '../model/command-suite-config.ts'
import { badCommandSuite, unknownCommandSuite } from '../model/errors.ts'
import { problemOfNumberPattern } from '../model/number-pattern.ts'
import type { PlannedCommand } from '../model/suite-comparison.ts'
import type { Nanoseconds } from '../model/units.ts'
import type { ConfigFile } from '../platform/config-file.ts'
import { commandWords } from './command-words.ts'
import { parseDuration } from './quantities.ts'

/** The suite of commands of that name; `unknown-command-suite` with those there are. */
export function suiteOf({ config, path }: ConfigFile, name: string): CommandSuite {
  const suites = Object.entries(config.suites ?? {}).flatMap(([key, suite]) => ('commands' in suite ? [[key, suite] as const] : []))
  const found = suites.find(([key]) => key === name)
  if (found === undefined)
    throw unknownCommandSuite(
      name,
      path,
      suites.map(([key]) => key),
    )
  return found[1]
}

const mostCommands = 1000

/** What is asked of each command of a suite; `bad-command-suite` with the command and what is wrong with it. */
export function plannedCommands(suite: string, { commands }: CommandSuite, usualLimitNs: Nanoseconds): PlannedCommand[] {
  const entries = Object.entries(commands)
  if (entries.length === 0) throw badCommandSuite(suite, null, 'it has no commands, so it would measure nothing.')
  if (entries.length > mostCommands)
    throw badCommandSuite(suite, null, `it has ${entries.length} commands, and ${mostCommands} is the most.`)
  return entries.map(([name, { command, folder, timeLimit, counts, exitCodes }]) => {
    const bad = (problem: string) => badCommandSuite(suite, name, problem)
    const words = typeof command === 'string' ? commandWords(command, `The command "${name}"`) : command
    if (words[0]!.trim() === '') throw bad('it names no program.')
    if (words.some(word => word.includes('\0'))) throw bad('it has a zero byte.')
    for (const [which, expression] of Object.entries<string | undefined>(counts ?? {})) {
      if (expression === undefined) continue
      const problem = problemOfNumberPattern(expression)
      if (problem !== null) throw bad(`the expression for ${which}, ${JSON.stringify(expression)}: ${problem}`)
    }
    if (folder !== undefined && (isAbsolute(folder) || normalize(folder).split(sep)[0] === '..')) {
      throw bad(`its folder ${JSON.stringify(folder)} is not below the checkout.`)
    }
    return {
      name,
      words,
      folder: folder ?? null,
      timeLimitNs: timeLimit === undefined ? usualLimitNs : durationOf(timeLimit, bad),
      hasOwnLimit: timeLimit !== undefined,
      exitCodes: exitCodes ?? [0],
      counts: { tests: counts?.tests ?? null, passed: counts?.passed ?? null, failed: counts?.failed ?? null },
    }
  })
}

function durationOf(text: string, bad: (problem: string) => Error): number {
  try {
    return parseDuration(text)
  } catch (error) {
    throw bad(`its timeLimit: ${(error as Error).message}`)
  }
}
