import type { Stats } from 'node:fs'
import * as fs from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { badReference, missingFile, tooManyVersions } from '../model/errors.ts'
import type { PathReference } from '../model/reference.ts'
import type { Version } from '../model/version.ts'
import { copyTree } from '../platform/files.ts'
import { compareNumberedNames, numberedName, type NumberedName } from './numbered-names.ts'
import type { Resolved, Source } from './source.ts'

/** A file or folder of the user. Its content is copied into the cache first, so that a run keeps measuring what it started with. */
export const path: Source<PathReference> = {
  async resolve(reference, context): Promise<Resolved> {
    const { cwd, trees } = context
    const { full, isFile } = await find(reference, cwd)
    const tree = await trees.add(folder =>
      isFile ? fs.copyFile(full, join(folder, basename(full))) : copyTree(full, folder, { except: context.storeRoot, followsLinks: true }),
    )
    // An empty variant could only fail, and that would look like a regression.
    if (tree.files.length === 0) throw badReference(reference.path, 'the folder has no files')
    return {
      reference: reference.path,
      version: null,
      published: null,
      tree,
      folder: '',
      file: isFile ? basename(full) : null,
      warnings: [],
    }
  },

  /** Two folders, or two modules, that lie in one folder and whose names differ by a number: and those between them. */
  async versions(from, to, _choice, { cwd }) {
    const ends = [await find(from, cwd), await find(to, cwd)] as const
    const { full, isFile } = ends[0]
    const parent = dirname(full)
    if (isFile !== ends[1].isFile || parent !== dirname(ends[1].full)) return null
    const ending = isFile ? '.wasm' : ''
    if (!ends.every(end => end.full.endsWith(ending))) return null
    const names = ends.map(end => numberedName(basename(end.full), ending))
    if (names[0]?.kind === undefined || names[0].kind !== names[1]?.kind) return null

    const [low, high] = (names as NumberedName[]).toSorted(compareNumberedNames) as [NumberedName, NumberedName]
    const entries = await fs.readdir(parent, { withFileTypes: true })
    const between = entries
      .filter(entry => (isFile ? entry.isFile() && entry.name.endsWith(ending) : entry.isDirectory()))
      .flatMap(({ name }) => numberedName(name, ending) ?? [])
      .filter(each => each.kind === low.kind && compareNumberedNames(low, each) < 0 && compareNumberedNames(each, high) < 0)
    if (between.length > mostVersions) throw tooManyVersions(`${from.path} to ${to.path}`, between.length, mostVersions)
    // As the user wrote it, when the name stands in there.
    const place = basename(from.path) === basename(full) ? dirname(from.path) : parent
    const written = new Map([from, to].map((end, index) => [basename(ends[index]!.full), end.path]))
    const versions = (low.name === high.name ? [low] : [low, ...between.toSorted(compareNumberedNames), high]).map(({ name }) =>
      versionOf(name, written.get(name) ?? `${place === '/' ? '' : place}/${name}`),
    )
    return { source: place === '.' ? basename(parent) : place, versions, leftOut: { preReleases: 0, withdrawn: 0 }, warnings: [] }
  },
}

/** More are looked at by nobody. */
const mostVersions = 10_000

async function find(reference: PathReference, cwd: string): Promise<{ readonly full: string; readonly isFile: boolean }> {
  const full = resolve(cwd, reference.path)
  const found: Stats | null = await fs.stat(full).catch(() => null)
  if (found === null) throw missingFile(reference.path)
  if (!found.isFile() && !found.isDirectory()) throw badReference(reference.path, 'it is neither a file nor a folder')
  return { full, isFile: found.isFile() }
}

/** When a file was modified is no date of a version: a checkout or a copy changes it. */
function versionOf(name: string, reference: string): Version {
  return { version: name, reference, date: null, title: null, preRelease: false, deprecated: null, unlisted: false }
}
