import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { emptyFolder } from '../program.ts'
import { variant, workload } from '../variants.ts'

/** Two variants that differ by far, so that the first look decides. */
export function clearCase(): { folder: string; args: string[] } {
  const folder = emptyFolder()
  return { folder, args: [variant(folder, 'a', 5), variant(folder, 'b', 40), '--workload', workload(folder), '--budget', '60s'] }
}

export function onlyRun(folder: string): string {
  const [id, ...others] = readdirSync(join(folder, '.culprit', 'runs'))
  expect(others).toEqual([])
  return id!
}

/** The launches of a run without what is different each time. */
export function plan(folder: string, run: string): string[] {
  const lines = readFileSync(join(folder, '.culprit', 'runs', run, 'launches.jsonl'), 'utf8')
    .trim()
    .split('\n')
  return lines.map(line => JSON.parse(line)).map(({ key, position }) => `${key} as ${position}`)
}
