import * as fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadWorkload } from './workload.ts'

test("a script's setup gets the folder, the file and the scale of its side", async () => {
  const folder = await fs.mkdtemp(join(tmpdir(), 'culprit-workload-'))
  const path = join(folder, 'workload.mjs')
  await fs.writeFile(path, 'export const setup = context => JSON.stringify(context)\nexport const run = state => state\n')
  const mode = { kind: 'cold', folder } as const
  const loaded = await loadWorkload({ mode, workload: { kind: 'script', path }, dir: folder, file: null, scale: 4, inTurns: false })
  expect(loaded.run(await loaded.setup())).toBe(JSON.stringify({ dir: folder, file: null, scale: 4 }))
  await fs.rm(folder, { recursive: true })
})
