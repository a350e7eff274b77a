import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { differential } from '../../../../../test/differential.ts'
import { exhaustive } from '../../../../../test/exhaustive.ts'
import { specSuite } from '../../../../../test/spec-suite.ts'
import { instrumentationModes } from '../../model/instrumentation-modes.ts'
import { detectEngineFeatures, type EngineFeatures } from './index.ts'

const here = detectEngineFeatures(bytes => WebAssembly.validate(bytes))
const oneMemory: EngineFeatures = { multiMemory: false, exceptionReferences: false, legacyExceptions: true, maximumExports: 100_000 }

/** The system's Node, when it is of the oldest line that modules are rewritten for. */
const oldNode = ['/usr/bin/node'].find(path => {
  try {
    return execFileSync(path, ['--version'], { encoding: 'utf8' }).startsWith('v20.')
  } catch {
    return false
  }
})

/** Of calls and hooks there is nothing that depends on memories. */
const withMemories = exhaustive ? instrumentationModes : instrumentationModes.filter(mode => mode === 'ops' || mode === 'tree')

const engines = [
  { name: 'this Node', node: process.execPath, features: here, modes: instrumentationModes, least: 60_000 },
  { name: 'this Node as if it had one memory', node: process.execPath, features: oneMemory, modes: withMemories, least: 60_000 },
  ...(oldNode ? [{ name: 'Node 20', node: oldNode, features: oneMemory, modes: withMemories, least: 56_000 }] : []),
]

describe.each(engines)('on $name', ({ node, features, modes, least }) => {
  test.each(modes)('all of the specification gives the same results rewritten: %s', async mode => {
    const { comparisons, count, differences, refused } = await differential(specSuite(), node, mode, features)
    expect({ count, differences, refused: [...refused] }).toEqual({ count: 0, differences: [], refused: [] })
    expect(comparisons).toBeGreaterThan(least)
  })
})
