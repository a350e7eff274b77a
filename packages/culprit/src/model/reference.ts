/** What a user names on the command line: one side of a comparison. */
export type Reference = PathReference | NpmReference | NugetReference | GitReference | EngineReference

/** A file or a folder. */
export interface PathReference {
  readonly kind: 'path'
  readonly path: string
}

export interface NpmReference {
  readonly kind: 'npm'
  readonly name: string
  /** An exact version, a semver range, a tag, or a day (2024-01-31) for the highest release that was out at its end. */
  readonly range: string
}

export interface NugetReference {
  readonly kind: 'nuget'
  readonly id: string
  /** A version, the beginning of one (9.0.*), `latest`, or a day (2024-01-31). */
  readonly version: string
  /** The path of one file in the package; null for all of it. */
  readonly file: string | null
}

export interface GitReference {
  readonly kind: 'git'
  /** The folder of the repository; null for the one in which the command runs. */
  readonly repository: string | null
  /** Anything that git takes for a commit: a hash, a tag, main~3. */
  readonly revision: string
}

/** An engine release, such as node@22.11.0: both sides run the same files, each on its engine. */
export interface EngineReference {
  readonly kind: 'engine'
  readonly engine: string
  readonly version: string
}
