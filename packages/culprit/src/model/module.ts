import * as z from 'zod'
import { operatorClasses, type OperatorClass } from './operator-classes.ts'

const count = z.int().nonnegative()

/** Operators in function bodies, `else` and `end` included, constant expressions not. */
export const operatorCountsSchema = z.object({
  total: count,
  ...(Object.fromEntries(operatorClasses.map(name => [name, count])) as Record<OperatorClass, typeof count>),
})
export type OperatorCounts = z.infer<typeof operatorCountsSchema>

/** What a module can import or export, in the words of the JavaScript API. */
export const externalKindSchema = z.enum(['function', 'table', 'memory', 'global', 'tag'])
export type ExternalKind = z.infer<typeof externalKindSchema>

/** `type` is the text form, such as `(i32, i64) -> (f64)` of a function or `mut i32` of a global. */
export const importSchema = z.object({ module: z.string(), name: z.string(), kind: externalKindSchema, type: z.string() })
export type ModuleImport = z.infer<typeof importSchema>

export const exportSchema = z.object({ name: z.string(), kind: externalKindSchema, index: count, type: z.string() })
export type ModuleExport = z.infer<typeof exportSchema>

const addressTypeSchema = z.enum(['i32', 'i64'])

export const memorySchema = z.object({
  index: count,
  imported: z.boolean(),
  /** Pages of `pageBytes`; rounded above 2^53. */
  initial: z.number().nonnegative(),
  maximum: z.number().nonnegative().nullable(),
  shared: z.boolean(),
  addressType: addressTypeSchema,
  pageBytes: z.number().positive(),
})
export type ModuleMemory = z.infer<typeof memorySchema>

export const tableSchema = z.object({
  index: count,
  imported: z.boolean(),
  element: z.string(),
  initial: z.number().nonnegative(),
  maximum: z.number().nonnegative().nullable(),
  shared: z.boolean(),
  addressType: addressTypeSchema,
})
export type ModuleTable = z.infer<typeof tableSchema>

export const sectionSchema = z.object({
  id: count,
  /** The name of the kind, such as `code`; of a custom section its own name. */
  name: z.string(),
  /** Absolute, of the first byte after the section's size. */
  offset: count,
  /** Without the section's id and size. */
  bytes: count,
})

/** Where in the source a function begins, as its compiler named the file; `line` counts from 1. */
export const sourceSchema = z.object({ file: z.string(), line: count })

const namedFunctionSchema = z.object({
  index: count,
  name: z.string().nullable(),
  /** The name as it was written in the source, where it is mangled; otherwise the name. */
  displayName: z.string().nullable().default(null),
  /** Where the name is from. */
  nameOrigin: z.enum(['name section', 'twin', 'symbol file', 'import', 'export']).nullable().default(null),
  bytes: count,
  operators: count,
  /** Null without debugging information and without a source map. */
  source: sourceSchema.nullable().default(null),
})

/** A function with a body. */
export const functionEntrySchema = namedFunctionSchema.extend({
  /** Those it declares; parameters are not among them. */
  locals: count,
})
export type FunctionEntry = z.infer<typeof functionEntrySchema>

/** A text that names a version or a hash, at an absolute offset. */
export const versionSchema = z.object({
  text: z.string(),
  /**
   * Of the producers section; of a compiler; behind another product's name; as `git describe` writes it; 40 hexadecimal digits, or more
   * with a date.
   */
  kind: z.enum(['producer', 'toolchain', 'product', 'describe', 'hash']),
  offset: count,
})
export type ModuleVersion = z.infer<typeof versionSchema>

const functionCountsSchema = z.object({ imported: count, defined: count })

/** What the binary of one module says about itself. Nothing in it was measured. */
export const moduleSchema = z.object({
  formatVersion: z.literal(1),
  kind: z.literal('module'),
  /** A component's counts are the sums over the core modules inside it; their own are in `modules`. */
  layer: z.enum(['core', 'component']),
  bytes: count,
  sha256: z.string(),
  /** The name that the name section gives the module. */
  name: z.string().nullable(),
  sections: z.array(sectionSchema),
  functions: functionCountsSchema,
  operators: operatorCountsSchema,
  /** Operators by mnemonic, those that occur. */
  mnemonics: z.record(z.string(), count),
  imports: z.array(importSchema),
  exports: z.array(exportSchema),
  memories: z.array(memorySchema),
  tables: z.array(tableSchema),
  globals: z.object({ imported: count, defined: count }),
  tags: z.object({ imported: count, defined: count }),
  types: count,
  /** Index of the start function. */
  start: count.nullable(),
  elementSegments: z.object({ count, items: count }),
  dataSegments: z.object({ count, bytes: count }),
  /** Proposals beyond the first WebAssembly that the module really uses, not those its `target_features` name. */
  features: z.array(z.string()),
  /** What the toolchain claims (`+simd128`, …); null without a target_features section. */
  targetFeatures: z.array(z.string()).nullable(),
  producers: z.record(z.string(), z.array(z.object({ name: z.string(), version: z.string() }))).nullable(),
  hasNames: z.boolean(),
  hasDwarf: z.boolean(),
  sourceMappingUrl: z.string().nullable(),
  /** Present when the module is for dynamic linking. */
  dylink: z.object({ memoryBytes: count, tableSlots: count, needed: z.array(z.string()) }).nullable(),
  branchHints: count,
  largestFunctions: z.array(namedFunctionSchema),
  /** Every function with a body, in their order; null when it was not asked for. */
  functionTable: z.array(functionEntrySchema).nullable().default(null),
  /** What `--names-from` gave: functions that got a name from it, and those whose code differs from the twin's; null without it. */
  namesFrom: z
    .object({ kind: z.enum(['twin', 'symbol file']), path: z.string(), named: count, refused: count })
    .nullable()
    .default(null),
  /** Versions and hashes that the bytes name, without duplicates and at most a hundred. */
  versions: z.array(versionSchema).default([]),
  /** The core modules inside a component, by their place in the file. */
  modules: z.array(
    z.object({
      offset: count,
      bytes: count,
      name: z.string().nullable(),
      functions: functionCountsSchema,
      operators: operatorCountsSchema,
    }),
  ),
  /** Custom sections whose content could not be read. An engine would ignore them, and so do all other fields here. */
  unread: z.array(z.object({ section: z.string(), offset: count, why: z.string() })),
})
export type ModuleDocument = z.infer<typeof moduleSchema>
