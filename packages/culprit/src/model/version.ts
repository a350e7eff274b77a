import type { Warning } from './warning.ts'

/** One entry that a source lists: a package's version, an engine's release, a commit. */
export interface Version {
  /** As its source calls it: 1.2.3, or the hash of a commit. */
  readonly version: string
  /** Names exactly this one, wherever a reference can stand: npm:name@1.2.3. */
  readonly reference: string
  /** When it was published or committed, ISO 8601; null when the source does not say. */
  readonly date: string | null
  /** One line about it, the subject of a commit; null where a source has none. */
  readonly title: string | null
  readonly preRelease: boolean
  /** What its authors say against its use; null when they say nothing. */
  readonly deprecated: string | null
  /** Taken back by its authors: not offered any more, but still there for whoever names it. */
  readonly unlisted: boolean
}

/** Which of the versions between two are listed. The two themselves always are. */
export interface VersionChoice {
  /** Pre-releases too. They count in any case when one of the ends is one. */
  readonly preReleases: boolean
  /** Deprecated and unlisted versions too. */
  readonly withdrawn: boolean
  /** Of git, also the commits that merges brought in; otherwise those that the later end has as first parents. */
  readonly merged: boolean
}

/** What is listed when nobody chose. */
export const releasesOnly: VersionChoice = { preReleases: false, withdrawn: false, merged: false }

/** The versions from one to another. */
export interface VersionList {
  /** What they are versions of: npm:name. */
  readonly source: string
  /** By the source's own order, oldest first, both ends included. */
  readonly versions: readonly Version[]
  /** How many between the ends were not listed, because nobody chose them. */
  readonly leftOut: { readonly preReleases: number; readonly withdrawn: number }
  readonly warnings: readonly Warning[]
}
