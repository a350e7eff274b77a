import * as fs from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bisection as found } from '../../../test/cases/report/bisection.ts'
import { emptyFolder } from '../../../test/program.ts'
import { begun, requestOf } from '../../../test/requests.ts'
import { ownRun } from './own-run.ts'
import type { RunFolder } from './store/run-folder.ts'
import { Store } from './store/store.ts'

/** Asks for the run again and again; how far it gets each time is up to `carryOut`. */
async function asked(carryOut: (folder: RunFolder) => Promise<void>) {
  const store = await Store.open(`${emptyFolder()}/.culprit`)
  const happened: string[] = []
  let known: string | null = null
  const ask = () =>
    ownRun(store, {
      known,
      create: async () => {
        happened.push('created')
        return store.createRun(begun(requestOf({})))
      },
      remember: async id => {
        happened.push('remembered')
        known = id
      },
      carryOut: async folder => {
        happened.push('carried out')
        try {
          await carryOut(folder)
          return found
        } finally {
          await folder.close()
        }
      },
    })
  return { store, ask, happened }
}

test('a run is remembered before it is carried out, and read when it is finished', async () => {
  const { store, ask, happened } = await asked(async folder => {
    await fs.writeFile(join(folder.path, 'result.json'), JSON.stringify({ ...found, probability: 0.5 }))
    await folder.writeRun({ ...folder.run, state: 'finished' })
  })
  await using _ = { [Symbol.asyncDispose]: () => store.close() }
  expect(await ask()).toBe(found)
  expect(await ask()).toMatchObject({ kind: 'bisection', probability: 0.5 })
  expect(happened).toEqual(['created', 'remembered', 'carried out'])
})

test('a run that ended early is gone on with, and one that is gone begins anew', async () => {
  const { store, ask, happened } = await asked(async folder => {
    if (happened.length === 4) await fs.rm(folder.path, { recursive: true })
    throw new Error('interrupted')
  })
  await using _ = { [Symbol.asyncDispose]: () => store.close() }
  for (let times = 0; times < 3; times++) await expect(ask()).rejects.toThrow('interrupted')
  expect(happened).toEqual(['created', 'remembered', 'carried out', 'carried out', 'created', 'remembered', 'carried out'])
})
