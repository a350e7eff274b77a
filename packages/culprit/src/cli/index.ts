import type { AddCommand } from './command.ts'
import { bench } from './bench.ts'
import { alarm } from './alarm.ts'
import { bisect } from './bisect.ts'
import { clean } from './clean.ts'
import { compare } from './compare.ts'
import { diff } from './diff.ts'
import { env } from './env.ts'
import { importResults } from './import.ts'
import { init } from './init.ts'
import { inspect } from './inspect.ts'
import { instrument } from './instrument.ts'
import { investigate } from './investigate.ts'
import { profile } from './profile.ts'
import { report } from './report.ts'
import { resume } from './resume.ts'
import { sql } from './sql.ts'
import { suspects } from './suspects.ts'

/** In the order in which `--help` lists them. */
export const commands: readonly AddCommand[] = [
  investigate,
  compare,
  bench,
  alarm,
  bisect,
  inspect,
  diff,
  profile,
  instrument,
  suspects,
  importResults,
  env,
  report,
  sql,
  resume,
  init,
  clean,
]
