import { CulpritError, noModules } from '../model/errors.ts'
import type { ModuleDocument } from '../model/module.ts'
import type { Modules } from '../model/modules.ts'
import { moduleDocument } from '../wasm/index.ts'
import { readFacts, whyUnread, type Binaries } from './binaries.ts'

/**
 * The `module` document of one file, or one `modules` document for several. A named file that cannot be read is an error; within a
 * folder or package it is listed as unread.
 */
export async function inspectBinaries(all: readonly Binaries[]): Promise<ModuleDocument | Modules> {
  const modules: Modules['modules'] = []
  const unread: Modules['unread'] = []
  for (const { reference, scope, modules: found } of all) {
    if (found.length === 0) throw noModules(reference)
    for (const file of found) {
      const path = scope === 'file' ? file.path : `${reference}: ${file.path}`
      try {
        modules.push({ path, module: moduleDocument(await readFacts(file), file.sha256) })
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
