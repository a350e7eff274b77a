import type { Profile } from '../../model/profile.ts'

/** A file whose kind is not known yet. */
export interface ProfileFile {
  readonly text: string
  /** What it is as JSON; undefined where it is none. */
  readonly json: unknown
  /** What the profile will say that it is of: the name of the file, when nothing better is known. */
  readonly program: string
}

/** A kind of file that other tools write. */
export interface ProfileImport {
  readonly title: string
  /** Whether the file looks like this kind; cheap, and true for at most one of them. */
  readonly recognises: (file: ProfileFile) => boolean
  /** The file as a profile. Throws an error that names the place where it is damaged or too large. */
  readonly read: (file: ProfileFile) => Profile
}
