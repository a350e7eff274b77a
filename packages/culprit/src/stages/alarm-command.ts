import { printedTime } from '../alarm/index.ts'
import { launchEnvironment } from '../engines/launch-environment.ts'
import type { Bytes, Nanoseconds } from '../model/units.ts'
import { watchCompetitors } from '../platform/competitors.ts'
import { readMachineLoad } from '../platform/machine.ts'
import { measureCommand } from '../platform/measured-command.ts'
import { disturbanceOf, type AlarmContext, type AlarmProgram, type AlarmRunEnd, type RunnableBenchmark } from './alarm-benchmark.ts'

/** Enough for the time that a program prints at its end. */
const keptOutput: Bytes = 1e6
/** How the system tells a command's processor time. */
const stepOfCommands: Nanoseconds = 10e6

/** Each run is the command once, and its time that on the clock, or what it prints. */
export function commandBenchmark(
  { words, prints }: Extract<AlarmProgram, { kind: 'command' }>,
  { configFolder, timeLimitNs, signal }: AlarmContext,
): RunnableBenchmark {
  const run = async (): Promise<AlarmRunEnd> => {
    const [competitorsSince, before] = [watchCompetitors(), readMachineLoad()]
    const measured = await measureCommand({
      command: words,
      cwd: configFolder,
      env: launchEnvironment(process.env, {}),
      timeLimitNs,
      outputBytes: keptOutput,
      signal,
    })
    const { end, wallNs, userNs, systemNs, output } = measured
    const [competitors, after] = [competitorsSince(), readMachineLoad()]
    const isAtLeast = end.kind === 'timed-out'
    if (!isAtLeast && (end.kind !== 'exited' || end.code !== 0)) return { kind: 'failed', why: endWords(end, output) }
    const printed = prints === null || isAtLeast ? { ns: wallNs } : printedTime(output, prints)
    if ('why' in printed) return { kind: 'failed', why: printed.why }
    // A program that prints its time has said nothing when it was ended, and its own part may have been short.
    if (isAtLeast && prints !== null) return { kind: 'failed', why: `it did not finish within ${timeLimitNs / 1e9} s` }
    // No step at all is too little to know.
    const processorNs = userNs === null || systemNs === null || userNs + systemNs === 0 ? null : userNs + systemNs
    return {
      kind: 'measured',
      run: {
        valueNs: printed.ns,
        wallNs,
        userNs: processorNs === null ? null : userNs,
        systemNs: processorNs === null ? null : systemNs,
        processorNs,
        stepNs: stepOfCommands,
        isAtLeast,
        waitShare: null,
        ...disturbanceOf(before, after, competitors),
      },
      competitors,
    }
  }
  return { measures: prints === null ? 'wall' : 'printed', warmUp: async () => failureOf(await run()), run }
}

function endWords(end: Awaited<ReturnType<typeof measureCommand>>['end'], output: string): string {
  const last = output.trim().split('\n').at(-1)!.trim().slice(0, 200)
  const said = last === '' ? '' : `: ${last}`
  switch (end.kind) {
    case 'exited':
      return `it ended with exit code ${end.code}${said}`
    case 'killed':
      return `it was killed by ${end.signal}${said}`
    case 'not-started':
      return `it could not be started: ${end.why}`
    case 'timed-out':
      return 'it did not finish within its time limit'
    case 'disk-full':
      return 'the disk is full'
  }
}

function failureOf(end: AlarmRunEnd): string | null {
  return end.kind === 'failed' ? end.why : null
}
