import { expect, test } from 'vitest'
import { differential } from '../../../../../test/differential.ts'
import { specSuite } from '../../../../../test/spec-suite.ts'
import { instrumentationModes } from '../../model/instrumentation-modes.ts'
import { detectEngineFeatures } from './index.ts'

/** Of the suite what is about control flow; all of it is in the full test. */
const control =
  /(^|\/)(block|br|br_if|br_table|call|call_indirect|fac|if|labels|loop|return|return_call|throw|try_catch|try_table|unwind)\.wast$/

test.each(instrumentationModes)('control flow of the specification gives the same results rewritten: %s', async mode => {
  const scripts = specSuite().filter(({ file }) => control.test(file))
  const features = detectEngineFeatures(bytes => WebAssembly.validate(bytes))
  const { comparisons, count, differences, refused } = await differential(scripts, process.execPath, mode, features)
  expect({ count, differences, refused: refused.size }).toEqual({ count: 0, differences: [], refused: 0 })
  expect(comparisons).toBeGreaterThan(1_000)
})
