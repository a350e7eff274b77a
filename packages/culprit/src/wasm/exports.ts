import { invalidModule } from '../model/errors.ts'
import type { ExternalKind } from '../model/module.ts'
import type { Cursor } from './cursor.ts'

export interface Export {
  readonly name: string
  readonly kind: ExternalKind
  readonly index: number
}

const maximumExports = 1_000_000
const kinds: readonly ExternalKind[] = ['function', 'table', 'memory', 'global', 'tag']

export function readExports(cursor: Cursor): Export[] {
  const exports: Export[] = []
  for (let left = cursor.count('exports', 3, maximumExports); left > 0; left--) {
    const name = cursor.name('the name of an export')
    const byte = cursor.u8('the kind of an export')
    const kind = kinds[byte]
    if (!kind) throw invalidModule(`0x${byte.toString(16)} is no kind of export`, cursor.position - 1)
    exports.push({ name, kind, index: cursor.u32('the index of an export') })
  }
  return exports
}
