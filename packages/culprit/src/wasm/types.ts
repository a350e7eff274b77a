import { invalidModule } from '../model/errors.ts'
import type { Cursor } from './cursor.ts'
import type { Feature } from './features.ts'

/** A value type in the text format: `i32`, `funcref`, `(ref null 3)`. */
export type ValueType = string

export interface FunctionType {
  readonly kind: 'function'
  readonly parameters: readonly ValueType[]
  readonly results: readonly ValueType[]
}
export interface Field {
  /** A value type, `i8` or `i16`. */
  readonly type: ValueType
  readonly mutable: boolean
}
export type CompositeType =
  | FunctionType
  | { readonly kind: 'struct'; readonly fields: readonly Field[] }
  | { readonly kind: 'array'; readonly field: Field }
  | { readonly kind: 'continuation'; readonly type: number }

export interface TypeDefinition {
  /** Absolute, of the first byte of this type (inside its recursion group, when it is in one). */
  readonly offset: number
  readonly composite: CompositeType
  readonly final: boolean
  readonly supertype: number | null
  readonly shared: boolean
  /** Custom descriptors: the type that this one describes, and the one that describes this. */
  readonly describes: number | null
  readonly descriptor: number | null
  /** Index of the first type of the recursion group; a type alone is a group of itself. */
  readonly group: number
}

const maximumTypes = 1_000_000
const maximumParameters = 1_000
const maximumFields = 10_000

/** The type section. One entry can be a group that defines several types. */
export function readTypes(cursor: Cursor, features: Set<Feature>): TypeDefinition[] {
  const types: TypeDefinition[] = []
  for (let entries = cursor.count('types', 2, maximumTypes); entries > 0; entries--) {
    const group = types.length
    let members = 1
    if (cursor.peek('a type') === 0x4e) {
      cursor.position++
      features.add('gc')
      members = cursor.count('types of a recursion group', 2)
    }
    if (members > maximumTypes - types.length) {
      throw invalidModule(`there are more than the ${maximumTypes} types that engines accept`, cursor.position)
    }
    for (; members > 0; members--) types.push(readTypeDefinition(cursor, features, group))
  }
  return types
}

function readTypeDefinition(cursor: Cursor, features: Set<Feature>, group: number): TypeDefinition {
  const offset = cursor.position
  let final = true
  let supertype: number | null = null
  let form = cursor.u8('a type')
  if (form === 0x50 || form === 0x4f) {
    features.add('gc')
    final = form === 0x4f
    if (cursor.count('supertypes', 1, 1) === 1) supertype = cursor.u32('a supertype')
    form = cursor.u8('a type')
  }
  const shared = form === 0x65
  if (shared) {
    features.add('shared-everything-threads')
    form = cursor.u8('a type')
  }
  let describes: number | null = null
  let descriptor: number | null = null
  if (form === 0x4c) {
    features.add('custom-descriptors')
    describes = cursor.u32('a described type')
    form = cursor.u8('a type')
  }
  if (form === 0x4d) {
    features.add('custom-descriptors')
    descriptor = cursor.u32('a descriptor type')
    form = cursor.u8('a type')
  }
  const composite = readCompositeType(cursor, features, form)
  return { offset, composite, final, supertype, shared, describes, descriptor, group }
}

function readCompositeType(cursor: Cursor, features: Set<Feature>, form: number): CompositeType {
  switch (form) {
    case 0x60: {
      const parameters = readValueTypes(cursor, features, 'parameters', maximumParameters)
      const results = readValueTypes(cursor, features, 'results', maximumParameters)
      if (results.length > 1) features.add('multi-value')
      return { kind: 'function', parameters, results }
    }
    case 0x5f: {
      features.add('gc')
      const fields: Field[] = []
      for (let left = cursor.count('fields', 2, maximumFields); left > 0; left--) fields.push(readField(cursor, features))
      return { kind: 'struct', fields }
    }
    case 0x5e:
      features.add('gc')
      return { kind: 'array', field: readField(cursor, features) }
    case 0x5d: {
      features.add('stack-switching')
      const offset = cursor.position
      const type = cursor.s33('the type of a continuation')
      if (type < 0) throw invalidModule(`a continuation needs a type index, not ${type}`, offset)
      return { kind: 'continuation', type }
    }
    default:
      throw invalidModule(`0x${form.toString(16)} is no form of a type`, cursor.position - 1)
  }
}

function readField(cursor: Cursor, features: Set<Feature>): Field {
  const packed = cursor.peek('the type of a field')
  let type: ValueType
  if (packed === 0x78 || packed === 0x77) {
    cursor.position++
    type = packed === 0x78 ? 'i8' : 'i16'
  } else type = readValueType(cursor, features)
  return { type, mutable: readFlags(cursor, 'the mutability of a field', 1) === 1 }
}

