/** A place in the source, as the compiler named it. Lines and columns count from 1; a column is null when it is not known. */
export interface SourcePlace {
  readonly file: string
  readonly line: number
  readonly column: number | null
}

/** Where code comes from. Offsets are absolute in the module's file. */
export interface SourceLines {
  readonly kind: 'dwarf' | 'source map'
  /** What could not be read of the information itself; a few of them. */
  readonly unread: readonly string[]
  /** Null for code that no line stands for. */
  locate(offset: number): SourcePlace | null
  /** The first place of the code between two offsets, such as a function's body. */
  first(start: number, end: number): SourcePlace | null
}
