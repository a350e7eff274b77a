import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { launchRecord } from '../../../../test/launches.ts'
import { emptyFolder } from '../../../../test/program.ts'
import { requestOf, runOf } from '../../../../test/requests.ts'
import { RunFolder } from './run-folder.ts'

const run = runOf(requestOf({}))

const records = [0, 1, 2].map(block => launchRecord({ block }))

/** A runs folder with a run that has three launches and that nobody measures. */
async function stored(): Promise<{ runs: string; path: string; journal: string }> {
  const runs = emptyFolder()
  const folder = await RunFolder.create(runs, run)
  folder.append(records.slice(0, 2))
  folder.append(records.slice(2))
  await folder.close()
  return { runs, path: folder.path, journal: join(folder.path, 'launches.jsonl') }
}

/** The number of a process that has ended. */
function deadProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid
}

describe('a run that is opened again', () => {
  test('has its launches, and finds them by their keys', async () => {
    const { runs } = await stored()
    const folder = await RunFolder.open(runs, run.id)
    expect(folder.run).toEqual(run)
    expect(folder.launches()).toEqual(records)
    expect(folder.find('steady/1/baseline/0')).toEqual(records[1])
    expect(folder.find('steady/9/baseline/0')).toBe(null)
  })

  test('has no launches when none was made', async () => {
    const runs = emptyFolder()
    await RunFolder.create(runs, run).then(folder => folder.close())
    expect((await RunFolder.open(runs, run.id)).launches()).toEqual([])
  })

  test.each([1, 2, 20, 200])(
    'drops a last line that was torn %s characters before its end, and goes on behind the one before',
    async missing => {
      const { runs, journal } = await stored()
      const whole = await fs.readFile(journal, 'utf8')
      await fs.writeFile(journal, whole.slice(0, -missing))
      const folder = await RunFolder.open(runs, run.id)
      expect(folder.launches()).toEqual(records.slice(0, 2))
      folder.append(records.slice(2))
      await folder.close()
      expect(await fs.readFile(journal, 'utf8')).toBe(whole)
    },
  )

  test('drops a last line that was torn within a character', async () => {
    const { runs, journal } = await stored()
    const whole = await fs.readFile(journal)
    await fs.writeFile(journal, Buffer.concat([whole, Buffer.from('{"key":"é').subarray(0, -1)]))
    expect((await RunFolder.open(runs, run.id)).launches()).toEqual(records)
    expect(await fs.readFile(journal)).toEqual(whole)
  })

  test.each(['{}\n', 'no json\n', '{"key":1}\n'])('is damaged when a whole line of it is no launch: %j', async line => {
    const { runs, journal } = await stored()
    await fs.appendFile(journal, line)
    await expect(RunFolder.open(runs, run.id)).rejects.toMatchObject({
      code: 'damaged-run',
      message: expect.stringContaining('line 4 of launches.jsonl'),
    })
  })
})

test('a run that is only read is not repaired: the last line may be on its way', async () => {
  const { runs, journal } = await stored()
  await fs.appendFile(journal, '{"key":')
  expect(RunFolder.readLaunches(runs, run.id)).toEqual(records)
  expect(await fs.readFile(journal, 'utf8')).toMatch(/\{"key":$/)
})

describe('the lock of a run', () => {
  test('keeps others out while it is measured', async () => {
    const { runs, path } = await stored()
    const folder = await RunFolder.open(runs, run.id)
    expect(await RunFolder.isInUse(path)).toBe(true)
    await expect(RunFolder.open(runs, run.id)).rejects.toMatchObject({ code: 'run-in-use' })
    await folder.close()
    expect(await RunFolder.isInUse(path)).toBe(false)
    await RunFolder.open(runs, run.id)
  })

  test('of a process that is dead keeps nobody out', async () => {
    const { runs, path } = await stored()
    await fs.writeFile(join(path, 'lock'), String(deadProcess()))
    expect(await RunFolder.isInUse(path)).toBe(false)
    await RunFolder.open(runs, run.id)
    expect(await fs.readFile(join(path, 'lock'), 'utf8')).toBe(String(process.pid))
  })

  test('of a process that had the number of this one, as in a container that was started again, keeps nobody out', async () => {
    const { runs, path } = await stored()
    await fs.writeFile(join(path, 'lock'), String(process.pid))
    expect(await RunFolder.isInUse(path)).toBe(false)
    const folder = await RunFolder.open(runs, run.id)
    await expect(RunFolder.open(runs, run.id)).rejects.toMatchObject({ code: 'run-in-use' })
    await folder.close()
  })

  test.each(['', 'x', '-1', '0', '1.5'])('that names no process keeps nobody out: %j', async content => {
    const { runs, path } = await stored()
    await fs.writeFile(join(path, 'lock'), content)
    expect(await RunFolder.isInUse(path)).toBe(false)
    await RunFolder.open(runs, run.id)
  })
})

describe('a run file', () => {
  test.each(['', '{', '[]', '{}', JSON.stringify({ ...run, formatVersion: 2 }), JSON.stringify({ ...run, budgetNs: undefined })])(
    'that is damaged is named: %s',
    async content => {
      const { runs, path } = await stored()
      await fs.writeFile(join(path, 'run.json'), content)
      await expect(RunFolder.open(runs, run.id)).rejects.toMatchObject({ name: 'CulpritError', code: 'damaged-run' })
      expect(await RunFolder.isInUse(path)).toBe(false)
    },
  )

  test('that is missing is named', async () => {
    const { runs, path } = await stored()
    await fs.rm(join(path, 'run.json'))
    await expect(RunFolder.readRun(runs, run.id)).rejects.toMatchObject({ code: 'damaged-run' })
  })

  test('is replaced when the run changes', async () => {
    const { runs } = await stored()
    const folder = await RunFolder.open(runs, run.id)
    await folder.writeRun({ ...run, state: 'finished', looks: [17] })
    expect(folder.run.state).toBe('finished')
    expect(await RunFolder.readRun(runs, run.id)).toEqual({ ...run, state: 'finished', looks: [17] })
  })
})

test.each([
  ['[1', 'run.json: '],
  ['null', 'run.json is no run file of this version.'],
  ['{}', 'run.json is no run file of this version (formatVersion).'],
])('a run file that reads %s is damaged, and named', async (content, said) => {
  const { runs, path } = await stored()
  await fs.writeFile(join(path, 'run.json'), content)
  await expect(RunFolder.open(runs, run.id)).rejects.toMatchObject({
    code: 'damaged-run',
    message: expect.stringContaining(`Run ${run.id} cannot be read: ${said}`),
  })
})
