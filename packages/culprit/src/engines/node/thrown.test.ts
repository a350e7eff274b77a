import { expect, test } from 'vitest'
import { describeThrown } from './thrown.ts'
import { BadWorkload } from './workload.ts'

const unreadable = new Error('never seen')
Object.defineProperty(unreadable, 'stack', {
  get() {
    throw new Error('read')
  },
})

test.each([
  [Object.create(null), 'threw an object that cannot be written as text'],
  [
    new Proxy(() => 1, {
      getPrototypeOf() {
        throw new Error('asked')
      },
    }),
    'threw a function that cannot be written as text',
  ],
  [unreadable, 'threw an object that cannot be written as text'],
  [Object.assign(new Error('kept'), { stack: 7 }), '7'],
  [Symbol('a'), 'Symbol(a)'],
  [undefined, 'undefined'],
])('whatever a workload throws has words (%#)', (thrown, message) => {
  expect(describeThrown(thrown)).toEqual({ cause: 'threw', message })
})

test('what the user has to mend and what memory forbids are told apart, and a long text is cut', () => {
  expect(describeThrown(new BadWorkload('no run'))).toEqual({ cause: 'bad-workload', message: 'no run' })
  expect(describeThrown(new RangeError('Array buffer allocation failed')).cause).toBe('out-of-memory')
  expect(describeThrown('y'.repeat(5000)).message).toHaveLength(4000)
})
