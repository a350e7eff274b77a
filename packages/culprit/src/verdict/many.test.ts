import { describe, expect, test } from 'vitest'
import { crash, improvement, noRegression, regression } from '../../../../test/cases/report/comparisons.ts'
import type { Comparison } from '../model/comparison.ts'
import { concluded, defaultManyPlan, needsConfirmation, overall, survivors } from './many.ts'

const claim = (p: number, fields: Partial<Comparison> = {}): Comparison => ({ ...regression, p, ...fields })
const nothing: Comparison = { ...noRegression, p: 0.5 }

describe('a change among many comparisons', () => {
  test('survives when it is clear enough for their number', () => {
    expect(survivors([claim(0.0001), ...Array.from({ length: 9 }, () => nothing)], defaultManyPlan)[0]).toBe(true)
    expect(survivors([claim(0.015), ...Array.from({ length: 9 }, () => nothing)], defaultManyPlan)[0]).toBe(false)
    expect(survivors([claim(0.015)], defaultManyPlan)).toEqual([true])
  })

  test('is only asked for where the screening claimed one', () => {
    expect(survivors([nothing, claim(0.0001)], defaultManyPlan)).toEqual([null, true])
    expect(survivors([], defaultManyPlan)).toEqual([])
  })

  test('that is a failure needs neither correction nor confirmation', () => {
    const failing: Comparison = { ...crash, verdict: 'regression', decidedBy: 'failure', p: null }
    expect(survivors([failing, nothing], defaultManyPlan)[0]).toBe(true)
    expect(needsConfirmation(failing, true)).toBe(false)
    expect(needsConfirmation(claim(0.0001), true)).toBe(true)
    expect(needsConfirmation(claim(0.015), false)).toBe(false)
  })

  test('stands when fresh pairs say the same, with their ratio', () => {
    const ratio = { estimate: 1.2, low: 1.1, high: 1.3, confidence: 0.99 }
    expect(concluded('one', claim(0.0001), true, claim(0.001, { ratio }))).toMatchObject({ verdict: 'regression', ratio })
  })

  test('is inconclusive when it does not survive, or is not confirmed, and says which', () => {
    expect(concluded('one', claim(0.015), false, null)).toMatchObject({
      verdict: 'inconclusive',
      reason: expect.stringContaining('did not survive'),
    })
    for (const other of [nothing, improvement]) {
      const one = concluded('one', claim(0.0001), true, other)
      expect(one).toMatchObject({ verdict: 'inconclusive', reason: expect.stringContaining('not confirmed') })
    }
  })
})

test('the worst of many comparisons is their verdict, and nothing compared is no pass', () => {
  const calm = concluded('calm', nothing, null, null)
  const slow = concluded('slow', claim(0.0001), true, claim(0.001))
  expect(overall([calm, slow, calm])).toEqual({ verdict: 'regression', reason: 'Of 3 comparisons: 1 regression, 2 no-regression.' })
  expect(overall([calm]).verdict).toBe('no-regression')
  expect(overall([])).toMatchObject({ verdict: 'inconclusive' })
})
