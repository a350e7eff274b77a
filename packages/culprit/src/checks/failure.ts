import type { Check } from './check.ts'

/** A side that does not run. */
export const failure: Check = ({ comparison }) =>
  comparison.failures.map(({ arm, phase, cause, message, times }) => ({
    statement: `The ${arm} ${words[cause] ?? cause} during ${phase}, ${times === 1 ? 'once' : `${times} times`}: ${message.split('\n')[0]!.slice(0, 300)}`,
    value: times,
    unit: 'launches',
    supports: [],
    against: [],
  }))

const words: Readonly<Record<string, string>> = {
  threw: 'threw',
  exited: 'ended its own process',
  'timed-out': 'hung',
  'out-of-memory': 'ran out of memory',
  killed: 'was killed',
  'bad-report': 'disturbed the report',
}
