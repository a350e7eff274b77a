// Everything that can be checked without running the program. All checks run, so that one look shows all that is to be mended.
import { spawnSync } from 'node:child_process'

const checks: readonly (readonly [name: string, command: string, args: readonly string[]])[] = [
  ['types', 'tsc', ['--noEmit']],
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ['format', 'oxfmt', ['--check', '.']],
  ['unused code', 'knip', []],
  ['folder arrows', 'vitest', ['run', 'test/architecture.test.ts']],
  ['package', 'publint', ['packages/culprit', '--strict']],
  ['package types', 'attw', ['--pack', 'packages/culprit', '--profile', 'esm-only', '--quiet']],
]

const failed = checks.filter(([name, command, args]) => {
  const started = performance.now()
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
  const ok = status === 0
  process.stdout.write(`${ok ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)\n`)
  if (!ok) process.stdout.write(`${stdout}${stderr}\n`)
  return !ok
})
process.exitCode = failed.length === 0 ? 0 : 1
