import { profileSchema } from '../../model/profile.ts'
import type { ProfileImport } from './import.ts'
import { parsed } from './parsed.ts'

/** A profile document as `--json` gives it. */
export const document: ProfileImport = {
  title: 'profile of culprit',
  recognises: ({ json }) => typeof json === 'object' && json !== null && 'kind' in json && json.kind === 'profile',
  read: ({ json }) => parsed(profileSchema, json),
}
