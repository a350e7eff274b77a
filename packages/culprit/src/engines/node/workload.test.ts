import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BadWorkload, loadWorkload, type LoadedWorkload } from './workload.ts'

let folder: string

beforeEach(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'culprit-workload-'))
})
afterEach(() => fs.rm(folder, { recursive: true }))

async function load(script: string, parameters?: Record<string, string>): Promise<LoadedWorkload> {
  const path = join(folder, 'workload.mjs')
  await fs.writeFile(path, script)
  const workload = { kind: 'script', path, ...(parameters && { parameters }) } as const
  return loadWorkload({ mode: { kind: 'cold', folder }, workload, dir: folder, file: null, scale: 4, inTurns: false })
}

test("a script's setup gets the folder, the file and the scale of its side, and the parameters of the launch", async () => {
  const script = 'export const setup = context => context\nexport const run = state => state\n'
  const context = { dir: folder, file: null, scale: 4 }
  for (const parameters of [undefined, { size: '10 kB' }]) {
    const loaded = await load(script, parameters)
    expect(loaded.run(await loaded.setup())).toEqual({ ...context, parameters: parameters ?? {} })
  }
})

test('a script that exports a unit measures itself', async () => {
  expect((await load('export const unit = "bytes"\nexport const run = () => 1\n')).unit).toBe('bytes')
})

test('a script without a unit does not', async () => {
  expect((await load('export const run = () => 1\n')).unit).toBe(null)
})

test.each(['""', '7', 'null', `"${'s'.repeat(41)}"`])('%s is no unit', async unit => {
  await expect(load(`export const unit = ${unit}\nexport const run = () => 1\n`)).rejects.toThrow(
    new BadWorkload('its export "unit" is no text of 1 to 40 characters, such as "ns" or "bytes"'),
  )
})
