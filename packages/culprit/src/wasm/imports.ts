import { invalidModule } from '../model/errors.ts'
import type { Cursor } from './cursor.ts'
import type { Feature } from './features.ts'
import { readGlobalType, type GlobalType } from './globals.ts'
import { readMemoryType, type MemoryType } from './memories.ts'
import { readTableType, type TableType } from './tables.ts'
import { readTag } from './tags.ts'

/** What is imported; functions and tags by type index. */
export type ImportDescription =
  | { readonly kind: 'function'; readonly type: number; readonly exact: boolean }
  | { readonly kind: 'table'; readonly type: TableType }
  | { readonly kind: 'memory'; readonly type: MemoryType }
  | { readonly kind: 'global'; readonly type: GlobalType }
  | { readonly kind: 'tag'; readonly type: number }

export interface Import {
  readonly module: string
  readonly name: string
  readonly description: ImportDescription
}

const maximumImports = 1_000_000
/** In compact imports, behind a module and an empty name: several names with their types, or several names of one type. */
const namesWithTypes = 0x7f
const namesOfOneType = 0x7e

/** The import section. One entry can stand for several imports. */
export function readImports(cursor: Cursor, features: Set<Feature>): Import[] {
  const imports: Import[] = []
  const nested = () => cursor.count('imports', 1, maximumImports - imports.length)
  for (let entries = cursor.count('imports', 4, maximumImports); entries > 0; entries--) {
    const module = cursor.name("an import's module")
    const name = cursor.name("an import's name")
    const form = name === '' ? cursor.peek('an import') : 0
    if (form === namesWithTypes) {
      features.add('compact-imports')
      cursor.position++
      for (let left = nested(); left > 0; left--) {
        imports.push({ module, name: cursor.name("an import's name"), description: readDescription(cursor, features) })
      }
    } else if (form === namesOfOneType) {
      features.add('compact-imports')
      cursor.position++
      const description = readDescription(cursor, features)
      for (let left = nested(); left > 0; left--) imports.push({ module, name: cursor.name("an import's name"), description })
    } else imports.push({ module, name, description: readDescription(cursor, features) })
    if (imports.length > maximumImports)
      throw invalidModule(`there are more than the ${maximumImports} imports that engines accept`, cursor.position)
  }
  return imports
}

function readDescription(cursor: Cursor, features: Set<Feature>): ImportDescription {
  const kind = cursor.u8('the kind of an import')
  switch (kind) {
    case 0x00:
      return { kind: 'function', type: cursor.u32('the type of an imported function'), exact: false }
    case 0x20:
      features.add('custom-descriptors')
      return { kind: 'function', type: cursor.u32('the type of an imported function'), exact: true }
    case 0x01:
      return { kind: 'table', type: readTableType(cursor, features) }
    case 0x02:
      return { kind: 'memory', type: readMemoryType(cursor, features) }
    case 0x03: {
      const type = readGlobalType(cursor, features)
      if (type.mutable) features.add('mutable-globals')
      return { kind: 'global', type }
    }
    case 0x04:
      return { kind: 'tag', type: readTag(cursor) }
    default:
      throw invalidModule(`0x${kind.toString(16)} is no kind of import`, cursor.position - 1)
  }
}
