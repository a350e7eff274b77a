/** What a user names on the command line: one side of a comparison. */
export type Reference = PathReference | NpmReference | EngineReference

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

/** An engine release, such as node@22.11.0: both sides run the same files, each on its engine. */
export interface EngineReference {
  readonly kind: 'engine'
  readonly engine: string
  readonly version: string
}
