// As many small TypeScript files as the variant says, stripped of their types.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

export const name = 'amaro: strip the types of small files'

export function setup({ dir }) {
  const { transformSync } = createRequire(import.meta.url)(dir)
  const { units } = JSON.parse(readFileSync(join(dir, 'units.json'), 'utf8'))
  const source = `export interface Shape { readonly id: number; name: string; tags?: Array<string | null> }
export function area<T extends Shape>(shape: T, factor: number = 2): number {
  const values: number[] = [shape.id, factor as number]
  return values.reduce((sum: number, value: number): number => sum + value, 0)
}
`
  return { transformSync, source, units }
}

export function run({ transformSync, source, units }) {
  let result = null
  for (let unit = 0; unit < units; unit++) result = transformSync(source, { mode: 'strip-only' }).code
  return result
}
