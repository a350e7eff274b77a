import * as fs from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { CulpritError, badReference, missingFile, noModules, noSuchModule, unreadableFile, unreadableModule } from '../model/errors.ts'
import type { Sha256 } from '../model/units.ts'
import { digestBytes, digestTree, type FileDigest } from '../platform/files.ts'
import { parseReference, resolveFiles, type SourceContext } from '../sources/index.ts'
import { isArchive } from '../wasm/archive.ts'
import { coreModule, readModule, type ModuleFacts, type ReadOptions } from '../wasm/index.ts'
import { inlinedModules } from '../wasm/inlined.ts'

/** The files behind a reference and the modules in them. Nothing is run, and a folder of the user is read where it is. */
export interface Binaries {
  /** As text, with the exact version. */
  readonly reference: string
  /** One file, or everything in a folder or package. */
  readonly scope: 'file' | 'tree'
  readonly files: readonly BinaryFile[]
  /** In the order of their paths, with all those that scripts carry. */
  readonly modules: readonly BinaryModule[]
}

export interface BinaryFile extends FileDigest {
  read(): Promise<Uint8Array>
}

/** A module's path is that of its file; `#2` is the second module that a script carries. */
export type BinaryModule = BinaryFile

/** Opens what a user named: a file, one module inside it (`file.wasm#2`), a folder, or a package of a source. */
export async function openBinaries(text: string, context: SourceContext): Promise<Binaries> {
  const reference = parseReference(text)
  if (reference.kind === 'engine') throw badReference(text, 'an engine has no module of its own')
  if (reference.kind !== 'path') {
    const { reference: exact, tree, folder, file } = await resolveFiles(reference, context)
    if (file !== null) return openFile(exact, join(tree.path, file))
    return openTree(exact, tree.path, tree.files, folder)
  }
  const full = resolve(context.cwd, reference.path)
  const found = await fs.stat(full).catch(() => null)
  if (found?.isFile()) return openFile(reference.path, full)
  if (found?.isDirectory()) return openTree(reference.path, full, await digestsOf(reference.path, full, context.storeRoot), '')
  if (found !== null) throw badReference(reference.path, 'it is neither a file nor a folder')
  const [, path, number] = /^(.+)#(\d+)$/.exec(reference.path) ?? []
  if (path === undefined) throw missingFile(reference.path)
  const [file] = (await openFile(path, resolve(context.cwd, path))).files
  return { reference: text, scope: 'file', files: [file!], modules: [await pickModule(file!, Number(number))] }
}

/** Opens a reference that has to be one module. */
export async function openModule(text: string, context: SourceContext): Promise<BinaryModule> {
  const { modules, reference, scope } = await openBinaries(text, context)
  const [module, ...others] = modules
  if (module === undefined) throw noModules(reference)
  if (others.length === 0) return module
  const name = (path: string) => (scope === 'file' ? path : `${reference}: ${path}`)
  throw noSuchModule(
    text,
    `it has ${modules.length} modules, and one is needed: ${modules
      .slice(0, 8)
      .map(({ path }) => name(path))
      .join(', ')}`,
  )
}

/** Reads a module; every error names it. */
export async function readFacts(module: BinaryModule, options: ReadOptions = {}): Promise<ModuleFacts> {
  const bytes = await module.read()
  try {
    return readModule(bytes, options)
  } catch (error) {
    throw error instanceof CulpritError ? unreadableModule(module.path, error) : error
  }
}

/** Why a module could not be read, for a list that names it already. */
export function whyUnread(error: CulpritError): string {
  return error.cause instanceof CulpritError ? error.cause.message : error.message
}

async function openFile(path: string, full: string): Promise<Binaries> {
  const bytes = await fs.readFile(full).catch((error: unknown) => {
    throw unreadableFile(path, error)
  })
  const file = fileOf(path, bytes)
  // What somebody names is meant to be a module; what it is instead, the reader says.
  const modules = isScript(path) ? await inlinedIn(file) : isArchive(bytes) ? [] : [file]
  return { reference: path, scope: 'file', files: [file], modules }
}

async function digestsOf(path: string, full: string, storeRoot: string): Promise<FileDigest[]> {
  const digests = await digestTree(full, { except: storeRoot, followsLinks: true }).catch((error: unknown) => {
    throw error instanceof CulpritError ? error : unreadableFile(path, error)
  })
  // A folder that is empty is more likely a wrong one than one to say something about.
  if (digests.length === 0) throw badReference(path, 'the folder has no files')
  return digests
}

async function openTree(reference: string, root: string, digests: readonly FileDigest[], folder: string): Promise<Binaries> {
  // The package's own files go by their paths within it; those of its dependencies keep theirs.
  const prefix = folder === '' ? '' : `${folder.split(sep).join('/')}/`
  const files: BinaryFile[] = []
  const modules: BinaryModule[] = []
  for (const digest of digests) {
    const full = join(root, digest.path)
    const path = digest.path.startsWith(prefix) ? digest.path.slice(prefix.length) : digest.path
    const file = { ...digest, path, read: () => fs.readFile(full) }
    files.push(file)
    if (isScript(path)) modules.push(...(await inlinedIn(file)))
    else if (isBinary(await beginning(full))) modules.push(file)
  }
  return { reference, scope: 'tree', files, modules }
}

/** The `number`th module that a script or a component carries, counted from 1. */
async function pickModule(file: BinaryFile, number: number): Promise<BinaryModule> {
  const path = `${file.path}#${number}`
  if (isScript(file.path)) {
    const modules = await inlinedIn(file)
    const found = modules[number - 1]
    if (found === undefined) throw noSuchModule(path, `the script carries ${counted(modules.length)}`)
    return { ...found, path }
  }
  const { offset, end, bytes } = coreModule(await readFacts(file), number)
  return fileOf(path, bytes.subarray(offset, end))
}

/** Every module that a script carries, each with its number. */
async function inlinedIn(file: BinaryFile): Promise<BinaryModule[]> {
  if (file.bytes > largestScript) return []
  const modules = inlinedModules(Buffer.from(await file.read()).toString('latin1'))
  return modules.map(({ bytes }, index) => fileOf(`${file.path}#${index + 1}`, bytes))
}

/** Its hash takes as long as reading all facts of it, so it is calculated when somebody asks. */
function fileOf(path: string, bytes: Uint8Array): BinaryFile {
  let hash: Sha256 | null = null
  return {
    path,
    bytes: bytes.length,
    get sha256() {
      return (hash ??= digestBytes(bytes))
    },
    read: async () => bytes,
  }
}

/** V8's longest string has about as many characters. */
const largestScript = 500e6

function isScript(path: string): boolean {
  return /\.(?:[cm]?js|html?)$/i.test(path)
}

function isBinary(beginning: Uint8Array): boolean {
  return Buffer.from(beginning).toString('latin1') === '\0asm'
}

async function beginning(path: string): Promise<Uint8Array> {
  const file = await fs.open(path)
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(4), 0, 4, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function counted(modules: number): string {
  return modules === 1 ? 'one module' : `${modules || 'no'} modules`
}
