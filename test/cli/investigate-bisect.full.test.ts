import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bisectionSchema } from '../../packages/culprit/src/model/bisection.ts'
import { investigationSchema } from '../../packages/culprit/src/model/investigation.ts'
import { runSchema } from '../../packages/culprit/src/model/run.ts'
import { culprit, emptyFolder, start } from '../program.ts'
import { variant, workload } from '../variants.ts'

test('an investigation goes on with the versions between its sides, also when it is killed on the way', async () => {
  const folder = emptyFolder()
  const ends = ['v1', 'v2', 'v3', 'v4'].map((name, place) => variant(folder, `builds/${name}`, place < 2 ? 5 : 30))
  const command = ['investigate', ends[0]!, ends[3]!, '--workload', workload(folder), '--bisect', '--budget', '30s', '--verbose']
  const running = start(folder, command)
  await running.until('4 versions of')
  running.kill('SIGKILL')
  const run = /^run (\S+)$/m.exec((await running.ended).stderr)![1]!

  const { code, stdout } = await culprit(folder, 'resume', run, '--json')
  const { classification, culprit: found, bisection } = investigationSchema.parse(JSON.parse(stdout))
  expect([code, classification, found]).toEqual([1, 'real-regression', { from: 'v2', to: 'v3' }])
  const kept = runSchema.parse(JSON.parse(readFileSync(join(folder, '.culprit', 'runs', run, 'run.json'), 'utf8'))).bisection!
  expect(bisection).toMatchObject({ run: kept, outcome: 'found', culprit: found })

  const own = await culprit(folder, 'report', kept, '--format', 'json')
  expect(bisectionSchema.parse(JSON.parse(own.stdout)).culprit).toEqual(found)
  expect((await culprit(folder, 'report', run)).stdout).toContain(`culprit report ${kept}`)
})

test('sides that differ in more than their version are not searched', async () => {
  const folder = emptyFolder()
  const command = [
    'investigate',
    'builds/v1',
    'builds/v4',
    '--workload',
    workload(folder),
    '--bisect',
    '--candidate-engine',
    'node@22.11.0',
  ]
  const { code, stderr } = await culprit(folder, ...command)
  expect(code).toBe(64)
  expect(stderr).toContain('--candidate-engine makes the sides differ in these too')
})