/** A byte of flags in which only the bits of `known` may be set. */
export function readFlags(cursor: Cursor, what: string, known: number): number {
  const flags = cursor.u8(what)
  if ((flags & ~known) !== 0) throw invalidModule(`${what} cannot be 0x${flags.toString(16)}`, cursor.position - 1)
  return flags
}

export function readValueTypes(cursor: Cursor, features: Set<Feature>, what: string, limit: number): ValueType[] {
  const types: ValueType[] = []
  for (let left = cursor.count(what, 1, limit); left > 0; left--) types.push(readValueType(cursor, features))
  return types
}

export function readValueType(cursor: Cursor, features: Set<Feature>): ValueType {
  switch (cursor.peek('a value type')) {
    case 0x7f:
      cursor.position++
      return 'i32'
    case 0x7e:
      cursor.position++
      return 'i64'
    case 0x7d:
      cursor.position++
      return 'f32'
    case 0x7c:
      cursor.position++
      return 'f64'
    case 0x7b:
      cursor.position++
      features.add('simd')
      return 'v128'
    default:
      features.add('reference-types')
      return readReferenceType(cursor, features)
  }
}

export function readReferenceType(cursor: Cursor, features: Set<Feature>): ValueType {
  const form = cursor.peek('a reference type')
  if (form === 0x63 || form === 0x64) {
    cursor.position++
    features.add('function-references')
    return `(ref ${form === 0x63 ? 'null ' : ''}${readHeapType(cursor, features)})`
  }
  if (form === 0x65) {
    cursor.position++
    features.add('shared-everything-threads')
    return `(ref null (shared ${readAbstractHeapType(cursor, features).heap}))`
  }
  return readAbstractHeapType(cursor, features).reference
}

/** The heap type in the text format: a type index, `func`, `(exact 3)`, `(shared any)`. */
export function readHeapType(cursor: Cursor, features: Set<Feature>): string {
  const form = cursor.peek('a heap type')
  if (form === 0x62) {
    cursor.position++
    features.add('custom-descriptors')
    return `(exact ${cursor.u32('an exact heap type')})`
  }
  if (form === 0x65) {
    cursor.position++
    features.add('shared-everything-threads')
    return `(shared ${readAbstractHeapType(cursor, features).heap})`
  }
  if (form < 0x80 && (form & 0x40) !== 0) return readAbstractHeapType(cursor, features).heap
  const offset = cursor.position
  const index = cursor.s33('a heap type')
  if (index < 0) throw invalidModule(`${index} is no heap type`, offset)
  features.add('function-references')
  return String(index)
}

const abstractHeapTypes: ReadonlyMap<number, { heap: string; reference: string; feature: Feature | null }> = new Map([
  [0x70, { heap: 'func', reference: 'funcref', feature: null }], // the element type of the first tables
  [0x6f, { heap: 'extern', reference: 'externref', feature: 'reference-types' }],
  [0x6e, { heap: 'any', reference: 'anyref', feature: 'gc' }],
  [0x6d, { heap: 'eq', reference: 'eqref', feature: 'gc' }],
  [0x6c, { heap: 'i31', reference: 'i31ref', feature: 'gc' }],
  [0x6b, { heap: 'struct', reference: 'structref', feature: 'gc' }],
  [0x6a, { heap: 'array', reference: 'arrayref', feature: 'gc' }],
  [0x69, { heap: 'exn', reference: 'exnref', feature: 'exception-handling' }],
  [0x68, { heap: 'cont', reference: 'contref', feature: 'stack-switching' }],
  [0x71, { heap: 'none', reference: 'nullref', feature: 'gc' }],
  [0x72, { heap: 'noextern', reference: 'nullexternref', feature: 'gc' }],
  [0x73, { heap: 'nofunc', reference: 'nullfuncref', feature: 'gc' }],
  [0x74, { heap: 'noexn', reference: 'nullexnref', feature: 'exception-handling' }],
  [0x75, { heap: 'nocont', reference: 'nullcontref', feature: 'stack-switching' }],
  // As binaryen writes them; the overview of the proposal has 0x68, which is taken.
  [0x5c, { heap: 'waitqueue', reference: 'waitqueueref', feature: 'shared-everything-threads' }],
  [0x5b, { heap: 'nowaitqueue', reference: 'nullwaitqueueref', feature: 'shared-everything-threads' }],
])

function readAbstractHeapType(cursor: Cursor, features: Set<Feature>): { heap: string; reference: string } {
  const byte = cursor.u8('a reference type')
  const type = abstractHeapTypes.get(byte)
  if (!type) throw invalidModule(`0x${byte.toString(16)} is no value, reference or heap type`, cursor.position - 1)
  if (type.feature) features.add(type.feature)
  return type
}

/** `(i32, i64) -> (f64)` */
export function functionTypeText(type: FunctionType): string {
  return `(${type.parameters.join(', ')}) -> (${type.results.join(', ')})`
}
