import { firefox } from './firefox.ts'
import { folded } from './folded.ts'
import type { ProfileFormat } from './format.ts'
import { pprof } from './pprof.ts'
import { speedscope } from './speedscope.ts'

export type { ProfileFormat } from './format.ts'

/** The files of other tools that a profile can become, by their names on the command line. A format is a file here and a line. */
export const profileFormats = { folded, speedscope, firefox, pprof } as const satisfies Record<string, ProfileFormat>
