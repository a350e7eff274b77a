import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { comparisonsSchema } from '../../packages/culprit/src/model/comparisons.ts'
import { culprit, emptyFolder, start } from '../program.ts'
import { variant, workload } from '../variants.ts'

test('several comparisons are one plan: corrected, confirmed, resumable, in one table', async () => {
  const folder = emptyFolder()
  const pairs = [variant(folder, 'a', 10), variant(folder, 'b', 10), variant(folder, 'c', 10), variant(folder, 'd', 30)]
  const args = ['compare', ...pairs, '--workload', workload(folder), '--budget', '60s', '--seed', 'many']

  const running = start(folder, [...args, '--verbose'])
  await running.until('comparison 2 of 2')
  running.kill('SIGKILL')
  await running.ended
  const [plan] = readdirSync(join(folder, '.culprit', 'plans'))
  const early = await culprit(folder, 'report', plan!)
  expect(early.code).toBe(2)
  expect(early.stderr).toContain(`culprit resume ${plan!}`)

  const { code, stdout } = await culprit(folder, 'resume', plan!, '--json')
  const document = comparisonsSchema.parse(JSON.parse(stdout))
  expect(code).toBe(1)
  expect(document.verdict).toBe('regression')
  const [equal, slower] = document.comparisons
  expect(slower).toMatchObject({ verdict: 'regression', survives: true, confirmation: { verdict: 'regression' } })
  expect(slower!.confirmation!.run).not.toBe(slower!.run)
  expect(equal!.verdict).not.toBe('regression')
  expect(equal!.confirmation).toBe(null)
  expect(existsSync(join(folder, '.culprit', 'plans', plan!, 'report.html'))).toBe(true)
  const again = await culprit(folder, 'report', plan!)
  expect(again.stdout).toContain('1 of 2 comparisons are slower')
})
