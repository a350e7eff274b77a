import { badProfile } from '../../model/errors.ts'
import type { Profile } from '../../model/profile.ts'
import { chromeTrace } from './chrome-trace.ts'
import { cpuprofile } from './cpuprofile.ts'
import { document } from './document.ts'
import { folded } from './folded.ts'
import type { ProfileFile, ProfileImport } from './import.ts'
import { speedscope } from './speedscope.ts'

export { profileOfCpuProfile } from './cpuprofile.ts'

/** The kinds of files that are read. A kind is a file here and a line. */
const imports: readonly ProfileImport[] = [document, cpuprofile, speedscope, chromeTrace, folded]

/**
 * A profile from the text of any file that is known, told by what is in it. `program` names what was profiled where the file does not.
 * A file that is damaged, or that nothing recognises, is refused with the place.
 */
export function readProfile(text: string, program: string): Profile {
  const file: ProfileFile = { text, json: jsonOf(text), program }
  const found = imports.find(each => each.recognises(file))
  if (found === undefined) throw badProfile('it is of no kind that is known', null)
  return found.read(file)
}

/** What the text is as JSON; undefined where it is something else. */
function jsonOf(text: string): unknown {
  const [first] = /[^\s]/.exec(text) ?? []
  if (first !== '{' && first !== '[') return undefined
  const whole = parsedJson(text)
  if ('value' in whole) return whole.value
  if (first === '{') throw badProfile(`it begins like JSON and is none: ${whole.why}`, null)
  // The trace format lets a program end without closing its list of events. Folded stacks of perf can begin with `[unknown]`.
  const closed = parsedJson(`${text.trimEnd().replace(/,$/, '')}]`)
  return 'value' in closed ? closed.value : undefined
}

function parsedJson(text: string): { readonly value: unknown } | { readonly why: string } {
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) }
  }
}
