import type { Profile, ProfileMeasure } from '../../model/profile.ts'

/** A file of another tool that a profile can become. */
export interface ProfileFormat {
  /** Whose it is and what reads it, in a few words. */
  readonly title: string
  /** What its files' names end with. */
  readonly extension: string
  /**
   * The file in pieces, which can be several hundred megabytes together. A format that holds one measure holds `measure`, and one that
   * holds several begins with it. The profile must know the measure; without any (a profile of nothing) the file is empty of stacks.
   */
  readonly write: (profile: Profile, measure: ProfileMeasure | undefined) => Iterable<string | Uint8Array>
}
