import { CulpritError, noSuchModule } from '../model/errors.ts'
import type { ArchiveDiff, FileState, FilesDiff } from '../model/files-diff.ts'
import type { ModuleDiff } from '../model/module-diff.ts'
import { byChange, countStates, pairEntries, type Entry, type EntryPair } from '../diff/compare-files.ts'
import { compareModules } from '../diff/index.ts'
import { digestBytes } from '../platform/files.ts'
import type { ModuleFacts } from '../wasm/index.ts'
import { isArchive, readArchive } from '../wasm/archive.ts'
import { readFacts, whyUnread, type Binaries, type BinaryFile } from './binaries.ts'

/** Files, and members of one library, that the document lists; counts are of all. */
const changesLimit = 1_000

/**
 * The `module-diff` document when a module was named on a side and both sides have one; otherwise the `files-diff` of two folders or
 * packages.
 */
export async function compareBinaries(a: Binaries, b: Binaries): Promise<ModuleDiff | FilesDiff> {
  if (a.scope === 'tree' && b.scope === 'tree') return compareTrees(a, b)
  const [moduleA, moduleB] = [onlyModule(a), onlyModule(b)]
  if (moduleA && moduleB) return compareFiles(moduleA, moduleB)
  // Two libraries, or two scripts with several modules.
  if (a.scope === b.scope) return compareTrees(a, b)
  const [file, tree] = a.scope === 'file' ? [a, b] : [b, a]
  throw noSuchModule(
    tree.reference,
    `it has ${tree.modules.length} modules, and "${file.reference}" is one file: name the module, or two folders or packages`,
  )
}

async function compareFiles(a: BinaryFile, b: BinaryFile): Promise<ModuleDiff> {
  // Of equal ones nothing has to be matched.
  const facts = (await isEqual(a, b)) ? await readFacts(a) : null
  return facts ? compareModules(facts, facts) : compareModules(await readForMatching(a), await readForMatching(b))
}

async function isEqual(a: BinaryFile, b: BinaryFile): Promise<boolean> {
  return a.bytes === b.bytes && Buffer.compare(await a.read(), await b.read()) === 0
}

function readForMatching(module: BinaryFile): Promise<ModuleFacts> {
  return readFacts(module, { digests: true })
}

function onlyModule({ modules }: Binaries): BinaryFile | null {
  return modules.length === 1 ? modules[0]! : null
}

/** File by file, and module by module. One pair of modules is in memory at a time. */
async function compareTrees(a: Binaries, b: Binaries): Promise<FilesDiff> {
  const unread: FilesDiff['unread'] = []
  const files = pairEntries(a.files, b.files)
  const changes: FilesDiff['changes'] = []
  for (const pair of files
    .filter(({ state }) => state !== 'identical')
    .toSorted(byChange)
    .slice(0, changesLimit)) {
    changes.push({ ...described(pair), archive: await changeOf(pair, unread, readMembers, compareMembers) })
  }
  const modules: FilesDiff['modules'] = []
  for (const pair of pairEntries(a.modules, b.modules)) {
    modules.push({ ...described(pair), diff: await changeOf(pair, unread, readForMatching, compareModules) })
  }
  return {
    formatVersion: 1,
    kind: 'files-diff',
    a: side(a),
    b: side(b),
    identical: files.every(({ state }) => state === 'identical'),
    files: countStates(files),
    changes,
    changesLimit,
    modules,
    unread,
  }
}

type Pair = EntryPair<BinaryFile>

/** What changed within a pair; null when the pair is no change, or a side is nothing to look into or cannot be read, which is noted. */
async function changeOf<Content, Change>(
  { state, a, b }: Pair,
  unread: FilesDiff['unread'],
  read: (file: BinaryFile) => Promise<Content | null>,
  compare: (a: Content, b: Content) => Change,
): Promise<Change | null> {
  if (state !== 'changed' || a === null || b === null) return null
  const readSide = async (side: 'a' | 'b', file: BinaryFile) => {
    try {
      return await read(file)
    } catch (error) {
      if (!(error instanceof CulpritError)) throw error
      unread.push({ side, path: file.path, why: whyUnread(error) })
      return null
    }
  }
  const [contentA, contentB] = [await readSide('a', a), await readSide('b', b)]
  return contentA === null || contentB === null ? null : compare(contentA, contentB)
}

function compareMembers(a: readonly Entry[], b: readonly Entry[]): ArchiveDiff {
  const pairs = pairEntries(a, b)
  return {
    members: countStates(pairs),
    changes: pairs
      .filter(({ state }) => state !== 'identical')
      .toSorted(byChange)
      .slice(0, changesLimit)
      .map(({ state, a, b }) => ({ name: (a ?? b)!.path, state, a: a?.bytes ?? null, b: b?.bytes ?? null })),
    changesLimit,
  }
}

/** The members of a library; null for other files. Several members may have one name: the second is `name (2)`. */
async function readMembers(file: BinaryFile): Promise<Entry[] | null> {
  if (!file.path.endsWith('.a')) return null
  const archive = await file.read()
  if (!isArchive(archive)) return null
  const seen = new Map<string, number>()
  return readArchive(archive).map(({ name, offset, bytes }) => {
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return { path: times === 1 ? name : `${name} (${times})`, bytes, sha256: digestBytes(archive.subarray(offset, offset + bytes)) }
  })
}

function described({ state, a, b }: Pair): {
  state: FileState
  a: FilesDiff['modules'][number]['a']
  b: FilesDiff['modules'][number]['b']
} {
  const file = (entry: BinaryFile | null) => entry && { path: entry.path, bytes: entry.bytes, sha256: entry.sha256 }
  return { state, a: file(a), b: file(b) }
}

function side({ reference, files }: Binaries): FilesDiff['a'] {
  return { reference, files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) }
}
