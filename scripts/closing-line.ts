// Adds up vitest's JSON results into one plain line, and fails when nothing ran.
import { readFileSync } from 'node:fs'

const results = process.argv
  .slice(2)
  .map(path => JSON.parse(readFileSync(path, 'utf8')) as { numPassedTests: number; numFailedTests: number })
const passed = results.reduce((sum, { numPassedTests }) => sum + numPassedTests, 0)
const failed = results.reduce((sum, { numFailedTests }) => sum + numFailedTests, 0)
process.stdout.write(`${passed} passed, ${failed} failed\n`)
process.exitCode = passed > 0 && failed === 0 ? 0 : 1
