import { expect, test } from 'vitest'
import { factsOf, sidesOf } from '../../../../test/facts.ts'
import { moduleA, moduleB } from '../../../../test/cases/report/modules.ts'
import { binary } from './binary.ts'

const find = (baseline: typeof moduleA | null, candidate: typeof moduleA | null) =>
  binary(factsOf({ modules: [{ baseline, candidate, diff: null }] }))

test('a module that lost its SIMD speaks for the module, with what became of size and operators', () => {
  const findings = find(moduleA, moduleB)
  expect(sidesOf(findings)).toEqual([{ supports: ['module'], against: [] }])
  expect(findings[0]).toMatchObject({ value: moduleB.operators.total - moduleA.operators.total, unit: 'operators' })
  expect(findings[0]!.statement).toContain('from 2719455 to 2914002 bytes (+7.2 %)')
  expect(findings[0]!.statement).toContain('SIMD from 1211 to 0.')
})

test('a module that changed in another way is described, and speaks for nothing', () => {
  expect(sidesOf(find(moduleB, moduleA))).toEqual([{ supports: [], against: [] }])
  const half = { ...moduleB, operators: { ...moduleA.operators, simd: 700 } }
  expect(sidesOf(find(moduleA, half))).toEqual([{ supports: [], against: [] }])
})

test('SIMD that became relaxed SIMD is not lost', () => {
  const relaxed = { ...moduleB, operators: { ...moduleA.operators, simd: 0, relaxedSimd: 1211 } }
  expect(sidesOf(find(moduleA, relaxed))).toEqual([{ supports: [], against: [] }])
})

test('a module that is the same, or has no counterpart, is not described', () => {
  expect(find(moduleA, moduleA)).toEqual([])
  expect(find(moduleA, null)).toEqual([])
  expect(find(null, moduleA)).toEqual([])
})
