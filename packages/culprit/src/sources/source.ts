import type { Reference } from '../model/reference.ts'
import type { SourceOptions } from '../model/source-options.ts'
import type { VersionChoice, VersionList } from '../model/version.ts'
import type { Warning } from '../model/warning.ts'
import type { Trees, StoredTree } from '../store/trees.ts'

/** A reference made concrete: a tree of files in the store's cache, and where in it the variant is. */
export interface Resolved {
  /** As text, with the exact version. */
  readonly reference: string
  readonly version: string | null
  /** When the version was published, ISO 8601; null when the source does not say. */
  readonly published: string | null
  readonly tree: StoredTree
  /** The variant's folder within the tree; '' for the tree itself. */
  readonly folder: string
  /** The variant's file within the tree, when the reference is a single file. */
  readonly file: string | null
  readonly warnings: readonly Warning[]
}

export interface SourceContext {
  readonly trees: Trees
  /** The store itself is never part of a variant, although it may lie in its folder. */
  readonly storeRoot: string
  /** The folder in which the user called: relative paths and npm's configuration start there. */
  readonly cwd: string
  readonly options: SourceOptions
  readonly signal: AbortSignal
}

/** Where versions come from. */
export interface Source<R extends Reference = Reference> {
  resolve(reference: R, context: SourceContext): Promise<Resolved>
  /**
   * The versions between two references, whichever of them is the older one; null when they have no versions in common, as two different
   * packages.
   */
  versions(from: R, to: R, choice: VersionChoice, context: SourceContext): Promise<VersionList | null>
}
