/** A place in the source, as the compiler named it. Lines and columns count from 1; a column is null when it is not known. */
export interface SourcePlace {
  readonly file: string
  readonly line: number
  readonly column: number | null
}

/** A function of the source that code stands for, and the place in it: where the code is from, or where the next inner function was called. */
export interface SourceFrame {
  readonly name: string | null
  readonly place: SourcePlace | null
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
  /** The functions of the source that stand at an offset, the innermost of those that were inlined first; none where it is not known. */
  frames(offset: number): readonly SourceFrame[]
}
