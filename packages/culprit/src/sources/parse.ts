import { badReference } from '../model/errors.ts'
import type { Reference } from '../model/reference.ts'
import { endOfDay, looksLikeDate } from './listing.ts'

/** Reads a reference as a user writes it. Whether what it names exists is found out when it is resolved. */
export function parseReference(text: string): Reference {
  if (text.startsWith('npm:')) return parseNpm(text)
  if (text.startsWith('nuget:')) return parseNuget(text)
  if (text.startsWith('git:')) return parseGit(text)
  const engine = /^(node|bun|deno|chromium|firefox|wasmtime)@(.+)$/.exec(text)
  if (engine) return { kind: 'engine', engine: engine[1]!, version: engine[2]! }
  const scheme = /^([a-z][a-z0-9+.-]+):/.exec(text)?.[1]
  if (scheme !== undefined) throw badReference(text, `there is no source "${scheme}"`)
  if (text === '') throw badReference(text, 'it is empty')
  return { kind: 'path', path: text }
}

function parseNpm(text: string): Reference {
  const match = /^npm:((?:@[a-z0-9~][\w.~-]*\/)?[a-z0-9~][\w.~-]*)(?:@(.+))?$/i.exec(text)
  if (!match) throw badReference(text, 'a package is written npm:name@version or npm:@scope/name@version')
  const [, name, range] = match
  // The range becomes an argument of npm; npm itself would read these as a path, an address or an option.
  if (range !== undefined && !/^[\w.^~<>=|*][\w.^~<>=|* +-]*$/.test(range))
    throw badReference(text, `"${range}" is no version, range, tag or date`)
  refuseNoDay(text, range)
  return { kind: 'npm', name: name!, range: range ?? 'latest' }
}

function parseNuget(text: string): Reference {
  const match = /^nuget:([a-z0-9_][\w.-]{0,99})(?:@([^#]*))?(?:#(.+))?$/i.exec(text)
  if (!match) throw badReference(text, 'a package is written nuget:Id@version, and one file of it nuget:Id@version#path/in/package')
  const [, id, version, file] = match
  const isVersion = version === undefined || version === 'latest' || /^(?:\*|\d[\w.+-]*\*?)$/.test(version)
  if (!isVersion) throw badReference(text, `"${version}" is no version, beginning of one (9.0.*) or date`)
  refuseNoDay(text, version)
  return { kind: 'nuget', id: id!, version: version ?? 'latest', file: file ?? null }
}

function parseGit(text: string): Reference {
  const rest = text.slice('git:'.length)
  // A revision can hold a #, a folder too; the last one parts them, and a hash has none.
  const mark = rest.lastIndexOf('#')
  const [repository, revision] = mark === -1 ? [null, rest] : [rest.slice(0, mark), rest.slice(mark + 1)]
  if (repository !== null && /^[a-z][a-z0-9+.-]+:/i.test(repository))
    throw badReference(text, 'a repository has to be a folder; clone it first')
  if (repository === '' || !/^[^\s:-][^\s:]*$/.test(revision) || revision.includes('..')) {
    throw badReference(text, 'a commit is written git:revision, or git:path/to/repository#revision')
  }
  return { kind: 'git', repository, revision }
}

/** A date is written like a version, and would otherwise be looked for as one. */
function refuseNoDay(text: string, range: string | undefined): void {
  if (range !== undefined && looksLikeDate(range) && endOfDay(range) === null) throw badReference(text, `there is no day ${range}`)
}
