import type { SuspectRules } from '../../model/suspect-rules.ts'
import { rulesOf, type Rules } from '../rules.ts'
import { dotnetRuntime } from './dotnet-runtime.ts'
import { emscripten } from './emscripten.ts'
import { generic } from './generic.ts'
import { rust } from './rust.ts'

/** The rules that ship. What a preset does not say of its repository, the generic one says. A preset is a file in this folder and a line here. */
const presets: ReadonlyMap<string, readonly SuspectRules[]> = new Map([
  ['generic', [generic]],
  ['dotnet-runtime', [dotnetRuntime, generic]],
  ['emscripten', [emscripten, generic]],
  ['rust', [rust, generic]],
])

const ofRepositories: ReadonlyMap<string, string> = new Map([
  ['dotnet/runtime', 'dotnet-runtime'],
  ['dotnet/dotnet', 'dotnet-runtime'],
  ['emscripten-core/emscripten', 'emscripten'],
  ['rust-lang/rust', 'rust'],
])

export const presetNames: readonly string[] = [...presets.keys()]

/** The preset of that name; null when there is none. */
export function preset(name: string): Rules | null {
  const sets = presets.get(name)
  return sets === undefined ? null : rulesOf(name, sets)
}

/** The preset for a repository on GitHub; the generic one for a repository that none was written for, or that is not known. */
export function presetFor(repository: string | null): Rules {
  return preset(ofRepositories.get(repository?.toLowerCase() ?? '') ?? 'generic')!
}

/** A user's rules, in front of those that they extend; null when those do not exist. */
export function rulesFrom(name: string, own: SuspectRules): Rules | null {
  const base = own.extends === undefined ? [] : presets.get(own.extends)
  return base === undefined ? null : rulesOf(name, [own, ...base])
}
