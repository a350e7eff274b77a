import type { Failed } from '../../model/launch.ts'
import { BadWorkload } from './workload.ts'

const longestMessage = 4000

/** What a workload threw, which can be anything: a proxy, an object without a prototype, an error whose stack throws when it is read. */
export function describeThrown(thrown: unknown): Pick<Failed, 'cause' | 'message'> {
  try {
    if (thrown instanceof BadWorkload) return { cause: 'bad-workload', message: thrown.message }
    const text = String(thrown instanceof Error ? (thrown.stack ?? thrown.message) : thrown)
    const outOfMemory = thrown instanceof RangeError && /allocat|memory/i.test(text)
    return { cause: outOfMemory ? 'out-of-memory' : 'threw', message: text.slice(0, longestMessage) }
  } catch {
    return { cause: 'threw', message: `threw ${typeof thrown === 'object' ? 'an' : 'a'} ${typeof thrown} that cannot be written as text` }
  }
}
