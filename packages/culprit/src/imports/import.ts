import type { Benchmark } from '../model/bench.ts'
import type { Warning } from '../model/warning.ts'

/** A file whose format is not known yet. */
export interface ResultFile {
  /** As the user named it, or below the folder that was named; with `/`. */
  readonly path: string
  readonly text: string
  /** What it is as JSON; undefined where it is none. */
  readonly json: unknown
}

export interface ImportOptions {
  /** Of a file that holds several results of the same benchmarks, which one; null for the usual one. */
  readonly entry: string | null
}

/** A benchmark, and where it was found. */
export interface Imported {
  readonly file: string
  /** `suite` is empty where the file has no word for it. */
  readonly benchmark: Benchmark
}

/** What the files of one tool say. */
export interface Reading {
  readonly producer: { readonly name: string; readonly version: string | null; readonly method: string | null }
  readonly machine: Machine
  readonly benchmarks: readonly Imported[]
  readonly warnings: readonly Warning[]
}

export type Machine = Readonly<Record<string, string | number | boolean | null>>

/** A kind of file that another tool writes. */
export interface ResultImport {
  /** For `--format`. */
  readonly name: string
  /** Whether the file is of this kind; cheap, and true for at most one of them. */
  readonly recognises: (file: ResultFile) => boolean
  /** All files of one call. Throws an error that names the file and the place where it is damaged. */
  readonly read: (files: readonly ResultFile[], options: ImportOptions) => Reading
  /** Whether one file can hold several results of the same benchmarks. */
  readonly hasEntries: boolean
  /** What its user can do to have samples in the file; null where the format has no room for them. */
  readonly samplesBy: string | null
}
