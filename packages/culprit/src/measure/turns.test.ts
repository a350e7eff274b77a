import { describe, expect, test } from 'vitest'
import { Turns } from './turns.ts'

/** Runs members that each do so many steps, and returns who did a step when; a step that overlaps another one throws. */
async function stepsOf(order: readonly string[], steps: Readonly<Record<string, number>>, turns = new Turns(order)): Promise<string[]> {
  const done: string[] = []
  let busy: string | null = null
  const member = async (name: string): Promise<void> => {
    await turns.take(name)
    for (let step = 0; step < steps[name]!; step++) {
      if (step > 0) {
        turns.pass(name)
        await turns.take(name)
      }
      if (busy !== null) throw new Error(`${name} runs while ${busy} does`)
      busy = name
      // Whoever could run now would.
      for (let tick = 0; tick < 10; tick++) await Promise.resolve()
      done.push(name)
      busy = null
    }
    turns.leave(name)
  }
  // The order in which the members ask is not the order in which they run.
  await Promise.all(order.toReversed().map(member))
  return done
}

describe('the members of a block', () => {
  test('run one at a time, in their order, round after round', async () => {
    expect((await stepsOf(['a', 'b', 'c'], { a: 3, b: 3, c: 3 })).join('')).toBe('abcabcabc')
  })

  test('go on without the one that is over', async () => {
    expect((await stepsOf(['a', 'b', 'c'], { a: 4, b: 1, c: 2 })).join('')).toBe('abcacaa')
    expect((await stepsOf(['a', 'b', 'c'], { a: 1, b: 2, c: 3 })).join('')).toBe('abcbcc')
    expect((await stepsOf(['a', 'b', 'c'], { a: 2, b: 2, c: 1 })).join('')).toBe('abcab')
  })

  test('need not be many: one alone gets its own turn back', async () => {
    expect((await stepsOf(['a'], { a: 3 })).join('')).toBe('aaa')
  })
})

test('a member that leaves without having had its turn is skipped', async () => {
  const turns = new Turns(['a', 'b', 'c'])
  const waiting = turns.take('b')
  turns.leave('b')
  await expect(Promise.race([waiting, Promise.resolve('still waiting')])).resolves.toBe('still waiting')
  expect((await stepsOf(['a', 'c'], { a: 2, c: 2 }, turns)).join('')).toBe('acac')
})

test('a member that leaves while another runs does not take the turn away from it', async () => {
  const turns = new Turns(['a', 'b', 'c'])
  await turns.take('a')
  let begun = false
  const next = turns.take('c').then(() => (begun = true))
  turns.leave('b')
  for (let tick = 0; tick < 10; tick++) await Promise.resolve()
  expect(begun).toBe(false)
  turns.leave('a')
  await next
  expect(begun).toBe(true)
})

test('a turn that was passed on waits for a member that has not asked yet', async () => {
  const turns = new Turns(['a', 'b'])
  await turns.take('a')
  turns.pass('a')
  let again = false
  const waiting = turns.take('a').then(() => (again = true))
  await turns.take('b')
  expect(again).toBe(false)
  turns.pass('b')
  await waiting
  expect(again).toBe(true)
})

test('the last one may leave', async () => {
  const turns = new Turns(['a'])
  await turns.take('a')
  expect(() => turns.leave('a')).not.toThrow()
})
