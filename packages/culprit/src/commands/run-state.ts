import type { CommandRun, RunState } from '../model/suite-comparison.ts'

/** How a run ended. A shell passes a signal on as 128 and its number; of those, the ones that mean a death are taken for it: abort, kill, segmentation fault. */
export function stateOf({ end, saysOutOfMemory }: CommandRun, exitCodes: readonly number[]): RunState {
  switch (end.kind) {
    case 'timed-out':
    case 'not-started':
      return end.kind
    case 'killed':
      return saysOutOfMemory ? 'out-of-memory' : 'killed'
    case 'exited':
      if (exitCodes.includes(end.code)) return 'finished'
      if (saysOutOfMemory) return 'out-of-memory'
      return deaths.has(end.code) ? 'killed' : 'failed'
  }
}

/** How a run that did not finish ended, in words that follow the name of its command. */
export function wordsOfEnd(run: CommandRun, exitCodes: readonly number[]): string {
  const { end } = run
  const memory = stateOf(run, exitCodes) === 'out-of-memory' ? 'ran out of memory, as its output says, and ' : ''
  switch (end.kind) {
    case 'timed-out':
      return 'did not end within its time limit'
    case 'not-started':
      return `could not be started: ${end.why}`
    case 'killed':
      return `${memory}was killed by ${end.signal}${end.signal === 'SIGKILL' ? killedWords : ''}`
    case 'exited':
      return `${memory}ended with exit code ${end.code}${end.code === 137 ? `: a program in it was killed by SIGKILL${killedWords}` : ''}`
  }
}

/** Whether the end of an output says that memory ran out. */
export function saysOutOfMemory(output: string): boolean {
  return /out of memory|cannot allocate memory|memory allocation [^\n]*failed|bad_alloc|\bMemoryError\b|OutOfMemoryError|heap limit/i.test(
    output.slice(-lookedAt),
  )
}

/** Further up, the words may be the name of a test. */
const lookedAt = 4000
const deaths: ReadonlySet<number> = new Set([134, 137, 139])
const killedWords = ', which is what the system does when memory runs out'
