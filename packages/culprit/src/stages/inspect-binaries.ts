import { badArguments, CulpritError, noModules } from '../model/errors.ts'
import type { ModuleDocument } from '../model/module.ts'
import type { Modules } from '../model/modules.ts'
import { moduleDocument } from '../wasm/index.ts'
import { readFacts, whyUnread, type Binaries } from './binaries.ts'
import { mappedLines, openNames } from './names-and-lines.ts'

export interface InspectOptions {
  /** What paths are relative to. */
  readonly cwd: string
  /** A twin or a file of symbols, for one module. */
  readonly namesFrom?: string
  /** Whether documents have the whole table of functions. */
  readonly functions?: true
}

/**
 * The `module` document of one file, or one `modules` document for several. A named file that cannot be read is an error; within a
 * folder or package it is listed as unread.
 */
export async function inspectBinaries(all: readonly Binaries[], options: InspectOptions): Promise<ModuleDocument | Modules> {
  const { cwd, namesFrom, functions = false } = options
  const names = namesFrom === undefined ? null : await openNames(namesFrom, cwd)
  const count = all.reduce((sum, binaries) => sum + binaries.modules.length, 0)
  if (names && count > 1) throw badArguments(`--names-from gives names to one module, and ${count} were named.`)
  const modules: Modules['modules'] = []
  const unread: Modules['unread'] = []
  for (const binaries of all) {
    const { reference, scope, modules: found } = binaries
    if (found.length === 0) throw noModules(reference)
    for (const file of found) {
      const path = scope === 'file' ? file.path : `${reference}: ${file.path}`
      try {
        const facts = await readFacts(file)
        const extras = { ...names?.(facts), ...(await mappedLines(binaries, file, facts, cwd)), functionTable: functions }
        modules.push({ path, module: moduleDocument(facts, file.sha256, extras) })
      } catch (error) {
        if (!(error instanceof CulpritError) || scope === 'file') throw error
        unread.push({ path, why: whyUnread(error) })
      }
    }
  }
  const [only, ...others] = modules
  if (all.length === 1 && all[0]!.scope === 'file' && only && others.length === 0) return only.module
  return { formatVersion: 1, kind: 'modules', modules, unread }
}
