// Strips the types from a generated TypeScript file of some 100 kB with amaro, the WebAssembly build of swc that Node.js uses.
import { createRequire } from 'node:module'

export const name = 'strip the types from 100 kB of TypeScript'

export async function setup({ dir }) {
  const { transformSync } = createRequire(import.meta.url)(dir)
  return { transformSync, source: generate(100_000) }
}

export function run({ transformSync, source }) {
  const { code } = transformSync(source, { mode: 'strip-only' })
  return code
}

/** Interfaces, generics, casts and annotations, in the proportions of ordinary code. */
function generate(length) {
  let source = ''
  for (let i = 0; source.length < length; i++) {
    source += `export interface Shape${i} { readonly id: number; name: string; tags?: Array<string | null> }
export type Key${i} = keyof Shape${i} | \`area-\${number}\`
export function area${i}<T extends Shape${i}>(shape: T, factor: number = ${i}): number {
  const values: number[] = [shape.id, factor as number]
  return values.reduce((sum: number, value: number): number => sum + value, 0)
}
export class Box${i}<T> {
  private items: T[] = []
  constructor(readonly label: string, protected count?: number) {}
  add(item: T): this { this.items.push(item!); return this }
}
`.replaceAll(
      'constructor(readonly label: string, protected count?: number) {}',
      'constructor(label: string, count?: number) { void label; void count }',
    )
  }
  return source
}
